"""A small recipe and its content, for tests."""

from dataclasses import replace
from datetime import date
from typing import Any

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.documents import actions, recettes
from quietude.documents.contenu import (
    Bloc,
    Colonne,
    DocumentContenu,
    Feuillet,
    Ligne,
    Markdown,
    Paragraphe,
    TableauDonnees,
    Titre,
)
from quietude.documents.diaporama import Diapo, Diaporama
from quietude.documents.enums import Format
from quietude.documents.models import DocumentProduit
from quietude.documents.recettes import Choix, Parametres, Recette
from quietude.socle.regles import OUI, Verdict, non


def make_contenu(*blocs: Bloc, **fields: Any) -> DocumentContenu:
    defaults: dict[str, Any] = {
        "titre": "Rapport d'essai",
        "emetteur": "Ville d'Essai",
        "date": date(2026, 11, 23),
        "blocs": blocs or make_blocs(),
    }
    return DocumentContenu(**{**defaults, **fields})


def make_tableau(lignes: int = 3, **fields: Any) -> TableauDonnees:
    return TableauDonnees(
        (Colonne("Faits"), Colonne("2024", nombre=True)),
        tuple(Ligne((f"Ligne {rank}", rank)) for rank in range(lignes)),
        **fields,
    )


def make_blocs() -> tuple[Bloc, ...]:
    return (
        Titre("Contexte", 1, "1"),
        Paragraphe(Markdown("Un texte **important**.")),
        make_tableau(legende="Évolution", notes=("Source : essai.",)),
        Titre("Actions", 1, "2"),
        Feuillet(Titre("Une action", 2, "1"), "Fiche", ("En cours",)),
    )


def _build(parametres: Parametres, user: Utilisateur) -> DocumentContenu:
    if parametres["de"] == "panne":
        raise ValueError("Jeanne Fictive, 3 rue Inventée")
    return make_contenu(sous_titre=parametres["de"], mention=f"pour {user.nom}")


def make_diaporama(*diapos: Diapo, **fields: Any) -> Diaporama:
    defaults: dict[str, Any] = {
        "titre": "Bilan d'essai",
        "emetteur": "Ville d'Essai",
        "date": date(2026, 11, 23),
        "diapos": diapos or (Diapo("En bref", (Paragraphe("Tout va."),)),),
    }
    return Diaporama(**{**defaults, **fields})


def _build_slides(parametres: Parametres, user: Utilisateur) -> Diaporama:
    return make_diaporama(sous_titre=parametres["de"], mention=f"pour {user.nom}")


def _allow(user: Utilisateur, parametres: Parametres) -> Verdict:
    return non("Ce contenu est réservé.") if parametres["de"] == "secret" else OUI


def _choices(user: Utilisateur) -> list[Choix]:
    keys = ["tout", "panne"] + (["agents"] if user.role == Role.AGENT else [])
    return [Choix(key, f"Choix {key}", {"de": key}) for key in keys]


def _title(parametres: Parametres) -> str:
    return f"Rapport d'été : {parametres['de']}"


RECETTE = Recette(
    cle="essai",
    libelle="Rapport d’essai",
    description="Pour les tests.",
    formats=(Format.PDF, Format.DOCX, Format.XLSX),
    choix=_choices,
    construire=_build,
    autorise=_allow,
    titre=_title,
    ordre=99,
)
RECETTE_DIAPOS = replace(
    RECETTE, cle="essai-diapos", formats=(Format.PPTX,), construire=_build_slides
)
recettes.register(RECETTE)
recettes.register(RECETTE_DIAPOS)


def request(
    actor: Utilisateur, de: str = "tout", format: Format = Format.PDF
) -> DocumentProduit:
    """Slides are another content than pages: another recipe makes them."""
    recette = RECETTE_DIAPOS if format == Format.PPTX else RECETTE
    return actions.request_document(
        actor=actor, recette=recette, parametres={"de": de}, format=format
    )
