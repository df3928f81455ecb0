"""Units of count in the singular, for a figure under two: "1 fait", "0 mis en cause"."""

import re
from decimal import Decimal

# Only the noun and its adjectives agree: what follows one of these words is left.
_SUITE = re.compile(r"\s(?=(?:de|des|du|en|par|pour|sur|à|au|aux)\s|d['’])")
_INVARIABLES = frozenset({"mis", "cas", "mois", "procès", "décès", "refus", "secours", "temps"})


def agree(unite: str, valeur: Decimal) -> str:
    """The unit as it is said of this figure; French plurals start at two."""
    if abs(valeur) >= 2:
        return unite
    noun, *rest = _SUITE.split(unite, maxsplit=1)
    return " ".join([*(_singular(word) for word in noun.split(" ")), *rest])


def _singular(word: str) -> str:
    plural = len(word) > 3 and word.endswith("s") and word.lower() not in _INVARIABLES
    return word[:-1] if plural else word
