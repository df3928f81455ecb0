"""The note d'ambiance, as Word or PDF."""

from datetime import date

from quietude.comptes.models import Utilisateur
from quietude.documents import recettes
from quietude.documents.contenu import DocumentContenu
from quietude.documents.enums import Format
from quietude.documents.recettes import Choix, Parametres, Recette
from quietude.signalements.ambiance import months, read_note, span_of
from quietude.signalements.documents.note import note_document
from quietude.socle.regles import OUI, Verdict, non
from quietude.territoire.models import Territoire

CLE = "note-ambiance"
_COULEUR = "#1f4e79"
_REFUS = "Aucun passage n’est inscrit ce mois-là, ou vous n’y avez pas accès."


def _choices(user: Utilisateur) -> list[Choix]:
    return [
        Choix(f"{row:%Y-%m}", span_of(row).libelle.capitalize(), {"mois": f"{row:%Y-%m}"})
        for row in months(user)
    ]


def _month(parametres: Parametres) -> date:
    return date.fromisoformat(f"{parametres.get('mois', '')}-01")


def _may_print(user: Utilisateur, parametres: Parametres) -> Verdict:
    """Whoever reads the passages prints what is drafted from them."""
    return OUI if _month(parametres) in months(user) else non(_REFUS)


def _build(parametres: Parametres, user: Utilisateur) -> DocumentContenu:
    place = Territoire.objects.first()
    return note_document(
        read_note(user, _month(parametres)),
        place.nom if place else "",
        place.couleur if place else _COULEUR,
    )


def _title(parametres: Parametres) -> str:
    return f"Note d’ambiance, {span_of(_month(parametres)).libelle}"


def register() -> None:
    recettes.register(
        Recette(
            cle=CLE,
            libelle="Note d’ambiance",
            description="Ce que les médiateurs ont rencontré dans le mois, à compléter.",
            formats=(Format.DOCX, Format.PDF),
            choix=_choices,
            construire=_build,
            autorise=_may_print,
            titre=_title,
            ordre=30,
        )
    )
