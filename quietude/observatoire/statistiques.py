"""Honest arithmetic on counts: what a change says, and what a printed percentage gives."""

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import Enum
from itertools import accumulate
from math import erfc, exp, lgamma, log, sqrt

SEUIL = 0.05  # usual level of the test; a convention, not a law
_NEGLIGEABLE = 1e-17  # beside the largest term of a tail, changes no digit that is shown
_EGAUX = 1e-7  # likelihoods this close are one, computed twice
_EXACT_MAX = 40  # values of a series; the normal law is as good beyond


def p_value(before: int, after: int, days_before: int = 1, days_after: int = 1) -> float:
    """Two-sided exact conditional test that two Poisson counts have one daily rate.

    Given their total n, the second count is Binomial(n, days_after / all days); the p-value
    adds every outcome at most as likely as the one seen (Przyborowski & Wilenski, 1940).
    """
    total = before + after
    if total == 0:
        return 1.0
    share = days_after / (days_before + days_after)
    weight = _log_binomial(total, share)
    seen = weight(after) + _EGAUX
    mode = min(total, int((total + 1) * share))
    if weight(mode) <= seen:
        return 1.0
    low = _last_below(weight, seen, 0, mode)
    high = -_last_below(lambda k: weight(-k), seen, -total, -mode)
    return min(1.0, _tail(total, share, low, -1) + _tail(total, share, high, 1))


def _log_binomial(total: int, share: float) -> Callable[[int], float]:
    def weight(k: int) -> float:
        ways = lgamma(total + 1) - lgamma(k + 1) - lgamma(total - k + 1)
        return ways + k * log(share) + (total - k) * log(1 - share)

    return weight


def _last_below(weight: Callable[[int], float], limit: float, start: int, mode: int) -> int:
    """The last k from `start` to `mode`, where weight rises, that weighs at most `limit`.

    `start - 1` when there is none.
    """
    below, above = start - 1, mode
    while above - below > 1:
        middle = (below + above) // 2
        if weight(middle) <= limit:
            below = middle
        else:
            above = middle
    return below


def _tail(total: int, share: float, start: int, step: int) -> float:
    """Probability from `start` outwards; terms too small to show are left."""
    if not 0 <= start <= total:
        return 0.0
    odds, k = share / (1 - share), start
    term = added = exp(_log_binomial(total, share)(start))
    least = term * _NEGLIGEABLE
    while term > least:
        if step > 0:
            term *= (total - k) / (k + 1) * odds
        else:
            term *= k / (total - k + 1) / odds
        added += term
        k += step
    return added


def ratio_interval(
    before: int, after: int, days_before: int = 1, days_after: int = 1, level: float = 0.95
) -> tuple[float, float | None]:
    """Bounds of the ratio of the second daily rate to the first; None when it has no upper one.

    Clopper and Pearson's exact interval on the conditional binomial (1934).
    """
    total, each = before + after, (1 - level) / 2
    if total == 0:
        return 0.0, None
    scale = days_before / days_after
    low = 0.0 if after == 0 else _share_where(total, after, each, upper=True)
    high = 1.0 if before == 0 else _share_where(total, after, each, upper=False)
    top = None if before == 0 else high / (1 - high) * scale
    return low / (1 - low) * scale if low < 1 else 0.0, top


def _share_where(total: int, seen: int, wanted: float, *, upper: bool) -> float:
    """The share under which the tail that holds `seen` weighs `wanted`."""
    low, high, out = 0.0, 1.0, 1 if upper else -1
    for _ in range(50):
        middle = (low + high) / 2
        mode = int((total + 1) * middle)
        if (seen - mode) * out >= 0:
            tail = _tail(total, middle, seen, out)
        else:  # before the mode the first term is small beside those that follow
            tail = 1 - _tail(total, middle, seen - out, -out)
        if (tail < wanted) == upper:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def trend_p_value(values: Sequence[Decimal]) -> float:
    """Two-sided Mann-Kendall test that a series has no trend (Mann 1945, Kendall 1975).

    Exact up to forty values, ties included; normal beyond.
    """
    score = abs(trend_score(values))
    if len(values) < 3 or score == 0:
        return 1.0
    if len(values) <= _EXACT_MAX:
        return _exact_trend(values, score)
    return erfc((score - 1) / sqrt(2 * _kendall_variance(values)))


