"""Progress of each action: state, steps, indicators, what its pilot says."""

from collections.abc import Iterable, Iterator, Sequence

from quietude.documents.contenu import (
    Bloc,
    Colonne,
    Definitions,
    Figure,
    Ligne,
    Liste,
    Paragraphe,
    TableauDonnees,
    Titre,
)
from quietude.evaluation.documents.figures import split_chart
from quietude.evaluation.page_annuelle import PageAnnuelle
from quietude.evaluation.photo import VueEtape, VueFiche, VueIndicateur
from quietude.socle.formats import INSECABLE, jour_court, pourcent

_LIGNES = 15  # of a split: beyond, the workbook has them all


def sheets_blocks(page: PageAnnuelle) -> Iterator[Bloc]:
    yield Titre("L’avancement des actions", 1)
    yield TableauDonnees(
        (
            Colonne("Action", poids=6),
            Colonne("État", poids=2),
            Colonne("Avancement", poids=2),
            Colonne("Indicateurs renseignés", poids=2),
        ),
        tuple(_row(fiche) for fiche in page.photo.fiches),
    )
    for objectif, fiches in page.objectifs:
        yield Titre(f"{objectif.numero}. {objectif.titre}", 2)
        for fiche in fiches:
            yield from _sheet(fiche)


def _row(fiche: VueFiche) -> Ligne:
    known = sum(row.valeurs[-1].nombre is not None for row in fiche.indicateurs if row.valeurs)
    told = f"{known} sur {len(fiche.indicateurs)}" if fiche.indicateurs else "—"
    name = f"{fiche.numero}. {fiche.titre}"
    return Ligne((name, fiche.etat, pourcent(fiche.avancement), told))


def _sheet(fiche: VueFiche) -> Iterator[Bloc]:
    yield Titre(f"Action {fiche.numero}. {fiche.titre}", 3, au_sommaire=False)
    yield Definitions(
        (
            ("Pilote", ", ".join(fiche.pilotes) or "Non renseigné"),
            ("État", f"{fiche.etat}, avancement {pourcent(fiche.avancement)}"),
        )
    )
    if fiche.etapes:
        yield Liste(tuple(_step(row) for row in fiche.etapes))
    if not fiche.indicateurs:
        yield Paragraphe(fiche.sans_indicateur)
        return
    yield _figures(fiche.indicateurs)
    told = [line for row in fiche.indicateurs for line in _told(row)]
    if told:
        yield Liste(tuple(told))
    for row in fiche.indicateurs:
        yield from _parts(row)


def _step(row: VueEtape) -> str:
    when = jour_court(row.echeance) if row.echeance else row.precision
    late = ", en retard" if row.en_retard else ""
    return f"{row.titre}{f' ({when})' if when else ''}{INSECABLE}: {row.etat.lower()}{late}"


def _figures(rows: Sequence[VueIndicateur]) -> TableauDonnees:
    return TableauDonnees(
        (
            Colonne("Indicateur", poids=5),
            Colonne("Référence", poids=3),
            Colonne("Avant", poids=2),
            Colonne("Cette année", poids=2),
            Colonne("Cible", poids=2),
            Colonne("Statut", poids=3),
        ),
        tuple(
            Ligne(
                (
                    f"{row.code} {row.libelle}{f' ({row.unite})' if row.unite else ''}",
                    row.reference or "—",
                    _value(row, -2),
                    _value(row, -1),
                    row.cible or "—",
                    f"{row.signe} {row.statut}",
                )
            )
            for row in rows
        ),
        notes=(
            *_grouped("Source", ((row.origine, row.code) for row in rows)),
            *_grouped("Sans valeur", ((_reason(row), row.code) for row in rows)),
        ),
    )


def _grouped(word: str, told: Iterable[tuple[str, str]]) -> Iterator[str]:
    """One line for all the indicators of which the same is said."""
    codes: dict[str, list[str]] = {}
    for text, code in told:
        if text:
            codes.setdefault(text, []).append(code)
    for text, found in codes.items():
        yield f"{word} ({', '.join(found)}){INSECABLE}: {text}."


def _reason(row: VueIndicateur) -> str:
    last = row.valeurs[-1] if row.valeurs else None
    return last.raison.rstrip(".") if last and last.nombre is None else ""


def _value(row: VueIndicateur, rank: int) -> str:
    if len(row.valeurs) < -rank:
        return "—"
    value = row.valeurs[rank]
    return f"{value.texte} ({value.periode})" if value.nombre is not None else value.texte


def _told(row: VueIndicateur) -> Iterator[str]:
    """What is said of one indicator: its change, what lacks, the words of its pilot."""
    if row.evolution:
        yield f"{row.code}, {lower_first(row.evolution)}"
    for line in row.manques:
        yield f"{row.code}, il manque {line}."
    if row.commentaire:
        yield f"{row.code}, commentaire{INSECABLE}: {row.commentaire}"


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _parts(row: VueIndicateur) -> Iterator[Bloc]:
    chart = split_chart(row)
    if chart:
        yield Figure(chart)
    elif row.parts and row.valeurs[-1].nombre is not None:
        yield _split(row)


def _split(row: VueIndicateur) -> TableauDonnees:
    spans = [value.periode for value in row.valeurs]
    shown = sorted(
        row.parts, key=lambda part: -(part.valeurs[-1].nombre or 0) if part.valeurs else 0
    )[:_LIGNES]
    more = len(row.parts) - len(shown)
    return TableauDonnees(
        (
            *(Colonne(name, poids=3) for name in row.dimensions),
            *(Colonne(span, nombre=True) for span in spans),
        ),
        tuple(
            Ligne((*part.libelles, *(value.texte for value in part.valeurs))) for part in shown
        ),
        legende=row.libelle,
        notes=(f"Et {more} autres lignes, dans le classeur des chiffres.",) if more > 0 else (),
    )
