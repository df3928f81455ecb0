"""Honest arithmetic on counts: what a change says, and what a printed percentage gives."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import Enum
from math import exp, lgamma, log

SEUIL = 0.05  # usual level of the test; a convention, not a law


def p_value(before: int, after: int, days_before: int = 1, days_after: int = 1) -> float:
    """Two-sided exact conditional test that two Poisson counts have one daily rate.

    Given their total n, the second count is Binomial(n, days_after / all days); the p-value
    adds every outcome at most as likely as the one seen (Przyborowski & Wilenski, 1940).
    """
    total = before + after
    if total == 0:
        return 1.0
    share = days_after / (days_before + days_after)

    def log_probability(k: int) -> float:
        ways = lgamma(total + 1) - lgamma(k + 1) - lgamma(total - k + 1)
        return ways + k * log(share) + (total - k) * log(1 - share)

    seen = log_probability(after) + 1e-9
    return min(1.0, sum(exp(p) for k in range(total + 1) if (p := log_probability(k)) <= seen))


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
