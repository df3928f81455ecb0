"""Objectives, with their own words or with their sheets."""

from collections.abc import Iterator

from quietude.documents.contenu import Bloc, Liste, Markdown, Paragraphe, SautDePage, Titre
from quietude.strategie.documents.fiche import sheet_blocks
from quietude.strategie.documents.lecture import Dossier
from quietude.strategie.enums import NatureObjectif
from quietude.strategie.models import Objectif, Strategie

_NIVEAU_FICHE_MAX = 4


def objectives(dossier: Dossier, niveau: int) -> Iterator[Bloc]:
    """The tree of objectives with their texts."""
    for objectif in dossier.children_of(None):
        yield from _objective(objectif, dossier, niveau)


def actions(dossier: Dossier, niveau: int) -> Iterator[Bloc]:
    """The same tree, where it leads to sheets, with the sheets."""
    for objectif in dossier.children_of(None):
        yield from _actions(objectif, dossier, niveau)


def _objective_title(objectif: Objectif, strategie: Strategie) -> str:
    operational = objectif.nature == NatureObjectif.OPERATIONNEL
    kind = strategie.niveau_operationnel if operational else strategie.niveau_strategique
    return f"{kind} {objectif.numero} : {objectif.titre}"


def _objective(objectif: Objectif, dossier: Dossier, niveau: int) -> Iterator[Bloc]:
    yield Titre(_objective_title(objectif, dossier.strategie), niveau)
    if objectif.texte.strip():
        yield Paragraphe(Markdown(objectif.texte))
    for child in dossier.children_of(objectif):
        yield from _objective(child, dossier, niveau + 1)


def _actions(objectif: Objectif, dossier: Dossier, niveau: int) -> Iterator[Bloc]:
    if not dossier.leads_to_sheets(objectif):
        return
    yield Titre(
        _objective_title(objectif, dossier.strategie), min(niveau, _NIVEAU_FICHE_MAX - 1)
    )
    sheets = dossier.sheets_of(objectif)
    if sheets:
        yield Liste(tuple(f"{fiche.numero}. {fiche.titre}" for fiche in sheets))
    for fiche in sheets:
        yield from sheet_blocks(fiche, min(niveau + 1, _NIVEAU_FICHE_MAX))
    if sheets:
        yield SautDePage()
    for child in dossier.children_of(objectif):
        yield from _actions(child, dossier, niveau + 1)
