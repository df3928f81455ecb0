"""The table of actions as a workbook: to sort, filter and count."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.documents.contenu import (
    Cellule,
    Classeur,
    Colonne,
    Feuille,
    Ligne,
    TableauDonnees,
)
from quietude.strategie.documents.fiche import amount, organisations_of, partners_of, total
from quietude.strategie.documents.lecture import Dossier, emetteur
from quietude.strategie.enums import Financeur, RoleEngagement
from quietude.strategie.models import FicheAction, Financement, Strategie

_ACTIONS = (
    Colonne("N°", nombre=True),
    Colonne("Action"),
    Colonne("Objectif"),
    Colonne("État"),
    Colonne("Avancement (%)", nombre=True),
    Colonne("Début"),
    Colonne("Fin"),
    Colonne("Pilotes"),
    Colonne("Partenaires"),
    Colonne("Publics"),
    Colonne("Secteurs"),
    Colonne("Indicateurs", nombre=True),
    Colonne("Demandé (€)", nombre=True),
    Colonne("Accordé (€)", nombre=True),
    Colonne("Dépensé (€)", nombre=True),
)
_INDICATEURS = (
    Colonne("N° d’action", nombre=True),
    Colonne("Action"),
    Colonne("Indicateur"),
    Colonne("Nature"),
    Colonne("Unité"),
    Colonne("Référence", nombre=True),
    Colonne("Cible", nombre=True),
    Colonne("Échéance"),
    Colonne("Sens attendu"),
    Colonne("Fréquence"),
    Colonne("Fourni par"),
)
_FINANCEMENTS = (
    Colonne("Financeur"),
    Colonne("Actions", nombre=True),
    Colonne("Demandé (€)", nombre=True),
    Colonne("Accordé (€)", nombre=True),
    Colonne("Dépensé (€)", nombre=True),
)


def actions_workbook(strategie: Strategie, user: Utilisateur) -> Classeur:
    """Actions, their indicators, and the money by funder."""
    fiches = Dossier(strategie, user).fiches
    sender = emetteur()
    return Classeur(
        titre=f"Tableau des actions – {strategie.titre}",
        emetteur=sender.nom,
        couleur=sender.couleur,
        date=timezone.localdate(),
        feuilles=(
            Feuille("Actions", TableauDonnees(_ACTIONS, tuple(_actions(fiches)))),
            Feuille("Indicateurs", TableauDonnees(_INDICATEURS, tuple(_indicators(fiches)))),
            Feuille("Financements", TableauDonnees(_FINANCEMENTS, tuple(_funders(fiches)))),
        ),
    )


def _actions(fiches: Iterable[FicheAction]) -> Iterator[Ligne]:
    money: list[Financement] = []
    for fiche in fiches:
        lines = list(fiche.financements.all())
        money += lines
        yield Ligne(
            (
                fiche.numero,
                fiche.titre,
                str(fiche.objectif),
                fiche.get_etat_display(),
                fiche.avancement,
                fiche.debut,
                fiche.fin,
                "\n".join(organisations_of(fiche, RoleEngagement.PILOTE)),
                "\n".join(partners_of(fiche)),
                "\n".join(fiche.publics),
                "\n".join(row.secteur.nom for row in fiche.perimetre.all()),
                len(fiche.indicateurs.all()),
                *_sums(lines),
            )
        )
    yield _total_line(money, width=len(_ACTIONS))


def _indicators(fiches: Iterable[FicheAction]) -> Iterator[Ligne]:
    for fiche in fiches:
        for row in fiche.indicateurs.all():
            yield Ligne(
                (
                    fiche.numero,
                    fiche.titre,
                    row.libelle,
                    row.get_nature_display(),
                    row.unite,
                    _plain(row.reference),
                    _plain(row.cible),
                    row.cible_echeance,
                    row.get_sens_display(),
                    row.get_frequence_display(),
                    str(row.fournisseur or ""),
                )
            )


def _plain(value: Decimal | None) -> Decimal | None:
    """Without the zeros that the column's scale adds."""
    if value is None:
        return None
    return (
        value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    )


def _funders(fiches: Iterable[FicheAction]) -> Iterator[Ligne]:
    rows = [row for fiche in fiches for row in fiche.financements.all()]
    for funder in Financeur:
        mine = [row for row in rows if row.financeur == funder]
        if mine:
            yield Ligne(
                (
                    funder.label,
                    len({row.fiche_id for row in mine}),
                    *_sums(mine),
                )
            )
    yield _total_line(rows, width=len(_FINANCEMENTS))


def _total_line(rows: list[Financement], width: int) -> Ligne:
    """The last three columns are the amounts."""
    cells: list[Cellule] = ["Total", *[None] * (width - 4)]
    return Ligne((*cells, *_sums(rows)), total=True)


def _sums(rows: list[Financement]) -> tuple[Cellule, ...]:
    return tuple(amount(total(rows, name)) for name in ("demande", "accorde", "depense"))
