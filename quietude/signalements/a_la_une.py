"""What surfaces by itself above the list: what is late, and the places that come back."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import F, Max, Sum
from django.urls import reverse
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.journal.versions import kept_until_written
from quietude.signalements.liste import Ligne, capped_count, late_first, lines, said_count
from quietude.signalements.listes import Listes
from quietude.signalements.models import Signalement
from quietude.signalements.querysets import VOIENT_TOUT, SignalementQuerySet
from quietude.territoire.models import Lieu

_LIGNES = 5
_JOURS = 30  # before the last report received
_FOIS = 3


@dataclass(frozen=True)
class LieuRepete:
    """A place where it happened several times in a short while."""

    nom: str
    fois: int
    adresse: str


@dataclass(frozen=True)
class ALaUne:
    retards: list[Ligne]
    compte: str
    lieux: list[LieuRepete]

    def __bool__(self) -> bool:
        return bool(self.retards or self.lieux)


def headlines(user: Utilisateur, listes: Listes) -> ALaUne:
    """Of the reports that a reader sees; the same for all who see every one."""
    if user.role in VOIENT_TOUT:
        return _of_town(listes, timezone.localdate())
    return _read(Signalement.objects.visible_to(user).current(), listes)


@kept_until_written(Signalement, Lieu)
def _of_town(listes: Listes, _today: date) -> ALaUne:
    return _read(Signalement.objects.current(), listes)


def _read(rows: SignalementQuerySet, listes: Listes) -> ALaUne:
    late = late_first(rows)
    shown = list(lines(late[:_LIGNES], listes))
    count = len(shown) if len(shown) < _LIGNES else capped_count(late)
    return ALaUne(shown, said_count(count), repeated_places(rows))


def repeated_places(rows: SignalementQuerySet, lignes: int = _LIGNES) -> list[LieuRepete]:
    """Where at least three episodes were reported in the month before the last report; the
    first `lignes` of them."""
    last = rows.order_by().aggregate(last=Max("recu_le"))["last"]
    if last is None:
        return []
    recent = rows.filter(recu_le__gte=last - timedelta(days=_JOURS)).exclude(adresse="")
    grouped = recent.order_by().values("adresse")
    counted = grouped.annotate(fois=Sum(F("episodes") + F("rejoints")))
    often = counted.filter(fois__gte=_FOIS).order_by("-fois", "adresse")[:lignes]
    return [LieuRepete(row["adresse"], row["fois"], _all_of(row["adresse"])) for row in often]


def _all_of(address: str) -> str:
    query = urlencode({"q": f'"{address}"', "etat": "tous"})
    return f"{reverse('signalements:liste')}?{query}"
