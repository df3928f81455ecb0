"""Which services of état 4001 the town follows, and which others it could."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from quietude.observatoire.entrepot_services import list_services
from quietude.observatoire.enums import FamilleSource, NiveauPerimetre
from quietude.observatoire.imports.releves import Service
from quietude.observatoire.models import CodeOfficiel, Perimetre, Source
from quietude.observatoire.querysets import as_typed
from quietude.territoire.models import Commune

_ARTICLES = {"le ": "du ", "les ": "des "}


def followed(services: Iterable[Service]) -> set[str]:
    """The codes of the services to write: already a place, or named after our communes."""
    communes = list(Commune.objects.all())
    known = known_services()
    distinct = {service.code: service for service in services}
    return {
        code
        for code, service in distinct.items()
        if code in known or any(is_named_after(service, commune) for commune in communes)
    }


def known_services() -> set[str]:
    places = Perimetre.objects.filter(niveau=NiveauPerimetre.SERVICE)
    return set(places.values_list("code", flat=True))


def is_named_after(service: Service, commune: Commune) -> bool:
    """CIAT D'ISTRES for Istres, in its own département; not for a town whose name is only the
    end of another's there (Claude, Saint-Claude)."""
    departement = commune.insee[: 3 if commune.insee.startswith("97") else 2]
    name = as_typed(re.sub(r"\(\w+\)$", "", service.nom))
    town = as_typed(commune.nom)
    if departement != service.departement or not name.endswith(_tails(town)):
        return False
    words = name.split()
    ends = [" ".join(words[rank:]) for rank in range(len(words))]
    longer = CodeOfficiel.objects.communes().filter(departement=departement, cherche__in=ends)
    return not any(len(row.cherche) > len(town) for row in longer)


def _tails(town: str) -> tuple[str, ...]:
    """How a service's name may end: "le havre" also comes as "du havre"."""
    short = [
        contracted + town.removeprefix(article)
        for article, contracted in _ARTICLES.items()
        if town.startswith(article)
    ]
    return tuple(f" {tail}" for tail in (town, *short))


@dataclass(frozen=True)
class ServiceTrouve:
    """A service of the sheets kept, the years it has, and whether the town follows it."""

    service: Service
    annees: tuple[int, ...]
    suivi: bool


def kept_sources() -> list[str]:
    sheets = Source.objects.filter(famille=FamilleSource.ETAT_4001)
    return list(sheets.values_list("code", flat=True))


def services(recherche: str = "") -> list[ServiceTrouve]:
    """The services whose name or département holds every word of the search."""
    words = as_typed(recherche).split()
    known = known_services()
    found = []
    for force, departement, name, years in list_services(kept_sources()):
        service = Service(force, departement, name)
        text = f" {as_typed(service.libelle)} ".replace("(", " ").replace(",", " ")
        if all(f" {word}" in text for word in words):
            found.append(ServiceTrouve(service, years, service.code in known))
    return sorted(found, key=lambda row: (row.service.departement, row.service.nom))
