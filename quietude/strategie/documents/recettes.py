"""What the strategy offers to print: itself, one sheet, the table of actions."""

from quietude.comptes.models import Utilisateur
from quietude.documents import recettes
from quietude.documents.contenu import Classeur, DocumentContenu
from quietude.documents.enums import Format
from quietude.documents.recettes import Choix, Parametres, Recette
from quietude.socle.regles import OUI, Verdict, non
from quietude.strategie.documents.classeur import actions_workbook
from quietude.strategie.documents.lecture import full_sheets
from quietude.strategie.documents.strategie import sheet_document, strategy_document
from quietude.strategie.models import FicheAction, Strategie

_REFUS_FICHE = "Cette fiche n’existe plus, ou vous n’y avez pas accès."
_REFUS = "Cette stratégie n’existe plus, ou vous n’y avez pas accès."


def _strategies(user: Utilisateur) -> list[Choix]:
    return [
        Choix(row.code, row.titre, {"strategie": row.code})
        for row in Strategie.objects.visible_to(user)
    ]


def _sheets(user: Utilisateur) -> list[Choix]:
    """Sheets, the strategy named only when there are several."""
    rows = list(
        FicheAction.objects.visible_to(user)
        .select_related("strategie")
        .order_by("-strategie__debut", "numero")
    )
    several = len({row.strategie_id for row in rows}) > 1
    return [
        Choix(
            f"{row.strategie.code}/{row.numero}",
            f"{row.strategie.titre} – {row}" if several else str(row),
            {"strategie": row.strategie.code, "fiche": str(row.numero)},
        )
        for row in rows
    ]


def _strategy_of(parametres: Parametres, user: Utilisateur) -> Strategie:
    return Strategie.objects.visible_to(user).get(code=parametres["strategie"])


def _can_print_strategy(user: Utilisateur, parametres: Parametres) -> Verdict:
    """Whoever reads the strategy prints it."""
    code = parametres.get("strategie", "")
    return OUI if Strategie.objects.visible_to(user).filter(code=code).exists() else non(_REFUS)


def _can_print_sheet(user: Utilisateur, parametres: Parametres) -> Verdict:
    """Whoever reads the sheet prints it."""
    found = FicheAction.objects.visible_to(user).filter(
        strategie__code=parametres.get("strategie", ""), numero=parametres.get("fiche", "0")
    )
    return OUI if found.exists() else non(_REFUS_FICHE)


def _build_strategy(parametres: Parametres, user: Utilisateur) -> DocumentContenu:
    return strategy_document(_strategy_of(parametres, user), user)


def _build_sheet(parametres: Parametres, user: Utilisateur) -> DocumentContenu:
    sheets = full_sheets(FicheAction.objects.visible_to(user))
    fiche = sheets.get(strategie__code=parametres["strategie"], numero=parametres["fiche"])
    return sheet_document(fiche)


def _build_workbook(parametres: Parametres, user: Utilisateur) -> Classeur:
    return actions_workbook(_strategy_of(parametres, user), user)


def _strategy_title(parametres: Parametres) -> str:
    strategie = Strategie.objects.filter(code=parametres["strategie"]).first()
    return strategie.titre if strategie else "Stratégie"


def _sheet_title(parametres: Parametres) -> str:
    fiche = FicheAction.objects.filter(
        strategie__code=parametres["strategie"], numero=parametres["fiche"]
    ).first()
    return f"Fiche {fiche}" if fiche else "Fiche"


def _workbook_title(parametres: Parametres) -> str:
    return f"Tableau des actions – {_strategy_title(parametres)}"


RECETTES = (
    Recette(
        cle="strategie",
        libelle="La stratégie entière",
        description="Couverture, sommaire, diagnostic, objectifs, fiches, gouvernance : "
        "le document à faire adopter, à imprimer ou à reprendre dans Word.",
        formats=(Format.PDF, Format.DOCX),
        choix=_strategies,
        construire=_build_strategy,
        autorise=_can_print_strategy,
        titre=_strategy_title,
        ordre=1,
    ),
    Recette(
        cle="fiche",
        libelle="Une fiche seule",
        description="Une action sur une feuille, pour une réunion ou un partenaire.",
        formats=(Format.PDF, Format.DOCX),
        choix=_sheets,
        construire=_build_sheet,
        autorise=_can_print_sheet,
        titre=_sheet_title,
        ordre=2,
    ),
    Recette(
        cle="tableau-actions",
        libelle="Le tableau des actions",
        description="Toutes les actions avec état, pilotes, partenaires, indicateurs et "
        "financements, à trier et à filtrer dans un tableur.",
        formats=(Format.XLSX,),
        choix=_strategies,
        construire=_build_workbook,
        autorise=_can_print_strategy,
        titre=_workbook_title,
        ordre=3,
    ),
)


def register() -> None:
    for recette in RECETTES:
        recettes.register(recette)
