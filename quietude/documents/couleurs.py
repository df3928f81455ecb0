"""The town's colour, kept readable."""

import re
from typing import NamedTuple

DEFAUT = "#1f4e79"
_CONTRASTE_AA = 4.5
_BLANC, _NOIR = "#ffffff", "#1a1a1a"


class Palette(NamedTuple):
    """`fond` with `encre` written on it; `accent` for text on white paper; `pale` behind."""

    fond: str
    encre: str
    accent: str
    pale: str


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _luminance(color: str) -> float:
    def linear(channel: int) -> float:
        part = channel / 255
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(channel) for channel in _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two colours."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _mix(color: str, other: str, share: float) -> str:
    pairs = zip(_channels(color), _channels(other), strict=True)
    mixed = [round(a * (1 - share) + b * share) for a, b in pairs]
    return "#{:02x}{:02x}{:02x}".format(*mixed)


def palette(color: str) -> Palette:
    """Colours that hold WCAG AA whatever the town chose."""
    fond = color.lower() if re.fullmatch(r"#[0-9a-fA-F]{6}", color) else DEFAUT
    encre = max(_BLANC, _NOIR, key=lambda ink: contrast(fond, ink))
    accent = fond
    while contrast(accent, _BLANC) < _CONTRASTE_AA:
        accent = _mix(accent, "#000000", 0.15)
    return Palette(fond, encre, accent, _mix(accent, _BLANC, 0.92))
