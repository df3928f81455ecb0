"""What is read of an indicator: its figures by period, where they come from, what lacks."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from quietude.indicateurs.enums import EtatValeur
from quietude.indicateurs.mesures import Coordonnees, Manque, Resultat, Valeur
from quietude.observatoire.calculs.series import SerieLue
from quietude.socle.periodes import Periode
from quietude.strategie.models import Indicateur
from quietude.strategie.pack import PackSource


class Statut(Enum):
    """Where a figure stands against its target: a sign and words, never a colour alone."""

    ATTEINTE = ("✓", "cible atteinte", "succes")
    EN_BONNE_VOIE = ("↗", "dans le sens attendu", "info")
    CONTRAIRE = ("↘", "à l’inverse du sens attendu", "attention")
    EN_ATTENTE = ("…", "cible à venir", "info")
    NON_ATTEINTE = ("✗", "cible non atteinte", "danger")
    STABLE = ("=", "pas de changement établi", "neutre")
    SANS_CIBLE = ("–", "sans cible ni sens attendu", "neutre")
    NON_JUGEE = ("~", "valeur non jugée", "neutre")
    SANS_VALEUR = ("?", "pas de valeur", "neutre")

    @property
    def signe(self) -> str:
        return self.value[0]

    @property
    def libelle(self) -> str:
        return self.value[1]

    @property
    def ton(self) -> str:
        return self.value[2]


@dataclass(frozen=True)
class Lecture:
    """An indicator over some periods, in the order asked.

    `origine` says in French where figures come from, or why there are none. `parts` is the
    split of each period by coordinates, `libelles` the words for their codes. `evolution`
    compares the last two figures as the observatory does; `jugement` explains the status;
    `sans_ligne` is the part that no row bears.
    """

    indicateur: Indicateur
    source: PackSource | None
    origine: str
    unite: str
    valeurs: dict[Periode, Valeur]
    parts: dict[Periode, dict[Coordonnees, Valeur]]
    dimensions: tuple[str, ...]
    libelles: tuple[dict[str, str], ...]
    statut: Statut
    jugement: str
    evolution: str
    textes: dict[Periode, str]
    sans_ligne: Valeur
    serie: SerieLue | None = None  # the figures as the observatory draws them

    @property
    def periode(self) -> Periode | None:
        """The last period asked."""
        return next(reversed(self.valeurs), None)

    @property
    def actuelle(self) -> Valeur:
        """The figure of the last period."""
        last = self.periode
        return self.valeurs[last] if last else Valeur(EtatValeur.ABSENTE)

    def part(self, span: Periode, at: Coordonnees) -> Valeur:
        """The figure of a part of this period; of the whole without coordinates."""
        return part_of(self.valeurs[span], self.parts.get(span, {}), at, self.sans_ligne)

    @property
    def nombre(self) -> Decimal | None:
        return self.actuelle.nombre

    @property
    def manques(self) -> tuple[Manque, ...]:
        return self.actuelle.manques

    @property
    def complet(self) -> bool:
        return self.actuelle.etat in {EtatValeur.CONNUE, EtatValeur.MASQUEE}


def part_of(
    whole: Valeur, parts: Mapping[Coordonnees, Valeur], at: Coordonnees, nothing: Valeur
) -> Valeur:
    """The whole without coordinates. Of a pair that no row bears in any period, the engine
    tells nothing: it is `nothing` when the whole is known, else as unknown as it."""
    if not at:
        return whole
    return parts.get(at, nothing if whole.nombre is not None else whole)


def nothing_of(found: Resultat) -> Valeur:
    """What such a pair is worth: zero of what is counted, nothing that can be said of a mean
    or of a rate within each part."""
    rapport = found.demande.rapport
    if found.mesure.nul and not (rapport and rapport.par_part):
        return Valeur(EtatValeur.CONNUE, Decimal(0))
    return Valeur(EtatValeur.SANS_OBJET)
