"""How figures and dates are written in French: narrow spaces, comma, months in full."""

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils import timezone

FINE = "\u202f"  # narrow no-break space
INSECABLE = "\u00a0"
MOINS = "\u2212"
MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip


def to_decimal(value: object) -> Decimal | None:
    """The number that `value` is, or None when it is not one."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def nombre(value: object, decimales: int | None = None) -> str:
    """1234.5 -> "1 234,5"; `decimales` rounds half up and keeps zeros. Not a number: as is."""
    number = to_decimal(value)
    if number is None:
        return "" if value is None else str(value)
    if decimales is None:
        text = f"{abs(number):f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
    else:
        step = Decimal(1).scaleb(-decimales)
        number = number.quantize(step, rounding=ROUND_HALF_UP)
        text = f"{abs(number):f}"
    whole, _, part = text.partition(".")
    grouped = f"{int(whole):,}".replace(",", FINE)
    sign = MOINS if number < 0 else ""
    return sign + grouped + (f",{part}" if part else "")


def pourcent(value: object, decimales: int | None = None) -> str:
    """12.5 -> "12,5 %" (the value is already a percentage); one decimal at most by default."""
    number = to_decimal(value)
    if number is None:
        return ""
    if decimales is None:
        number = number.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return f"{nombre(number, decimales)}{FINE}%"


def euros(value: object) -> str:
    """1234.5 -> "1 234,50 €"; no cents when there are none."""
    number = to_decimal(value)
    if number is None:
        return ""
    cents = number.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"{nombre(cents, 0 if cents == cents.to_integral_value() else 2)}{INSECABLE}€"


def jour(value: date | datetime | None) -> str:
    """2026-11-01 -> "1er novembre 2026"."""
    if value is None:
        return ""
    value = local(value)
    day = "1er" if value.day == 1 else str(value.day)
    return f"{day}{INSECABLE}{MOIS[value.month - 1]} {value.year:04d}"


def jour_court(value: date | datetime | None) -> str:
    """2026-11-01 -> "01/11/2026"."""
    return "" if value is None else f"{local(value):%d/%m/%Y}"


def moment(value: datetime | None) -> str:
    """A moment in Paris time: "1er novembre 2026 à 14 h 05"."""
    if value is None:
        return ""
    here = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{jour(here)} à {here.hour}{INSECABLE}h{INSECABLE}{here.minute:02d}"


def heure(value: time) -> str:
    """9:30 -> "9 h 30"; 11:00 -> "11 h"."""
    minutes = f"{INSECABLE}{value.minute:02d}" if value.minute else ""
    return f"{value.hour}{INSECABLE}h{minutes}"


def local(value: date | datetime) -> datetime | date:
    """An aware moment in the town's time zone; the rest unchanged."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value
