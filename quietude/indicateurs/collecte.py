"""Whether periods were counted: what tells zero from "nobody counted"."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.utils import timezone

from quietude.indicateurs.enums import EtatCollecte
from quietude.indicateurs.mesures import Collecte, Flux
from quietude.socle.periodes import Periode

_A_VENIR = "période à venir"
_EN_COURS = "période en cours"


def collected(flux: Flux, periodes: Iterable[Periode]) -> dict[Periode, Collecte]:
    """What the stream says of each period, and what the calendar says."""
    today, spans = timezone.localdate(), sorted(periodes)
    whole = Collecte(EtatCollecte.COMPLETE)
    told = flux.collecte(spans) if flux.collecte else [whole] * len(spans)
    return {
        span: _dated(collecte, span, today) for span, collecte in zip(spans, told, strict=True)
    }


def _dated(collecte: Collecte, span: Periode, today: date) -> Collecte:
    if span.debut > today:
        return Collecte(EtatCollecte.ABSENTE, _A_VENIR)
    if span.fin >= today and collecte.etat is EtatCollecte.COMPLETE:
        return replace(collecte, etat=EtatCollecte.PARTIELLE, raison=_EN_COURS)
    return collecte
