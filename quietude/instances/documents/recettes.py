"""What of a meeting or of the rules of a body can be printed, and by whom."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.documents import recettes
from quietude.documents.contenu import DocumentContenu
from quietude.documents.enums import Format
from quietude.documents.recettes import Choix, Parametres, Recette
from quietude.instances.documents import reglement
from quietude.instances.documents.reunion import agenda, attendance_sheet, minutes
from quietude.instances.enums import EtatReunion
from quietude.instances.models import Instance, Reunion
from quietude.instances.querysets import ReunionQuerySet
from quietude.socle.regles import OUI, Verdict, non

_REFUS = "Cette réunion n’existe plus, ou vous n’avez pas à lire ce qui s’y dit."
Faire: TypeAlias = Callable[[Reunion, Utilisateur], DocumentContenu]


@dataclass(frozen=True)
class _Sorte:
    """One paper of a meeting, and when in its life it makes sense."""

    cle: str
    nom: str
    libelle: str
    description: str
    faire: Faire
    etats: tuple[EtatReunion, ...]
    secretariat: bool = False

    def printable(self, user: Utilisateur) -> ReunionQuerySet:
        """The meetings of which this user prints it: whoever hears the body; the sheet to
        sign, seats without a word of what is said, is for the secretariat."""
        rows = Reunion.objects.visible_to(user).filter(etat__in=self.etats)
        if self.secretariat:
            return rows if user.role == Role.COORDONNATEUR else rows.none()
        return rows.filter(instance__in=Instance.objects.heard_by(user))


_SORTES = (
    _Sorte(
        "ordre-du-jour",
        "Ordre du jour",
        "L’ordre du jour d’une réunion",
        "Les points, et les décisions que l’instance n’a pas closes.",
        agenda,
        (EtatReunion.PREVUE, EtatReunion.TENUE),
    ),
    _Sorte(
        "feuille-presence",
        "Feuille de présence",
        "La feuille de présence d’une réunion",
        "Les sièges par fonction, à signer en séance.",
        attendance_sheet,
        (EtatReunion.PREVUE, EtatReunion.TENUE),
        secretariat=True,
    ),
    _Sorte(
        "compte-rendu",
        "Compte rendu",
        "Le compte rendu d’une réunion",
        "Présents et absents par fonction, ce qui a été dit point par point, les décisions.",
        minutes,
        (EtatReunion.TENUE,),
    ),
)


def papers_of(user: Utilisateur, reunion: Reunion) -> list[tuple[str, str]]:
    """Key and name of what this user may print of a meeting."""
    return [
        (sorte.cle, sorte.nom)
        for sorte in _SORTES
        if sorte.printable(user).filter(pk=reunion.pk).exists()
    ]


def _choices(sorte: _Sorte, user: Utilisateur) -> list[Choix]:
    return [
        Choix(str(row.pk), str(row), {"reunion": str(row.pk)})
        for row in sorte.printable(user).select_related("instance")
    ]


def _may_print(sorte: _Sorte, user: Utilisateur, parametres: Parametres) -> Verdict:
    key = parametres.get("reunion", "")
    found = key.isdecimal() and sorte.printable(user).filter(pk=key).exists()
    return OUI if found else non(_REFUS)


def _may_keep(sorte: _Sorte, user: Utilisateur, parametres: Parametres) -> Verdict:
    """A copy made before opens while one still hears the body, whatever the meeting became."""
    key = parametres.get("reunion", "")
    rows = Reunion.objects.visible_to(user)
    if not sorte.secretariat:
        rows = rows.filter(instance__in=Instance.objects.heard_by(user))
    return OUI if key.isdecimal() and rows.filter(pk=key).exists() else non(_REFUS)


def _build(sorte: _Sorte, parametres: Parametres, user: Utilisateur) -> DocumentContenu:
    rows = sorte.printable(user).described()
    return sorte.faire(rows.get(pk=parametres["reunion"]), user)


def _title(sorte: _Sorte, parametres: Parametres) -> str:
    found = Reunion.objects.select_related("instance").filter(pk=parametres["reunion"]).first()
    return f"{sorte.nom} : {found}" if found else sorte.nom


def register() -> None:
    for rank, sorte in enumerate(_SORTES):
        recettes.register(
            Recette(
                cle=sorte.cle,
                libelle=sorte.libelle,
                description=sorte.description,
                formats=(Format.PDF, Format.DOCX),
                choix=partial(_choices, sorte),
                construire=partial(_build, sorte),
                autorise=partial(_may_print, sorte),
                garde=partial(_may_keep, sorte),
                titre=partial(_title, sorte),
                ordre=40 + rank,
            )
        )
    reglement.register(40 + len(_SORTES))
