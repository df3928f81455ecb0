"""A small town that counts: a register of sessions, one from named follow-up, indicators."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation
from quietude.registres.enums import Cumul, Frequence, TypeChamp
from quietude.registres.models import Registre
from quietude.socle.periodes import Periode
from quietude.strategie.models import FicheAction, Indicateur, Strategie
from tests.conftest import make_user
from tests.registres.factories import make_champ, make_entree, make_registre
from tests.strategie.factories import (
    make_fiche,
    make_indicateur,
    make_mandat,
    make_organisation,
    make_strategie,
)

ANNEE = 2024
A2023, A2024 = Periode.annee(2023), Periode.annee(2024)
SEANCES, SUIVI = "registre.seances", "registre.suivi"
# Day, who (0 leads the action, 1 does not), people, public, theme, stock.
LIGNES = (
    ("2023-03-01", 0, 10, "eleves", "route", 4),
    ("2023-05-02", 1, 6, "parents", "route", None),
    ("2024-01-10", 0, 12, "eleves", "route", 5),
    ("2024-02-20", 0, 8, "parents", "ecrans", None),
    ("2024-06-05", 1, 30, "eleves", "ecrans", 7),
    ("2024-09-30", 1, None, "parents", "route", 9),
    ("2024-12-31", 1, 5, None, "route", None),
)


@dataclass
class Ville:
    strategie: Strategie
    fiche: FicheAction
    association: Organisation
    college: Organisation
    seances: Registre
    suivi: Registre

    def indicateur(self, **source: Any) -> Indicateur:
        return make_indicateur(self.fiche, source=source)

    def partenaire(self, organisation: Organisation | None = None) -> Utilisateur:
        """Who speaks for this organisation, the pilot unless said."""
        who = organisation or self.association
        user = make_user(Role.PARTENAIRE, email=f"{who.code}@essai.example")
        make_mandat(user, who)
        return user


def make_ville() -> Ville:
    strategie = make_strategie("essai", debut=date(2023, 1, 1))
    association = make_organisation("association", nom="Association fictive")
    college = make_organisation("college", nom="Collège fictif")
    fiche = make_fiche(strategie, 1, pilotes=[association])
    return Ville(
        strategie,
        fiche,
        association,
        college,
        _sessions([association, college]),
        _followed([association, college]),
    )


def _sessions(who: list[Organisation]) -> Registre:
    registre = make_registre(
        "seances",
        nom="Séances",
        frequence=Frequence.AU_FIL,
        champs={
            "personnes": TypeChamp.ENTIER,
            "public": ["eleves", "parents"],
            "theme": ["route", "ecrans"],
        },
        fournisseurs=who,
    )
    make_champ(registre, "referents", TypeChamp.ENTIER, cumul=Cumul.DERNIER)
    make_champ(registre, "duree", TypeChamp.DECIMAL, cumul=Cumul.MOYENNE)
    for day, rank, people, public, theme, stock in LIGNES:
        told = {"personnes": people, "public": public, "theme": theme, "referents": stock}
        span = Periode(date.fromisoformat(day), date.fromisoformat(day))
        said = {name: value for name, value in told.items() if value is not None}
        make_entree(registre, who[rank], span, duree=rank + 1, **said)
    return registre


def _followed(who: list[Organisation]) -> Registre:
    """Two small counts that hide each other, and a large one."""
    registre = make_registre(
        "suivi",
        nom="Suivi",
        frequence=Frequence.AU_FIL,
        nominatif=True,
        seuil=5,
        champs={"situations": TypeChamp.ENTIER, "suite": ["rappel", "aide", "rien"]},
        fournisseurs=who,
    )
    for rank, count, suite in ((0, 3, "rappel"), (1, 4, "aide"), (1, 40, "rien")):
        day = date(2024, 3, 4)
        make_entree(registre, who[rank], Periode(day, day), situations=count, suite=suite)
    return registre
