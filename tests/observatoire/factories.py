"""Builders of fictional series, signed by the system; what is not given is something plain."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from quietude.observatoire.enums import EtatObservation, FamilleSource, NiveauPerimetre
from quietude.observatoire.models import (
    Analyse,
    Grandeur,
    Observation,
    Perimetre,
    Repere,
    Rupture,
    Serie,
    Source,
    Theme,
)
from quietude.territoire.models import Commune
from tests.strategie.factories import write

_serial = count(1)
PUBLIEE = EtatObservation.PUBLIEE
INSEE = "99001"  # no such commune


def make_source(code: str = "", **fields: Any) -> Source:
    code = code or f"source-{next(_serial)}"
    values = {
        "famille": FamilleSource.VILLE,
        "titre": f"Comptage {code}",
        "producteur": "Service fictif",
        "licence": "Licence Ouverte 2.0",
        "millesime": "essai",
        "rang": "1",
        **fields,
    }
    return write(Source, code=code, **values)


def make_perimetre(
    niveau: str = NiveauPerimetre.COMMUNE, code: str = INSEE, **fields: Any
) -> Perimetre:
    """The place of this level and code, made when there is none."""
    known = Perimetre.objects.filter(niveau=niveau, code=code).first()
    values = {"nom": f"Lieu {code}", **fields}
    return known or write(Perimetre, niveau=niveau, code=code, **values)


def make_commune(insee: str = INSEE, **fields: Any) -> Commune:
    """The town that the installation serves, and its place in the statistics."""
    commune = write(Commune, insee=insee, **{"nom": "Valmont", **fields})
    make_perimetre(code=insee, nom=commune.nom)
    return commune


def make_grandeur(code: str = "", **fields: Any) -> Grandeur:
    """An official quantity: the one that ships when it is known, else a fictional one."""
    code = code or f"grandeur-{next(_serial)}"
    known = Grandeur.objects.filter(code=code).first()
    values = {"libelle": f"Faits {code}", "nomenclature": "ssmsi", "unite": "faits", **fields}
    return known or write(Grandeur, code=code, **values)


def make_serie(code: str = "", **fields: Any) -> Serie:
    code = code or f"serie-{next(_serial)}"
    values = {"libelle": f"Série {code}", "unite": "faits", **fields}
    values["perimetre"] = fields.get("perimetre") or make_perimetre()
    return write(Serie, code=code, **values)


def make_observation(
    serie: Serie, annee: int | tuple[date, date], valeur: Any = None, **fields: Any
) -> Observation:
    """A figure of a year, or of (first day, last day); `etat` when it is not published."""
    debut, fin = annee if isinstance(annee, tuple) else (date(annee, 1, 1), date(annee, 12, 31))
    etat = fields.pop("etat", PUBLIEE)
    source = fields.pop("source", None) or Source.objects.filter(code="essai").first()
    return write(
        Observation,
        serie=serie,
        source=source or make_source("essai"),
        debut=debut,
        fin=fin,
        etat=etat,
        valeur=None if valeur is None else Decimal(str(valeur)),
        **fields,
    )


def make_annees(serie: Serie, valeurs: Mapping[int, Any], **fields: Any) -> Serie:
    """One figure a year; "ndiff", "douteuse" and None for what is not published."""
    states = {
        "ndiff": EtatObservation.NON_DIFFUSEE,
        "douteuse": EtatObservation.DOUTEUSE,
        None: EtatObservation.MANQUANTE,
    }
    for annee, valeur in valeurs.items():
        if valeur in states:
            make_observation(serie, annee, etat=states[valeur], **fields)
        else:
            make_observation(serie, annee, valeur, **fields)
    return serie


def make_theme(code: str = "vols", **fields: Any) -> Theme:
    values = {"titre": f"Thème {code}", "recueil": "", **fields}
    known = Theme.objects.filter(recueil=values["recueil"], code=code).first()
    return known or write(Theme, code=code, **values)


def make_rupture(code: str = "", **fields: Any) -> Rupture:
    code = code or f"rupture-{next(_serial)}"
    values = {
        "le": date(2022, 1, 1),
        "titre": "Nouvel outil",
        "explication": "L’outil de comptage change.",
        **fields,
    }
    return write(Rupture, code=code, **values)


def make_analyse(theme: str, texte: str = "Les vols baissent.", **fields: Any) -> Analyse:
    values = {"ecrit_le": date(2026, 3, 1), **fields}
    return write(Analyse, theme=theme, texte=texte, **values)


def make_repere(
    grandeur: Grandeur, strate: str, annee: int, liste: list[Any], **fields: Any
) -> Repere:
    """`liste` holds [code, name, population, rate or None]; counts follow from it."""
    rates = sorted(Decimal(str(row[3])) for row in liste if row[3] is not None)
    middle = rates[len(rates) // 2] if rates else None
    values = {
        "communes": len(liste),
        "publiees": len(rates),
        "quartile_1": rates[0] if rates else None,
        "mediane": middle,
        "quartile_3": rates[-1] if rates else None,
        **fields,
    }
    values["source"] = fields.get("source") or make_source(famille=FamilleSource.SSMSI_COMMUNES)
    return write(Repere, grandeur=grandeur, strate=strate, annee=annee, liste=liste, **values)
