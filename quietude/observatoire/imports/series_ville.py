"""The series that a file of the town speaks of: new ones, and those that exist already."""

import hashlib
from dataclasses import dataclass, field

from django.utils.text import slugify

from quietude.observatoire.enums import NatureSerie
from quietude.observatoire.imports.cellules import Faute
from quietude.observatoire.imports.lignes import CleSerie, Lieu
from quietude.observatoire.imports.tables import Cellule, Feuille
from quietude.observatoire.models import Serie
from quietude.socle.periodes import Periode
from quietude.socle.texte import fold

_CODE_MAX = 150
_MOTS = {"unite": "l’unité", "nature": "la nature", "theme": "le thème"}

# Series are the same when their names are, accents and case aside.
Identite = tuple[str, str, str, tuple[tuple[str, str], ...]]


@dataclass(eq=False)
class SerieLue:
    """A series of the file; `dits` holds what its lines say of it, and which said it first."""

    libelle: str
    lieu: Lieu
    dimensions: tuple[tuple[str, str], ...]
    connue: Serie | None = None
    dits: dict[str, tuple[str, str]] = field(default_factory=dict)
    code: str = ""

    def said(self, name: str) -> str:
        return self.dits.get(name, ("", ""))[0]

    @property
    def nature(self) -> str:
        if self.connue:
            return self.connue.nature
        return self.said("nature") or NatureSerie.EVENEMENTS

    @property
    def cle(self) -> CleSerie:
        return CleSerie(
            code=self.code,
            libelle=self.libelle,
            lieu=self.lieu,
            unite=self.said("unite"),
            nature=self.nature,
            theme=self.said("theme"),
            dimensions=self.dimensions,
        )


@dataclass(frozen=True)
class Brute:
    """A line whose value is still to be read."""

    feuille: Feuille
    numero: int
    serie: SerieLue
    periode: Periode
    valeur: Cellule
    note: str

    def where(self) -> str:
        sheet = f" de la feuille « {self.feuille.nom} »" if self.feuille.nom else ""
        return f"ligne {self.numero}{sheet}"


class Series:
    """Every series met in a file, found by its name, its place and its dimensions."""

    def __init__(self) -> None:
        self._lues: dict[Identite, SerieLue] = {}
        self._connues: dict[Identite, Serie] = {}
        # What official files bring has a quantity; a file of the town never writes there.
        rows = Serie.objects.filter(recueil="", grandeur=None).select_related("perimetre")
        for row in rows.order_by("-pk"):
            place = row.perimetre
            pairs = tuple(row.dimensions.items())
            self._connues[_identity(row.libelle, place.niveau, place.code, pairs)] = row

    def find(
        self, libelle: str, lieu: Lieu, dimensions: tuple[tuple[str, str], ...]
    ) -> SerieLue:
        key = _identity(libelle, lieu.niveau, lieu.code, dimensions)
        if key not in self._lues:
            known = self._connues.get(key)
            self._lues[key] = SerieLue(libelle, lieu, dimensions, known)
        return self._lues[key]

    def say(self, serie: SerieLue, name: str, value: str, where: str) -> None:
        """What one line says of its series; two lines may not say two things."""
        if not value:
            return
        word, known = _MOTS[name], getattr(serie.connue, name) if serie.connue else ""
        if known and fold(known) != fold(value) and name != "theme":
            raise Faute(
                f"{word} de la série « {serie.libelle} » est déjà « {_shown(known)} », pas "
                f"« {_shown(value)} » : reprenez-la, ou donnez un autre nom à la série"
            )
        first, line = serie.dits.setdefault(name, (value, where))
        if fold(first) != fold(value):
            raise Faute(
                f"{word} de la série « {serie.libelle} » est « {_shown(value)} » ici, "
                f"« {_shown(first)} » à la {line}"
            )

    def settle(self) -> None:
        """Give each series its code: its own when it exists, else one that no other has."""
        taken = set(Serie.objects.filter(recueil="").values_list("code", flat=True))
        for key, serie in self._lues.items():
            if serie.connue:
                serie.code = serie.connue.code
                continue
            serie.code = _code(serie, key, taken)
            taken.add(serie.code)

    def warnings(self) -> list[str]:
        """Themes that a series known already does not take."""
        return [
            f"La série « {serie.libelle} » garde son thème ; changez-le dans sa page."
            for serie in self._lues.values()
            if serie.connue and serie.said("theme") not in ("", serie.connue.theme)
        ]


def _identity(
    libelle: str, niveau: str, code: str, dimensions: tuple[tuple[str, str], ...]
) -> Identite:
    pairs = sorted((fold(name), fold(value)) for name, value in dimensions)
    return " ".join(fold(libelle).split()), niveau, code, tuple(pairs)


def _code(serie: SerieLue, key: Identite, taken: set[str]) -> str:
    words = [serie.libelle, *(value for _, value in serie.dimensions)]
    place = serie.lieu.code.replace("/", " ")
    code = slugify(" ".join([*words, place]))
    if len(code) <= _CODE_MAX and code and code not in taken:
        return code
    seal = hashlib.sha256(repr(key).encode()).hexdigest()[:10]
    return f"{code[: _CODE_MAX - 11]}-{seal}".lstrip("-")


def _shown(value: str) -> str:
    natures = {NatureSerie.EVENEMENTS.value: "faits"}
    return natures.get(value, value)
