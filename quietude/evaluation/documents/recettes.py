"""What an evaluation can be printed as."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from quietude.comptes.models import Utilisateur
from quietude.documents import recettes
from quietude.documents.contenu import Classeur, DocumentContenu
from quietude.documents.diaporama import Diaporama
from quietude.documents.enums import Format
from quietude.documents.recettes import Choix, Parametres, Recette
from quietude.evaluation.documents import fipd
from quietude.evaluation.documents.chiffres import workbook
from quietude.evaluation.documents.diaporama import slides
from quietude.evaluation.documents.rapport import report
from quietude.evaluation.models import EvaluationAnnuelle
from quietude.evaluation.photo import Photo
from quietude.evaluation.photographie import read_photo
from quietude.socle.regles import OUI, Verdict, non
from quietude.territoire.models import Territoire

_REFUS = "Cette évaluation n’existe plus, ou vous n’y avez pas accès."
_COULEUR = "#1f4e79"
Faire: TypeAlias = Callable[[Photo, str], DocumentContenu | Classeur | Diaporama]


def _choices(user: Utilisateur) -> list[Choix]:
    rows = EvaluationAnnuelle.objects.visible_to(user).select_related("strategie")
    return [
        Choix(f"{row.strategie.code}/{row.annee}", str(row), _parameters(row)) for row in rows
    ]


def _parameters(row: EvaluationAnnuelle) -> dict[str, str]:
    return {"strategie": row.strategie.code, "annee": str(row.annee)}


def _wanted(parametres: Parametres) -> dict[str, str]:
    return {
        "strategie__code": parametres.get("strategie", ""),
        "annee": parametres.get("annee", "0"),
    }


def _may_print(user: Utilisateur, parametres: Parametres) -> Verdict:
    """Whoever reads the evaluation prints it."""
    found = EvaluationAnnuelle.objects.visible_to(user).filter(**_wanted(parametres))
    return OUI if found.exists() else non(_REFUS)


def _build(
    make: Faire,
    parametres: Parametres,
    user: Utilisateur,
) -> DocumentContenu | Classeur | Diaporama:
    rows = EvaluationAnnuelle.objects.visible_to(user).select_related("strategie")
    place = Territoire.objects.first()
    photo = read_photo(user, rows.get(**_wanted(parametres)))
    return make(photo, place.couleur if place else _COULEUR)


def _title(words: str, parametres: Parametres) -> str:
    return f"{words} {parametres.get('annee', '')}"


@dataclass(frozen=True)
class _Sorte:
    """One kind of document: what it is called, its formats, how a photo becomes it."""

    cle: str
    libelle: str
    titre: str
    description: str
    formats: tuple[Format, ...]
    faire: Faire


_SORTES = (
    _Sorte(
        "evaluation-rapport",
        "Rapport d’évaluation",
        "Évaluation",
        "Le rapport de l’année pour le Conseil plénier.",
        (Format.PDF, Format.DOCX),
        report,
    ),
    _Sorte(
        "evaluation-diaporama",
        "Diaporama de l’évaluation",
        "Diaporama de l’évaluation",
        "Douze diapositives à présenter en séance, à reprendre au besoin.",
        (Format.PPTX,),
        slides,
    ),
    _Sorte(
        "evaluation-chiffres",
        "Chiffres de l’évaluation",
        "Chiffres de l’évaluation",
        "Chaque chiffre de l’évaluation sur une ligne, avec sa période et sa source.",
        (Format.XLSX,),
        workbook,
    ),
)
_RANG = 40  # after the documents of the strategy and of the diagnosis


def register() -> None:
    """Make them available to the documents page."""
    fipd.register()
    for rang, sorte in enumerate(_SORTES, start=_RANG):
        recettes.register(
            Recette(
                cle=sorte.cle,
                libelle=sorte.libelle,
                description=sorte.description,
                formats=sorte.formats,
                choix=_choices,
                construire=partial(_build, sorte.faire),
                autorise=_may_print,
                titre=partial(_title, sorte.titre),
                ordre=rang,
            )
        )
