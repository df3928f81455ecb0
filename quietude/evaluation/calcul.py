"""How one figure of an indicator was made, as a page tells it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from quietude.comptes.models import Utilisateur
from quietude.evaluation.lectures import nothing_of, part_of
from quietude.evaluation.mots import rounded, say, say_missing, unit_after
from quietude.evaluation.page_indicateur import PageIndicateur
from quietude.evaluation.valeurs import question
from quietude.indicateurs.explication import (
    VAUT,
    Chiffre,
    Point,
    explain,
    has_worth,
    quoted,
    readable_rows,
    say_closed,
)
from quietude.indicateurs.mesures import Coordonnees, Demande, Mesure, Resultat, Valeur
from quietude.indicateurs.moteur import compute
from quietude.socle.formats import INSECABLE, nombre, to_decimal
from quietude.socle.grille import Colonne
from quietude.socle.periodes import Periode

_RAPPORTS = {
    100: "multiplié par 100, en pour cent",
    1000: "multiplié par 1\u202f000, en pour mille",
}


@dataclass(frozen=True)
class Membre:
    """What is counted, or what it is divided by, with its own figure."""

    titre: str
    chiffre: Chiffre
    valeur: Valeur

    @property
    def dite(self) -> str:
        return say(self.valeur)

    @property
    def points(self) -> list[Point]:
        return explain(self.chiffre)

    def rows(self, user: Utilisateur) -> QuerySet[Any]:
        return readable_rows(self.chiffre, user)

    def say_closed(self, seen: int) -> str:
        return say_closed(self.chiffre, seen)

    @property
    def colonnes(self) -> list[Colonne]:
        """As the stream shows its rows, with what each brings to the figure."""
        shown = self.chiffre.mesure.flux.exemple
        columns = [
            Colonne(
                f"colonne_{rank}",
                title,
                valeur=read,
                lien=shown.adresse if rank == 0 else None,
            )
            for rank, (title, read) in enumerate(shown.colonnes)
        ]
        if has_worth(self.chiffre.mesure):
            columns.append(Colonne("vaut", "Compte pour", valeur=_worth, tri=VAUT, nombre=True))
        return columns


def _worth(row: Any) -> Any:
    brought = to_decimal(getattr(row, VAUT))  # streams sum whole numbers too
    return None if brought is None else rounded(brought)


@dataclass(frozen=True)
class Calcul:
    """A figure, and its members: one alone, or two when it is a share."""

    periode: Periode
    part: str
    valeur: Valeur
    unite: str
    membres: tuple[Membre, ...]
    rapport: str

    @property
    def dite(self) -> str:
        return f"{say(self.valeur)}{unit_after(self.valeur, self.unite)}"

    @property
    def manques(self) -> list[str]:
        return [*filter(None, [self.valeur.raison]), *say_missing(self.valeur.manques)]


def read_calcul(page: PageIndicateur, span: Periode, at: Coordonnees) -> Calcul | None:
    """None when the page shows no such figure: only what is shown is explained, lest figures
    of other periods be subtracted from it."""
    lecture = page.lecture
    source = lecture.source
    if source is None or page.mesure is None or span not in lecture.valeurs:
        return None
    if at and not _is_shown(page, at):
        return None
    asked = question(source, tuple(lecture.valeurs))
    membres = _members(page.mesure, asked, span, at, lecture.part(span, at))
    return Calcul(
        span,
        _label(page, at),
        lecture.part(span, at),
        lecture.unite,
        membres,
        _ratio(asked, membres),
    )


def _is_shown(page: PageIndicateur, at: Coordonnees) -> bool:
    labels = page.lecture.libelles
    return len(at) == len(labels) and all(
        code in known for code, known in zip(at, labels, strict=True)
    )


def _label(page: PageIndicateur, at: Coordonnees) -> str:
    lecture = page.lecture
    return ", ".join(
        f"{name}{INSECABLE}: {labels[code]}"
        for name, labels, code in zip(lecture.dimensions, lecture.libelles, at, strict=False)
    )


def _parts(asked: Demande) -> list[Demande]:
    """What is divided, split or not, and what divides it, whole."""
    under = asked.rapport
    if under is None:
        return [asked]
    return [
        replace(asked, rapport=None),
        Demande(under.mesure, asked.periodes, under.filtres),
    ]


def _members(
    mesure: Mesure, asked: Demande, span: Periode, at: Coordonnees, value: Valeur
) -> tuple[Membre, ...]:
    """One alone, or what is divided and what divides it: the whole, or the same part of it."""
    divided = Chiffre(mesure, span, asked.filtres, asked.par, at)
    if asked.rapport is None:
        return (Membre("", divided, value),)
    rapport = asked.rapport
    par, cell = (asked.par, at) if rapport.par_part else ((), ())
    under = Demande(rapport.mesure, asked.periodes, rapport.filtres, par)
    top, bottom = compute([replace(asked, rapport=None), under])
    divisor = Chiffre(bottom.mesure, span, under.filtres, par, cell)
    return (
        Membre("Ce qui est divisé", divided, _value(top, span, at)),
        Membre("Ce qui divise", divisor, _value(bottom, span, cell)),
    )


def _value(found: Resultat, span: Periode, at: Coordonnees) -> Valeur:
    return part_of(found.valeurs[span], found.parts.get(span, {}), at, nothing_of(found))


def _ratio(asked: Demande, membres: Sequence[Membre]) -> str:
    """ "« A » divisé par « B », multiplié par 100, en pour cent."."""
    if asked.rapport is None:
        return ""
    over, under = (quoted(membre.chiffre.mesure.libelle) for membre in membres)
    facteur = asked.rapport.facteur
    times = _RAPPORTS.get(int(facteur), f"multiplié par {nombre(facteur)}")
    return f"{over} divisé par {under}{'' if facteur == 1 else f', {times}'}."
