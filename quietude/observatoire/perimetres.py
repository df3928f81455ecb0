"""Places that the town follows: what is found by name, what is followed already."""

from dataclasses import dataclass

from quietude.observatoire.enums import NiveauPerimetre
from quietude.observatoire.models import CodeOfficiel, Perimetre
from quietude.territoire.models import Commune

_TROUVEES = 20
NIVEAUX = ("commune", "ancienne", "arrondissement")


@dataclass(frozen=True)
class Trouvee:
    """A commune found. `ancienne` is the merged one that was asked for and led to it."""

    code: CodeOfficiel
    ancienne: CodeOfficiel | None = None
    suivie: bool = False
    du_territoire: bool = False


def find_communes(text: str) -> list[Trouvee]:
    """Communes of this name or code, the largest first; a merged one leads to its heir."""
    if not text.strip():
        return []
    rows = CodeOfficiel.objects.filter(niveau__in=NIVEAUX).named(text)
    found = list(rows[:_TROUVEES])
    heirs = {
        row.code: row
        for row in CodeOfficiel.objects.communes().filter(
            code__in=[row.successeur for row in found if row.successeur]
        )
    }
    followed, own = _codes_followed(), _codes_of_town()
    told: dict[str, Trouvee] = {}
    for row in found:
        heir = heirs.get(row.successeur) if row.niveau == "ancienne" else None
        current = heir or row
        if current.niveau == "ancienne" or current.code in told:
            continue
        told[current.code] = Trouvee(
            current,
            row if heir else None,
            current.code in followed,
            current.code in own,
        )
    return list(told.values())


def current_commune(code: str) -> CodeOfficiel | None:
    """The commune of this code today: its heir when it was merged."""
    rows = list(CodeOfficiel.objects.filter(niveau__in=NIVEAUX, code=code))
    row = min(rows, key=lambda row: NIVEAUX.index(row.niveau), default=None)
    if row is None or row.niveau != "ancienne":
        return row
    return CodeOfficiel.objects.communes().filter(code=row.successeur).first()


def _codes_followed() -> set[str]:
    rows = Perimetre.objects.filter(niveau=NiveauPerimetre.COMMUNE, compare=True)
    return set(rows.values_list("code", flat=True))


def _codes_of_town() -> set[str]:
    return set(Commune.objects.values_list("insee", flat=True))


def is_of_town(code: str) -> bool:
    """Whether this commune is one of the territory's own."""
    return code in _codes_of_town()


def followed_communes() -> list[Perimetre]:
    """Those that the town chose to compare itself with."""
    rows = Perimetre.objects.filter(niveau=NiveauPerimetre.COMMUNE, compare=True)
    return list(rows.order_by("nom"))


def followed_services() -> list[Perimetre]:
    """Those chosen (`compare`), and those followed because they are named after the town."""
    return list(Perimetre.objects.filter(niveau=NiveauPerimetre.SERVICE).order_by("nom"))
