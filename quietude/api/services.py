"""The services as Open311 describes them, read from the categories that are open."""

from datetime import date
from typing import Any

from quietude.api.formats import Liste
from quietude.api.models import ServiceOuvert
from quietude.api.refus import Refus
from quietude.signalements.models import Fait

FAITS, FAIT_LE = "faits", "fait_le"


def services(on: date) -> list[ServiceOuvert]:
    return list(ServiceOuvert.objects.running(on))


def service_of(code: str, on: date) -> ServiceOuvert:
    """The service of this code; Refus 404 when none is open."""
    found = ServiceOuvert.objects.running(on).filter(categorie__code=code).first()
    if found is None:
        raise Refus(404, f"service_code : « {code[:80]} » n’existe pas.")
    return found


def described(row: ServiceOuvert) -> dict[str, Any]:
    """One line of the list. Without public reading no number is given: a "blackbox"."""
    kind = row.categorie.parent
    group = kind.libelle if kind else ""
    return {
        "service_code": row.categorie.code,
        "service_name": row.categorie.libelle,
        "description": row.categorie.definition or row.categorie.libelle,
        "metadata": True,
        "type": "realtime" if row.publie else "blackbox",
        "keywords": group.lower(),
        "group": group,
    }


def definition(row: ServiceOuvert, on: date) -> dict[str, Any]:
    """What may be said besides the place and the text: the day, and facts to tick."""
    facts = [{"key": fait.code, "name": fait.libelle} for fait in Fait.objects.running(on)]
    attributes = [
        _attribute(1, FAIT_LE, "datetime", "Jour du fait", "Aujourd’hui si vide", []),
        _attribute(2, FAITS, "multivaluelist", "Ce qui est constaté", "", facts),
    ]
    return {
        "service_code": row.categorie.code,
        "attributes": Liste("attribute", attributes if facts else attributes[:1]),
    }


def _attribute(
    rank: int, code: str, kind: str, said: str, helped: str, values: list[dict[str, str]]
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "variable": True,
        "code": code,
        "datatype": kind,
        "required": False,
        "datatype_description": helped or None,
        "order": rank,
        "description": said,
    }
    return {**found, "values": Liste("value", values)} if values else found
