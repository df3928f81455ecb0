"""What an adopted copy says otherwise than the data of today: shown, never rewritten.

Figures of the year alone are compared. Where an action stands, its steps and the findings of
the coherence rules were those of the day of adoption: they move on, that corrects nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from quietude.evaluation.photo import (
    Photo,
    VueFiche,
    VueFinancement,
    VueIndicateur,
    VueInstance,
)
from quietude.socle.formats import euros, nombre

ABSENT = "absent"
Cle = tuple[object, ...]


@dataclass(frozen=True)
class Ecart:
    """One figure, as adopted and as it would be computed now; None where there is none."""

    section: str
    objet: str
    figure: str
    avant: str
    apres: str
    nombre_avant: Decimal | None = None
    nombre_apres: Decimal | None = None

    @property
    def difference(self) -> Decimal | None:
        if self.nombre_avant is None or self.nombre_apres is None:
            return None
        return self.nombre_apres - self.nombre_avant


@dataclass(frozen=True)
class Chiffre:
    """A figure that can be found again in another copy, by its key in `figures_of`."""

    section: str
    objet: str
    figure: str
    texte: str
    nombre: Decimal | None

    def differs(self, other: "Chiffre") -> bool:
        """A figure written otherwise (12.0 and 12) is the same."""
        if self.nombre is not None and other.nombre is not None:
            return self.nombre != other.nombre
        return (self.nombre, self.texte) != (other.nombre, other.texte)


def compare(copie: Photo, maintenant: Photo) -> list[Ecart]:
    """Every figure that would differ, in the order of the evaluation."""
    before, after = figures_of(copie), figures_of(maintenant)
    found = []
    for key in dict.fromkeys([*before, *after]):
        one, other = before.get(key), after.get(key)
        if one and other and not one.differs(other):
            continue
        named = one or other
        assert named is not None
        found.append(
            Ecart(
                section=named.section,
                objet=named.objet,
                figure=named.figure,
                avant=one.texte if one else ABSENT,
                apres=other.texte if other else ABSENT,
                nombre_avant=one.nombre if one else None,
                nombre_apres=other.nombre if other else None,
            )
        )
    order = [name for name, _ in _SECTIONS]
    return sorted(found, key=lambda row: order.index(row.section))


def figures_of(photo: Photo) -> dict[Cle, Chiffre]:
    """Every figure of the year, by what it is about."""
    return {
        (name, *key): figure for name, figures in _SECTIONS for key, figure in figures(photo)
    }


Figures = Callable[[Photo], Iterator[tuple[Cle, Chiffre]]]


def _crime(photo: Photo) -> Iterator[tuple[Cle, Chiffre]]:
    for serie in photo.delinquance:
        about = f"{serie.libelle} ({serie.lieu})"
        for point in serie.points:
            yield (
                (serie.cle, point.debut, point.fin),
                Chiffre(DELINQUANCE, about, point.periode, point.texte, point.nombre),
            )


def _indicators(photo: Photo) -> Iterator[tuple[Cle, Chiffre]]:
    for fiche in photo.fiches:
        for row in fiche.indicateurs:
            yield from _indicator(fiche, row)


def _indicator(fiche: VueFiche, row: VueIndicateur) -> Iterator[tuple[Cle, Chiffre]]:
    about = f"Action {fiche.numero}, {row.libelle}"
    for value in row.valeurs:
        yield (
            (fiche.numero, row.code, value.debut, value.fin),
            Chiffre(INDICATEURS, about, value.periode, value.texte, value.nombre),
        )
    for part in row.parts:
        words = ", ".join(part.libelles)
        for value in part.valeurs:
            yield (
                (fiche.numero, row.code, value.debut, value.fin, *part.libelles),
                Chiffre(
                    INDICATEURS, about, f"{value.periode}, {words}", value.texte, value.nombre
                ),
            )


def _money(photo: Photo) -> Iterator[tuple[Cle, Chiffre]]:
    for fiche in photo.fiches:
        ranks: dict[Cle, int] = {}
        for row in fiche.financements:
            same = (row.financeur, row.annee)
            ranks[same] = ranks.get(same, 0) + 1
            for name, amount in _amounts(row):
                yield (
                    (fiche.numero, *same, ranks[same], name),
                    Chiffre(
                        FINANCEMENTS,
                        f"Action {fiche.numero}, {row.financeur}",
                        name,
                        euros(amount) if amount is not None else "non dit",
                        amount,
                    ),
                )


def _amounts(row: VueFinancement) -> Iterable[tuple[str, Decimal | None]]:
    return (("demandé", row.demande), ("accordé", row.accorde), ("dépensé", row.depense))


def _bodies(photo: Photo) -> Iterator[tuple[Cle, Chiffre]]:
    for body in photo.instances:
        for name, count in _counts(body):
            yield (
                (body.nom, name),
                Chiffre(INSTANCES, body.nom, name, nombre(count), Decimal(count)),
            )


def _counts(body: VueInstance) -> Iterable[tuple[str, int]]:
    """Of the year; decisions closed since then are not a correction."""
    return (
        ("réunions tenues", body.tenues),
        ("présences", body.presences),
        ("sièges appelés", body.attendus),
        ("décisions", body.decisions),
    )


DELINQUANCE = "Délinquance"
INDICATEURS = "Indicateurs"
FINANCEMENTS = "Financements"
INSTANCES = "Instances"
_SECTIONS: tuple[tuple[str, Figures], ...] = (
    (DELINQUANCE, _crime),
    (INDICATEURS, _indicators),
    (FINANCEMENTS, _money),
    (INSTANCES, _bodies),
)
