"""Write the series that the town counts itself, and their values, all lines or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.observatoire import rules
from quietude.observatoire.enums import EtatObservation, FamilleSource, NiveauPerimetre
from quietude.observatoire.imports.ecriture import ensure_places
from quietude.observatoire.imports.lignes import Lieu
from quietude.observatoire.models import Observation, Perimetre, Serie, Source
from quietude.socle.formats import nombre
from quietude.socle.periodes import Periode
from quietude.socle.regles import ActionImpossible, require
from quietude.territoire.models import Secteur

SAISIE = "saisie-ville"
_CODE_MAX = 150


@dataclass(frozen=True)
class LigneSaisie:
    """One value as typed. `lue` is the mark of `observation` when the form was opened."""

    rang: int
    periode: Periode
    etat: EtatObservation
    valeur: Decimal | None
    note: str = ""
    observation: int | None = None
    lue: str = ""


class LignesRefusees(ActionImpossible):
    """Nothing was written: why, by rank of line. `neuves` are the marks to go on with."""

    def __init__(self, motifs: dict[int, str], neuves: dict[int, str]) -> None:
        super().__init__("Des lignes ne peuvent pas être enregistrées.")
        self.motifs = motifs
        self.neuves = neuves


def mark_of(row: Observation) -> str:
    """What a figure says, so that a form can tell whether it moved meanwhile."""
    valeur = "" if row.valeur is None else f"{row.valeur.normalize():f}"
    return "|".join([str(row.pk), str(row.debut), str(row.fin), row.etat, valeur, row.note])


def typed_source() -> Source:
    """The source of what people type in, made on demand. It holds over the town's files."""
    return Source.objects.get_or_create(
        code=SAISIE,
        defaults={
            "famille": FamilleSource.VILLE,
            "titre": "Saisie de la ville",
            "producteur": "La ville",
            "rang": "saisie",  # after any vintage in figures
            "importee_le": timezone.now(),
        },
    )[0]


@action
def create_serie(*, actor: Utilisateur, lieu: Lieu, valeurs: dict[str, Any]) -> Serie:
    """Add a series that the town counts itself, in a commune or a sector."""
    require(rules.can_write_diagnostic(actor))
    place = _place(lieu)
    return Serie.objects.create(
        code=_free_code(valeurs["libelle"], place), perimetre=place, **valeurs
    )


@action
def amend_serie(
    *, actor: Utilisateur, serie: Serie, lieu: Lieu, valeurs: dict[str, Any]
) -> Serie:
    """Amend what a series of the town says of itself; its code stays."""
    current = _locked(serie)
    require(rules.can_edit_serie(actor, current))
    current.perimetre = _place(lieu)
    for name, value in valeurs.items():
        setattr(current, name, value)
    current.save()
    return current


@action
def remove_serie(*, actor: Utilisateur, serie: Serie) -> None:
    """Remove a series made by mistake, while it is empty."""
    current = _locked(serie)
    require(rules.can_remove_serie(actor, current))
    current.delete()


@action
def write_values(*, actor: Utilisateur, serie: Serie, lignes: Sequence[LigneSaisie]) -> int:
    """Write the lines that changed; returns how many. Raises LignesRefusees, all or nothing.

    A value that a file of the town brought is left under its source: the one typed in is
    added for the same span, and holds.
    """
    current = _locked(serie)
    require(rules.can_edit_serie(actor, current))
    source = typed_source()
    known = {row.pk: row for row in current.observations.select_related("source")}
    typed = {(r.debut, r.fin): r.pk for r in known.values() if r.source_id == source.pk}
    new = [row for row in lignes if not _says_already(known.get(row.observation or 0), row)]
    refused, marks = _objections(new, known, typed)
    if refused:
        raise LignesRefusees(refused, marks)
    spans = {(row.periode.debut, row.periode.fin): row for row in new}
    for line in new:  # two lines may exchange their spans: what moves goes first
        held = known.get(line.observation or 0)
        if held and held.source_id == source.pk and (held.debut, held.fin) not in spans:
            held.delete()
    for span, line in spans.items():
        Observation.objects.update_or_create(
            serie=current,
            source=source,
            debut=span[0],
            fin=span[1],
            defaults={"etat": line.etat, "valeur": line.valeur, "note": line.note},
        )
    return len(new)


@action
def remove_value(*, actor: Utilisateur, observation: Observation) -> None:
    """Remove a value typed in; the one that it replaced, if any, holds again."""
    require(rules.can_edit_value(actor, observation, SAISIE))
    observation.delete()


def _says_already(held: Observation | None, line: LigneSaisie) -> bool:
    return held is not None and (held.debut, held.fin, held.etat, held.valeur, held.note) == (
        line.periode.debut,
        line.periode.fin,
        line.etat,
        line.valeur,
        line.note,
    )


def _objections(
    lignes: Sequence[LigneSaisie], known: dict[int, Observation], typed: dict[Any, int]
) -> tuple[dict[int, str], dict[int, str]]:
    """Why lines cannot be written, and the marks of those that moved meanwhile."""
    refused: dict[int, str] = {}
    marks: dict[int, str] = {}
    given = {line.observation for line in lignes}
    for line in lignes:
        held = known.get(line.observation or 0)
        taken = typed.get((line.periode.debut, line.periode.fin))
        if line.observation and (held is None or mark_of(held) != line.lue):
            refused[line.rang] = _moved_meanwhile(held)
            marks[line.rang] = mark_of(held) if held else ""
        elif held and held.pk not in typed.values() and _another_span(held, line):
            refused[line.rang] = (
                f"Cette valeur vient du fichier « {held.source} » : sa période ne se change "
                "pas. Remettez-la, et ajoutez une ligne."
            )
        elif taken and taken not in given:
            refused[line.rang] = (
                f"Cette période a déjà une valeur ({told(known[taken])}) : corrigez-la sur sa "
                "ligne."
            )
    return refused, marks


def _another_span(held: Observation, line: LigneSaisie) -> bool:
    return (held.debut, held.fin) != (line.periode.debut, line.periode.fin)


def _moved_meanwhile(held: Observation | None) -> str:
    if held is None:
        return (
            "Quelqu’un a supprimé cette valeur entre-temps. Enregistrez de nouveau pour la "
            "remettre, ou videz la ligne."
        )
    return (
        f"Quelqu’un a écrit « {told(held)} » entre-temps. Enregistrez de nouveau pour garder "
        "votre valeur."
    )


def told(row: Observation) -> str:
    """A figure in words: its value, or why there is none."""
    if row.etat == EtatObservation.PUBLIEE:
        return nombre(row.valeur)
    return EtatObservation(row.etat).label.lower()


def _locked(serie: Serie) -> Serie:
    found: Serie = Serie.objects.select_for_update().get(pk=serie.pk)
    return found


def _place(lieu: Lieu) -> Perimetre:
    place = ensure_places([lieu])[lieu]
    if place.niveau == NiveauPerimetre.SECTEUR and place.secteur_id is None:
        division, _, code = place.code.partition("/")
        place.secteur = Secteur.objects.filter(division__code=division, code=code).first()
        place.save()
    return place


def _free_code(libelle: str, place: Perimetre) -> str:
    """A code that no series has: its label, its place, a number when it must."""
    stem = slugify(f"{libelle} {place.nom}")[:_CODE_MAX] or "serie"
    taken = set(
        Serie.objects.filter(recueil="", code__startswith=stem).values_list("code", flat=True)
    )
    candidates = (stem if rank == 1 else f"{stem}-{rank}" for rank in range(1, len(taken) + 2))
    return next(code for code in candidates if code not in taken)
