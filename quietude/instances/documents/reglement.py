"""The internal rules of a body on paper, whichever version."""

from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.documents import recettes
from quietude.documents.contenu import DocumentContenu, Feuillet, Markdown, Paragraphe, Titre
from quietude.documents.enums import Format
from quietude.documents.recettes import Choix, Parametres, Recette
from quietude.instances.models import ReglementInterieur
from quietude.instances.reglements import Version, versions_of
from quietude.socle.regles import OUI, Verdict, non
from quietude.strategie.documents.lecture import emetteur

CLE = "reglement-interieur"
_REFUS = "Ce règlement n’existe plus, ou vous n’avez pas à lire ce projet."


def rules_document(shown: Version) -> DocumentContenu:
    """The text, under when it was adopted and what became of it."""
    row, sender = shown.reglement, emetteur()
    title = f"Règlement intérieur : {row.instance.nom}"
    head = Feuillet(
        Titre("Règlement intérieur", 1),
        surtitre=row.instance.nom,
        mentions=(f"Version {row.version}", shown.phrase),
    )
    return DocumentContenu(
        titre=title,
        sous_titre=f"Version {row.version}",
        emetteur=sender.nom,
        couleur=sender.couleur,
        # The same version prints the same paper, whatever the day.
        date=row.adopte_le or timezone.localdate(),
        mention="" if shown.en_vigueur else shown.phrase,
        blocs=(head, Paragraphe(Markdown(row.texte))),
        couverture=False,
        sommaire=False,
    )


def _choices(user: Utilisateur) -> list[Choix]:
    rows = ReglementInterieur.objects.visible_to(user).described()
    return [
        Choix(str(row.pk), _label(row), {"reglement": str(row.pk)})
        for row in rows.order_by("instance__ordre", "-version")
    ]


def _label(row: ReglementInterieur) -> str:
    return f"{row.instance}, version {row.version}{' (projet)' if row.projet else ''}"


def _may_print(user: Utilisateur, parametres: Parametres) -> Verdict:
    key = parametres.get("reglement", "")
    rows = ReglementInterieur.objects.visible_to(user)
    return OUI if key.isdecimal() and rows.filter(pk=key).exists() else non(_REFUS)


def _build(parametres: Parametres, user: Utilisateur) -> DocumentContenu:
    rows = ReglementInterieur.objects.visible_to(user).select_related("instance")
    found = rows.get(pk=parametres["reglement"])
    known = versions_of(user, found.instance)
    return rules_document(next(row for row in known if row.reglement.pk == found.pk))


def _title(parametres: Parametres) -> str:
    rows = ReglementInterieur.objects.select_related("instance")
    found = rows.filter(pk=parametres["reglement"]).first()
    return f"Règlement intérieur : {_label(found)}" if found else "Règlement intérieur"


def register(ordre: int) -> None:
    recettes.register(
        Recette(
            cle=CLE,
            libelle="Le règlement intérieur d’une instance",
            description="Le texte en vigueur, un projet ou une version remplacée.",
            formats=(Format.PDF, Format.DOCX),
            choix=_choices,
            construire=_build,
            autorise=_may_print,
            garde=_may_print,
            titre=_title,
            ordre=ordre,
        )
    )