def trend_score(values: Sequence[Decimal]) -> int:
    """Kendall's S: pairs that rise less pairs that fall; its sign is the way of the trend."""
    pairs = ((a, b) for i, a in enumerate(values) for b in values[i + 1 :])
    return sum((b > a) - (b < a) for a, b in pairs)


def _exact_trend(values: Sequence[Decimal], score: int) -> float:
    """Share of the orders of these values whose score is at least as far from zero.

    Orders by their number of inversions: the q-multinomial coefficient of the groups of ties.
    """
    ways, groups = [1], list(Counter(values).values())
    for size in range(2, len(values) + 1):
        ways = _times(ways, size)
    for size in (rank for group in groups for rank in range(2, group + 1)):
        ways = _divided(ways, size)
    pairs = len(ways) - 1  # those that are not tied
    return sum(n for k, n in enumerate(ways) if abs(pairs - 2 * k) >= score) / sum(ways)


def _times(ways: Sequence[int], size: int) -> list[int]:
    """The polynomial times 1 + q + ... + q^(size - 1)."""
    sums = [0, *accumulate(ways)]
    last = len(ways)
    return [sums[min(k + 1, last)] - sums[max(k + 1 - size, 0)] for k in range(last + size - 1)]


def _divided(ways: Sequence[int], size: int) -> list[int]:
    """The polynomial that `_times` makes into this one."""
    found: list[int] = []
    for k in range(len(ways) - size + 1):
        step = ways[k] - (ways[k - 1] if k else 0)
        found.append(step + (found[k - size] if k >= size else 0))
    return found


def _kendall_variance(values: Sequence[Decimal]) -> float:
    count = len(values)
    groups = Counter(values).values()
    ties = sum(size * (size - 1) * (2 * size + 5) for size in groups)
    return float(count * (count - 1) * (2 * count + 5) - ties) / 18


def sen_slope(values: Sequence[Decimal]) -> Decimal:
    """The median of the changes per step between every two values (Sen, 1968)."""
    slopes = sorted(
        (b - a) / (j - i)
        for i, a in enumerate(values)
        for j, b in enumerate(values[i + 1 :], start=i + 1)
    )
    middle = len(slopes) // 2
    return slopes[middle] if len(slopes) % 2 else (slopes[middle - 1] + slopes[middle]) / 2


class Justesse(Enum):
    """How a printed figure stands to the exact one."""

    EXACTE = "exacte"
    TRONQUEE = "tronquée"
    FAUSSE = "fausse"


def judge(printed: Decimal, exact: Decimal, decimals: int) -> Justesse:
    """Tell a rounding from a truncation from an error, at `decimals` places."""
    step = Decimal(1).scaleb(-decimals)
    if exact.quantize(step, ROUND_HALF_UP) == printed:
        return Justesse.EXACTE
    if exact.quantize(step, ROUND_DOWN) == printed:
        return Justesse.TRONQUEE
    return Justesse.FAUSSE


def variation(before: Decimal, after: Decimal) -> Decimal | None:
    """Change in %, None from zero."""
    return None if before == 0 else (after - before) / before * 100


def french(value: Decimal | int | float, decimals: int | None = None) -> str:
    """1234.5 -> "1 234,5" with a narrow no-break space."""
    number = Decimal(str(value))
    if decimals is not None:
        number = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{number:,f}"
    if "." in text and decimals is None:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", "\u202f").replace(".", ",").replace("-", "\u2212")
