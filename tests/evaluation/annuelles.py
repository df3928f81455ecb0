"""Builders of yearly evaluations and of photos, for tests."""

from datetime import date
from decimal import Decimal
from typing import Any

from quietude.evaluation.enums import EtatEvaluation
from quietude.evaluation.models import Contribution, EvaluationAnnuelle
from quietude.evaluation.photo import (
    Photo,
    VueFiche,
    VueFinancement,
    VueIndicateur,
    VueInstance,
    VuePart,
    VuePoint,
    VueSerie,
    VueValeur,
)
from quietude.evaluation.photographie import freeze, seal
from quietude.partenaires.models import Organisation
from quietude.strategie.models import FicheAction, Strategie
from tests.strategie.factories import make_strategie, write

ANNEE = 2025


def make_evaluation(strategie: Strategie | None = None, **fields: Any) -> EvaluationAnnuelle:
    """An open evaluation; with `etat`, one whose copy is a small photo."""
    values: dict[str, Any] = {"annee": ANNEE, **fields}
    if values.get("etat", EtatEvaluation.OUVERTE) != EtatEvaluation.OUVERTE:
        copie = freeze(make_photo(annee=values["annee"]))
        frozen = {"copie": copie, "empreinte": seal(copie), "adoptee_le": date(2026, 3, 1)}
        values = {**frozen, **values}
    if values.get("etat") == EtatEvaluation.PUBLIEE:
        values = {"publiee_le": date(2026, 3, 2), **values}
    return write(EvaluationAnnuelle, strategie=strategie or make_strategie(), **values)


def make_contribution(
    evaluation: EvaluationAnnuelle,
    organisation: Organisation,
    fiche: FicheAction | None = None,
    **fields: Any,
) -> Contribution:
    return write(
        Contribution, evaluation=evaluation, organisation=organisation, fiche=fiche, **fields
    )


def make_value(number: int | None, annee: int = ANNEE, **fields: Any) -> VueValeur:
    values = {
        "periode": str(annee),
        "debut": date(annee, 1, 1),
        "fin": date(annee, 12, 31),
        "nombre": None if number is None else Decimal(number),
        "texte": "pas de valeur" if number is None else str(number),
        "etat": "absente" if number is None else "connue",
    }
    return VueValeur.model_validate({**values, **fields})


def make_vue_indicateur(code: str, *numbers: int | None, **fields: Any) -> VueIndicateur:
    """Figures of the year, and before them of the years before."""
    first = ANNEE + 1 - len(numbers)
    values = {
        "code": code,
        "libelle": f"Indicateur {code}",
        "nature": "Activité",
        "unite": "actions",
        "origine": "Registre fictif",
        "valeurs": [make_value(n, first + rank) for rank, n in enumerate(numbers)],
        "signe": "–",
        "statut": "sans cible",
    }
    return VueIndicateur.model_validate({**values, **fields})


def make_part(label: str, number: int) -> VuePart:
    return VuePart(libelles=[label], valeurs=[make_value(number)])


def make_vue_fiche(numero: int = 1, **fields: Any) -> VueFiche:
    values: dict[str, Any] = {
        "numero": numero,
        "titre": f"Action fictive {numero}",
        "objectif": "o1",
        "pilotes": ["Mairie"],
        "etat": "En cours",
        "avancement": 40,
        "etapes": [],
        "indicateurs": [],
        "financements": [],
        "paroles": [],
    }
    return VueFiche.model_validate({**values, **fields})


def make_vue_serie(cle: str, number: int | None, **fields: Any) -> VueSerie:
    point = VuePoint(
        periode=str(ANNEE),
        debut=date(ANNEE, 1, 1),
        fin=date(ANNEE, 12, 31),
        nombre=None if number is None else Decimal(number),
        texte=str(number),
    )
    values = {
        "cle": cle,
        "theme": "Vols",
        "libelle": f"Série {cle}",
        "lieu": "Valmont",
        "unite": "faits",
        "points": [point],
        "sens": "",
        "phrase": "Rien à comparer.",
        "source": "Fichier fictif",
    }
    return VueSerie.model_validate({**values, **fields})


def make_vue_instance(**fields: Any) -> VueInstance:
    values = {
        "nom": "Conseil plénier",
        "rythme": "1 fois par an",
        "attendues": "1",
        "tenues": 1,
        "presences": 8,
        "attendus": 10,
        "decisions": 3,
        "closes": 1,
        "en_retard": 1,
        "phrase": "1 réunion tenue.",
    }
    return VueInstance.model_validate({**values, **fields})


def make_vue_financement(**fields: Any) -> VueFinancement:
    return VueFinancement.model_validate({"financeur": "FIPD", "annee": ANNEE, **fields})


def make_photo(**fields: Any) -> Photo:
    values: dict[str, Any] = {
        "strategie": "Stratégie fictive",
        "ville": "Valmont",
        "annee": ANNEE,
        "faite_le": date(2026, 3, 1),
        "delinquance": [],
        "objectifs": [],
        "fiches": [],
        "instances": [],
        "constats": [],
    }
    return Photo.model_validate({**values, **fields})
