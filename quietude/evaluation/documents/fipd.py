"""The sheet of a request to the FIPD, to be copied into the State's form."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.documents import recettes
from quietude.documents.contenu import (
    Bloc,
    Cellule,
    Colonne,
    DocumentContenu,
    Ligne,
    Markdown,
    Paragraphe,
    TableauDonnees,
    Titre,
)
from quietude.documents.enums import Format
from quietude.documents.recettes import Choix, Parametres, Recette
from quietude.evaluation.fipd import FicheFipd, financed, read_fipd
from quietude.evaluation.page_annuelle import Argent
from quietude.evaluation.photo import VueIndicateur
from quietude.evaluation.photographie import town
from quietude.socle.regles import OUI, Verdict, non
from quietude.strategie.models import FicheAction
from quietude.territoire.models import Territoire

AVERTISSEMENT = (
    "Cette fiche rassemble ce que les appels à projets demandent. Elle ne suit pas les champs "
    "du formulaire de l’État, que nous n’avons pas : reprenez celui de l’année, joint à "
    "l’appel à projets de la préfecture. L’axe de la stratégie nationale s’y choisit."
)
A_COMPLETER = "À compléter"
_REFUS = "Cette action n’existe plus, ou vous n’y avez pas accès."


def fipd_document(sheet: FicheFipd) -> DocumentContenu:
    place = Territoire.objects.first()
    return DocumentContenu(
        titre=f"FIPD {sheet.annee}, action {sheet.fiche.numero}",
        sous_titre=sheet.fiche.titre,
        emetteur=town(),
        date=timezone.localdate(),
        mention="Éléments de demande et de bilan",
        couleur=place.couleur if place else "#1f4e79",
        couverture=False,
        sommaire=False,
        blocs=tuple(_blocks(sheet)),
    )


def _blocks(sheet: FicheFipd) -> Iterator[Bloc]:
    yield Titre(f"FIPD {sheet.annee} : {sheet.fiche}", 1)
    yield Paragraphe(AVERTISSEMENT)
    yield Titre("Demande", 2)
    yield TableauDonnees(
        (Colonne("Rubrique", poids=2), Colonne("Contenu", poids=7)),
        tuple(
            Ligne((row.titre, "\n".join(row.lignes) or A_COMPLETER)) for row in sheet.rubriques
        ),
        legende="Demande",
    )
    yield Titre("Budget", 2)
    yield _budget(sheet)
    yield Titre("Bilan", 2)
    if sheet.indicateurs:
        yield _figures(sheet)
    else:
        yield Paragraphe("L’action n’a pas d’indicateur : ajoutez-en avant de la présenter.")
    for word in sheet.paroles:
        yield Titre(word.organisation, 3)
        yield Paragraphe(Markdown(word.texte))
    if not sheet.paroles:
        yield Paragraphe("Le pilote n’a pas encore écrit le bilan de l’année.")


def _budget(sheet: FicheFipd) -> TableauDonnees:
    return TableauDonnees(
        (
            Colonne("Financeur", poids=3),
            Colonne("Demandé (€)", nombre=True),
            Colonne("Accordé (€)", nombre=True),
            Colonne("Dépensé (€)", nombre=True),
        ),
        (
            *(
                Ligne(
                    (
                        f"{row.financeur} ({row.note})" if row.note else row.financeur,
                        *_sums(row.argent),
                    )
                )
                for row in sheet.budget
            ),
            Ligne(("Total de ce qui est dit", *_sums(sheet.total)), total=True),
        ),
        legende="Budget",
        notes=(sheet.reserve, "Une case vide : le montant n’est pas dit."),
    )


def _sums(sums: Argent) -> tuple[Decimal | None, ...]:
    return sums.demande, sums.accorde, sums.depense


def _figures(sheet: FicheFipd) -> TableauDonnees:
    return TableauDonnees(
        (
            Colonne("Indicateur", poids=5),
            Colonne("Référence", poids=2),
            Colonne("Cible", poids=2),
            Colonne(str(sheet.annee), poids=2),
            Colonne("Statut", poids=3),
        ),
        tuple(Ligne(_row(row)) for row in sheet.indicateurs),
        legende="Bilan",
    )


def _row(row: VueIndicateur) -> tuple[Cellule, ...]:
    unit = f" ({row.unite})" if row.unite else ""
    value = row.valeurs[-1].texte if row.valeurs else "pas de valeur"
    status = f"{row.signe} {row.statut}"
    return f"{row.libelle}{unit}", row.reference or "—", row.cible or "—", value, status


# -- recipe -----------------------------------------------------------------------------------


def _choices(user: Utilisateur) -> list[Choix]:
    return [
        Choix(
            key_of(fiche, annee),
            f"FIPD {annee}, action {fiche}",
            {
                "strategie": fiche.strategie.code,
                "fiche": str(fiche.numero),
                "annee": str(annee),
            },
        )
        for fiche, years in financed(user)
        for annee in years
    ]


def key_of(fiche: FicheAction, annee: int) -> str:
    return f"{fiche.strategie.code}/{fiche.numero}/{annee}"


def _may(user: Utilisateur, parametres: Parametres) -> Verdict:
    """Whoever reads the action prints its sheet."""
    found = FicheAction.objects.visible_to(user).filter(
        strategie__code=parametres.get("strategie", ""), numero=parametres.get("fiche", "0")
    )
    return OUI if found.exists() else non(_REFUS)


def _build(parametres: Parametres, user: Utilisateur) -> DocumentContenu:
    fiche = (
        FicheAction.objects.visible_to(user)
        .for_page()
        .get(strategie__code=parametres["strategie"], numero=parametres["fiche"])
    )
    return fipd_document(read_fipd(user, fiche, int(parametres["annee"])))


def _title(parametres: Parametres) -> str:
    return f"FIPD {parametres.get('annee', '')}, action {parametres.get('fiche', '')}"


RECETTE = Recette(
    cle="fipd",
    libelle="Fiche FIPD d’une action",
    description="Éléments de demande et de bilan, à recopier dans le formulaire de l’État.",
    formats=(Format.DOCX, Format.XLSX),
    choix=_choices,
    construire=_build,
    autorise=_may,
    titre=_title,
    ordre=45,
)


def register() -> None:
    recettes.register(RECETTE)
