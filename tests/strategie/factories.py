"""Builders of fictional rows, signed by the system; `make_valmont` builds a whole town.

Each builder takes any field of its model; what is not given is filled with something plain.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

from django.db import models

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.observatoire.models import Tableau
from quietude.partenaires.enums import NatureOrganisation
from quietude.partenaires.models import Mandat, Organisation, Personne
from quietude.strategie.enums import (
    EtatFiche,
    EtatJalon,
    EtatStrategie,
    Financeur,
    NatureIndicateur,
    NatureLien,
    NatureObjectif,
    RoleEngagement,
)
from quietude.strategie.models import (
    Chapitre,
    ChapitreTableau,
    DocumentLie,
    Engagement,
    FicheAction,
    FicheSecteur,
    Financement,
    Indicateur,
    Jalon,
    Lien,
    Mesure,
    Objectif,
    PartieProtocole,
    Protocole,
    ReferenceLegale,
    Signataire,
    Strategie,
)
from quietude.territoire.enums import NatureDivision
from quietude.territoire.models import Division, Secteur

M = TypeVar("M", bound=models.Model)
_serial = count(1)


def write(model: type[M], **fields: Any) -> M:
    """Create one row, signed by the system."""
    with acting(None, "test"):
        return model._default_manager.create(**fields)


def make_organisation(code: str = "", **fields: Any) -> Organisation:
    code = code or f"organisation-{next(_serial)}"
    defaults = {"nom": f"Organisation {code}", "nature": NatureOrganisation.ASSOCIATION}
    return write(Organisation, code=code, **{**defaults, **fields})


def make_mandat(
    utilisateur: Utilisateur | None, organisation: Organisation, **fields: Any
) -> Mandat:
    """An office held by the person of this account (its Personne is made when missing)."""
    personne = Personne.objects.filter(utilisateur=utilisateur).first() if utilisateur else None
    personne = personne or write(
        Personne, nom=f"Personne fictive {next(_serial)}", utilisateur=utilisateur
    )
    defaults = {"fonction": "Responsable", "debut": date(2020, 1, 1)}
    return write(Mandat, personne=personne, organisation=organisation, **{**defaults, **fields})


def make_secteur(code: str = "", **fields: Any) -> Secteur:
    code = code or f"secteur-{next(_serial)}"
    division = fields.pop("division", None) or Division.objects.first()
    division = division or write(
        Division, code="quartiers", nom="Quartiers", nature=NatureDivision.QUARTIERS
    )
    return write(Secteur, division=division, code=code, **{"nom": f"Quartier {code}", **fields})


def make_strategie(code: str = "", **fields: Any) -> Strategie:
    defaults = {
        "titre": "Stratégie fictive",
        "debut": date(2025, 1, 1),
        "fin": date(2028, 12, 31),
        "etat": EtatStrategie.ADOPTEE,
    }
    return write(Strategie, code=code or f"strategie-{next(_serial)}", **{**defaults, **fields})


def make_objectif(strategie: Strategie, **fields: Any) -> Objectif:
    number = next(_serial)
    defaults = {
        "code": f"objectif-{number}",
        "numero": str(number),
        "titre": f"Objectif {number}",
        "nature": NatureObjectif.OPERATIONNEL,
        "ordre": number,
    }
    return write(Objectif, strategie=strategie, **{**defaults, **fields})


def make_fiche(
    strategie: Strategie | None = None,
    numero: int | None = None,
    *,
    pilotes: Iterable[Organisation] = (),
    partenaires: Iterable[Organisation] = (),
    secteurs: Iterable[Secteur] = (),
    **fields: Any,
) -> FicheAction:
    """One action sheet, under the first objective of its strategy when none is given."""
    strategie = strategie or make_strategie()
    numero = numero or strategie.fiches.count() + 1
    objectif = fields.pop("objectif", None)
    objectif = objectif or strategie.objectifs.first() or make_objectif(strategie)
    fiche = write(
        FicheAction,
        strategie=strategie,
        numero=numero,
        objectif=objectif,
        **{"titre": f"Action fictive {numero}", "etat": EtatFiche.EN_COURS, **fields},
    )
    engage(fiche, RoleEngagement.PILOTE, pilotes)
    engage(fiche, RoleEngagement.PARTENAIRE, partenaires)
    for rank, secteur in enumerate(secteurs):
        write(FicheSecteur, fiche=fiche, secteur=secteur, ordre=rank)
    return fiche


def engage(
    fiche: FicheAction,
    role: RoleEngagement,
    organisations: Iterable[Organisation],
    mesure: Mesure | None = None,
) -> None:
    """Commit organisations to a sheet or to one of its measures."""
    for rank, organisation in enumerate(organisations, fiche.engagements.count()):
        write(
            Engagement,
            fiche=fiche,
            mesure=mesure,
            role=role,
            organisation=organisation,
            ordre=rank,
        )


def make_mesure(fiche: FicheAction, **fields: Any) -> Mesure:
    numero = fields.pop("numero", fiche.mesures.count() + 1)
    return write(
        Mesure, fiche=fiche, numero=numero, **{"titre": f"Mesure fictive {numero}", **fields}
    )


def make_jalon(fiche: FicheAction, **fields: Any) -> Jalon:
    defaults = {
        "ordre": fiche.jalons.count(),
        "titre": f"Étape {next(_serial)}",
        "echeance": date(2026, 6, 30),
        "etat": EtatJalon.PREVU,
    }
    return write(Jalon, fiche=fiche, **{**defaults, **fields})


def make_indicateur(fiche: FicheAction, **fields: Any) -> Indicateur:
    number = next(_serial)
    defaults = {
        "ordre": fiche.indicateurs.count(),
        "code": f"indicateur-{number}",
        "libelle": f"Indicateur {number}",
        "nature": NatureIndicateur.ACTIVITE,
    }
    return write(Indicateur, fiche=fiche, **{**defaults, **fields})


def make_financement(fiche: FicheAction, **fields: Any) -> Financement:
    defaults = {"financeur": Financeur.FIPD, "ordre": fiche.financements.count()}
    return write(Financement, fiche=fiche, **{**defaults, **fields})


def make_reference(fiche: FicheAction, **fields: Any) -> ReferenceLegale:
    defaults = {"reference": "Article fictif 1", "ordre": fiche.cadre.count()}
    return write(ReferenceLegale, fiche=fiche, **{**defaults, **fields})


def make_document(fiche: FicheAction, **fields: Any) -> DocumentLie:
    defaults = {"titre": "Document fictif", "ordre": fiche.documents.count()}
    return write(DocumentLie, fiche=fiche, **{**defaults, **fields})


def make_lien(fiche: FicheAction, **fields: Any) -> Lien:
    defaults = {"nature": NatureLien.COMPLETE, "ordre": fiche.liens.count()}
    return write(Lien, fiche=fiche, **{**defaults, **fields})


def make_chapitre(strategie: Strategie, numero: str, **fields: Any) -> Chapitre:
    defaults = {
        "code": f"chapitre-{numero.replace('.', '-')}",
        "titre": f"Chapitre {numero}",
        "texte": "Un texte **fictif**.",
    }
    return write(Chapitre, strategie=strategie, numero=numero, **{**defaults, **fields})


def make_tableau(strategie: Strategie, chapitre: Chapitre | None = None) -> Tableau:
    """A small table of two rows, printed in `chapitre` when given."""
    number = next(_serial)
    contenu = {
        "colonnes": [
            {"code": "2023", "libelle": "2023"},
            {"code": "2024", "libelle": "2024"},
        ],
        "lignes": [
            {"code": "vols", "libelle": "Vols", "valeurs": {"2023": 1234, "2024": "n.d."}},
            {"code": "total", "libelle": "Total", "valeurs": {"2023": 1500}},
        ],
        "notes": ["Chiffres inventés."],
    }
    tableau = write(
        Tableau,
        recueil=strategie.code,
        code=f"tableau-{number}",
        titre=f"Tableau fictif {number}",
        lieu="2.1",
        source="Source fictive",
        contenu=contenu,
    )
    if chapitre:
        write(ChapitreTableau, chapitre=chapitre, tableau=tableau)
    return tableau


def make_protocole(
    strategie: Strategie, parties: dict[Organisation, list[str]], **fields: Any
) -> Protocole:
    defaults = {
        "code": f"protocole-{next(_serial)}",
        "titre": "Protocole fictif",
        "objet": "Se prévenir les uns les autres.",
        "duree_mois": 48,
        "preavis_mois": 3,
    }
    protocole = write(Protocole, strategie=strategie, **{**defaults, **fields})
    for rank, (organisation, engagements) in enumerate(parties.items()):
        write(
            PartieProtocole,
            protocole=protocole,
            organisation=organisation,
            fonction=f"Direction de {organisation.nom}",
            engagements=engagements,
            ordre=rank,
        )
    return protocole


@dataclass
class Valmont:
    """An invented town: axes, sub-axes, actions, and who is in charge of what."""

    strategie: Strategie
    axes: list[Objectif]
    sous_axes: list[Objectif]
    fiches: list[FicheAction]
    mairie: Organisation
    college: Organisation
    bailleur: Organisation
    centre: Secteur


def make_valmont() -> Valmont:
    """Two axes, one of them with a sub-axis of a sub-axis; four sheets in different states."""
    strategie = make_strategie(
        "valmont-2025-2028",
        titre="Plan tranquillité de Valmont-les-Essais 2025-2028",
        niveau_strategique="Axe",
        niveau_operationnel="Sous-axe",
        niveau_fiche="Action",
    )
    write(Signataire, strategie=strategie, fonction="Maire de Valmont-les-Essais")
    mairie = make_organisation("mairie", nom="Mairie de Valmont", nature="ville")
    college = make_organisation("college", nom="Collège Les Essais", nature="education")
    bailleur = make_organisation("bailleur", nom="Valmont Habitat", nature="bailleur")
    centre = make_secteur("centre", nom="Centre")
    axis = {"nature": NatureObjectif.STRATEGIQUE}
    one = make_objectif(strategie, numero="A", titre="Prévenir", code="axe-a", **axis)
    two = make_objectif(strategie, numero="B", titre="Aller vers", code="axe-b", **axis)
    sub = make_objectif(strategie, numero="A1", titre="Les jeunes", code="a1", parent=one)
    deep = make_objectif(strategie, numero="A1a", titre="Au collège", code="a1a", parent=sub)
    alone = make_objectif(strategie, numero="C", titre="Sans rattachement", code="seul")
    fiches = [
        make_fiche(
            strategie,
            1,
            objectif=deep,
            titre="Médiation à la sortie du collège",
            but="Apaiser la sortie des cours.",
            constat="Des **disputes** répétées.",
            contenu="Deux médiateurs, chaque soir.",
            publics=["Collégiens", "Familles"],
            avancement=40,
            debut=date(2025, 9, 1),
            fin=date(2027, 6, 30),
            pilotes=[mairie],
            partenaires=[college],
            secteurs=[centre],
        ),
        make_fiche(
            strategie,
            2,
            objectif=sub,
            titre="Chantiers éducatifs d'été",
            etat=EtatFiche.A_LANCER,
            debut=date(2026, 7, 1),
            pilotes=[bailleur],
        ),
        make_fiche(strategie, 3, objectif=alone, titre="Permanences", etat="suspendue"),
        make_fiche(
            strategie,
            4,
            objectif=alone,
            titre="Guide des démarches",
            etat=EtatFiche.REALISEE,
            avancement=100,
            pilotes=[mairie],
        ),
    ]
    _furnish(fiches[0], fiches[1], mairie)
    return Valmont(
        strategie, [one, two], [sub, deep, alone], fiches, mairie, college, bailleur, centre
    )


def _furnish(fiche: FicheAction, other: FicheAction, mairie: Organisation) -> None:
    """Give the first sheet one of everything."""
    make_mesure(fiche, titre="Points d'écoute", contenu="Un local ouvert le mercredi.")
    make_jalon(fiche, titre="Recruter les médiateurs", echeance=date(2025, 10, 1))
    make_jalon(fiche, titre="Premier bilan", echeance=date(2026, 6, 30))
    make_jalon(fiche, titre="Réunion avec les familles", echeance=None, precision="Au fil")
    make_indicateur(fiche, libelle="Soirées de médiation", fournisseur=mairie)
    make_indicateur(
        fiche,
        libelle="Incidents signalés",
        nature=NatureIndicateur.RESULTAT,
        reference=Decimal(42),
        cible=Decimal(20),
    )
    make_financement(fiche, annee=2025, demande=Decimal(12000), accorde=Decimal(9500))
    make_financement(fiche, financeur=Financeur.COMMUNE, annee=2025, demande=Decimal(3000))
    make_reference(fiche, reference="Article L. 0-1 fictif", remplacee_par="Article L. 0-2")
    make_lien(fiche, vers=other)
