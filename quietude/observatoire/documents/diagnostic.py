"""The whole diagnosis as a document and as a workbook; a town needs no strategy for it."""

from collections.abc import Iterator, Sequence

from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.documents import recettes
from quietude.documents.contenu import (
    Bloc,
    Classeur,
    DocumentContenu,
    Liste,
    Paragraphe,
    Titre,
)
from quietude.documents.enums import Format
from quietude.documents.recettes import Choix, Parametres, Recette
from quietude.observatoire.calculs.resume import Constat, summarise
from quietude.observatoire.documents.blocs import theme_blocks
from quietude.observatoire.documents.classeur import workbook_of
from quietude.observatoire.documents.dossiers import DossierTheme, read_dossiers
from quietude.observatoire.faits import DEUX_POINTS, told_of
from quietude.observatoire.models import Serie
from quietude.observatoire.presentation.plan import is_wider, read_plan
from quietude.socle.formats import jour
from quietude.socle.regles import OUI, Verdict, non
from quietude.territoire.models import Territoire

_TITRE = "Diagnostic local de sécurité et de prévention"
_REFUS = "Il n’y a pas encore de chiffres à imprimer : importez-en ou saisissez-en."
_MONTRES = 15


def diagnosis_document(user: Utilisateur) -> DocumentContenu:
    """What may be concluded, then each theme that has something to say."""
    dossiers = _read(user)
    place, today = Territoire.objects.first(), timezone.localdate()
    return DocumentContenu(
        titre=_TITRE,
        emetteur=place.nom if place else "",
        couleur=place.couleur if place else "#1f4e79",
        date=today,
        mention=f"Édition du {jour(today)}",
        blocs=(*_summary(dossiers), *_themes(dossiers)),
    )


def _read(user: Utilisateur) -> list[DossierTheme]:
    return [dossier for dossier in read_dossiers(user, read_plan(user)) if dossier]


def _summary(dossiers: Sequence[DossierTheme]) -> Iterator[Bloc]:
    series = {
        serie.cle: serie
        for dossier in dossiers
        for group in dossier.groupes
        for serie in group.series
    }
    found = summarise(series.values())
    yield Titre("Ce que disent les chiffres", 1)
    yield Paragraphe(
        "Une hausse ou une baisse n’est dite nette que si l’écart entre les deux nombres "
        "dépasse ce que le hasard explique (test exact de deux comptages de Poisson, au seuil "
        "de 5 %). "
        "Les pourcentages sont arrondis à une décimale."
    )
    for title, rows in (
        ("Ce qui monte", found.hausses),
        ("Ce qui baisse", found.baisses),
        ("Ce que l’on ne peut pas dire", found.indecis),
    ):
        yield Titre(title, 2)
        yield from _list(sorted(rows, key=lambda row: is_wider(row.serie)))


def _list(rows: Sequence[Constat]) -> Iterator[Bloc]:
    """The town comes before the services that cover more than it."""
    if not rows:
        yield Paragraphe("Rien.")
        return
    yield Liste(tuple(map(_told, rows[:_MONTRES])))
    more = len(rows) - _MONTRES
    if more == 1:
        yield Paragraphe("Et une autre série, dans son thème.")
    elif more > 1:
        yield Paragraphe(f"Et {more} autres séries, dans leurs thèmes.")


def _told(row: Constat) -> str:
    return DEUX_POINTS.join(told_of(row.serie, row.evolution))


def _themes(dossiers: Sequence[DossierTheme]) -> Iterator[Bloc]:
    for dossier in dossiers:
        yield Titre(dossier.theme.titre, 1)
        yield from theme_blocks(dossier, 2)


def diagnosis_workbook(user: Utilisateur) -> Classeur:
    """The same figures, one a line."""
    return workbook_of(_TITRE, _read(user))


def _choices(user: Utilisateur) -> list[Choix]:
    return [Choix("diagnostic", _TITRE, {})] if _can_print(user, {}) else []


def _can_print(user: Utilisateur, parametres: Parametres) -> Verdict:
    """Whoever reads figures prints them."""
    return OUI if Serie.objects.visible_to(user).exists() else non(_REFUS)


def register() -> None:
    recettes.register(
        Recette(
            cle="diagnostic",
            libelle="Le diagnostic",
            description="Ce qui monte, ce qui baisse, ce qu’on ne peut pas dire, puis chaque "
            "thème avec ses graphiques, ses tableaux et ses sources.",
            formats=(Format.PDF, Format.DOCX),
            choix=_choices,
            construire=lambda parametres, user: diagnosis_document(user),
            autorise=_can_print,
            titre=lambda parametres: _TITRE,
            ordre=4,
        )
    )
    recettes.register(
        Recette(
            cle="diagnostic-chiffres",
            libelle="Les chiffres du diagnostic",
            description="Chaque chiffre sur une ligne, un onglet par thème, avec les sources.",
            formats=(Format.XLSX,),
            choix=_choices,
            construire=lambda parametres, user: diagnosis_workbook(user),
            autorise=_can_print,
            titre=lambda parametres: f"{_TITRE} : chiffres",
            ordre=5,
        )
    )
