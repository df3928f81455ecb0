"""Fictional bodies, seats, rhythms, meetings and decisions."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from quietude.comptes.actions import fingerprint
from quietude.instances.enums import (
    Confidentialite,
    EtatReglement,
    EtatReunion,
    NatureInstance,
    QualiteDesignation,
    UniteRythme,
)
from quietude.instances.models import (
    Convocation,
    Decision,
    Designation,
    Instance,
    Membre,
    Point,
    Presence,
    ReglementInterieur,
    Reunion,
    Rythme,
    SignatureCharte,
)
from quietude.partenaires.models import Personne
from tests.strategie.factories import write

SITE = "https://ville.example/instances/reponse/{}/"
LIEN = SITE.format  # what actions are handed to make the address of an answer


def make_instance(code: str, **fields: Any) -> Instance:
    values = {
        "nom": f"Cellule {code}",
        "nature": NatureInstance.CELLULE,
        "confidentialite": Confidentialite.OUVERTE,
        **fields,
    }
    return write(Instance, code=code, **values)


def make_membre(instance: Instance, fonction: str, **fields: Any) -> Membre:
    rank = instance.composition.count()
    return write(Membre, instance=instance, fonction=fonction, ordre=rank, **fields)


def make_rythme(instance: Instance, **fields: Any) -> Rythme:
    values = {"unite": UniteRythme.MOIS, "ordre": instance.rythmes.count(), **fields}
    return write(Rythme, instance=instance, **values)


def make_reunion(instance: Instance, day: date | str, **fields: Any) -> Reunion:
    """A meeting held, unless told otherwise."""
    when = date.fromisoformat(day) if isinstance(day, str) else day
    values = {"etat": EtatReunion.TENUE, **fields}
    if values["etat"] == EtatReunion.ANNULEE:
        values.setdefault("motif", "Salle indisponible")
    return write(Reunion, instance=instance, date=when, **values)


def make_presence(reunion: Reunion, membre: Membre, etat: str = "present") -> Presence:
    values = {"fonction": membre.fonction, "organisation": membre.organisation}
    return write(Presence, reunion=reunion, membre=membre, etat=etat, **values)


def make_personne(nom: str, **fields: Any) -> Personne:
    """Someone to write to, unless told otherwise."""
    values = {"email": f"{slugify(nom)}@essai.example", **fields}
    return write(Personne, nom=nom, **values)


def make_designation(membre: Membre, personne: Personne, **fields: Any) -> Designation:
    """The titular of a seat since long, unless told otherwise."""
    values = {"fonction": membre.fonction, "debut": date(2020, 1, 1), **fields}
    return write(Designation, membre=membre, personne=personne, **values)


def make_signature(
    instance: Instance, personne: Personne, signee_le: date, expire_le: date
) -> SignatureCharte:
    return write(
        SignatureCharte,
        instance=instance,
        personne=personne,
        signee_le=signee_le,
        expire_le=expire_le,
    )


def make_convocation(
    reunion: Reunion, personne: Personne, jeton: str = "jeton", **fields: Any
) -> Convocation:
    values = {
        "fonction": "Siège",
        "qualite": QualiteDesignation.TITULAIRE,
        "envoyee_le": timezone.now(),
        "sequence": reunion.sequence,
        "jeton_empreinte": fingerprint(jeton),
        **fields,
    }
    return write(Convocation, reunion=reunion, personne=personne, **values)


def make_point(reunion: Reunion, titre: str, **fields: Any) -> Point:
    rank = reunion.points.count() + 1
    return write(Point, reunion=reunion, titre=titre, **{"ordre": rank, **fields})


def make_decision(reunion: Reunion, **fields: Any) -> Decision:
    rank = reunion.decisions.count() + 1
    values = {"numero": rank, "texte": f"Décision fictive {rank}", **fields}
    return write(Decision, reunion=reunion, **values)


def make_reglement(
    instance: Instance, texte: str, adopte_le: date | str | None = None, **fields: Any
) -> ReglementInterieur:
    """The next version: a draft, unless it says when it was adopted."""
    day = date.fromisoformat(adopte_le) if isinstance(adopte_le, str) else adopte_le
    etat = EtatReglement.ADOPTE if day else EtatReglement.PROJET
    rank = instance.reglements.count() + 1
    values = {"version": rank, "etat": etat, "adopte_le": day, **fields}
    return write(ReglementInterieur, instance=instance, texte=texte, **values)
