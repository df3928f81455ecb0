"""Make the demonstration town: schema, strategy, fictional accounts."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.db import ProgrammingError

from quietude.comptes.demo import DOMAINE, create_demo_accounts
from quietude.comptes.models import Utilisateur
from quietude.config.database import PROJECT
from quietude.config.donnees import import_public_figures
from quietude.config.mise_en_place import set_up
from quietude.evaluation.demo import create_demo_evaluations
from quietude.instances.demo import create_demo_reunions
from quietude.journal.actions import acting
from quietude.partenaires.demo import create_demo_mandates
from quietude.registres.demo import create_demo_entrees
from quietude.signalements.demo import create_demo_signalements
from quietude.signalements.demo_passages import create_demo_passages
from quietude.signalements.demo_taches import create_demo_taches
from quietude.socle.pack.chargement import prepare
from quietude.socle.pack.lecture import read_pack
from quietude.strategie.models import Strategie

PACK = PROJECT / "packs" / "istres-2017-2020"


def is_a_real_town() -> bool:
    """Whether the database holds accounts, and none of the demonstration's."""
    with suppress(ProgrammingError):  # no table yet: an empty database
        ours = Utilisateur.objects.filter(email__endswith=f"@{DOMAINE}")
        return Utilisateur.objects.exists() and not ours.exists()
    return False


def build(pack_folder: Path = PACK) -> Iterator[str]:
    """Do each step, saying it first. A town already there keeps what was amended."""
    yield "Base de données"
    set_up()
    yield "Stratégie d'Istres"
    if not Strategie.objects.exists():
        ready = prepare(read_pack(pack_folder))
        with acting(None, "pack.load"):
            ready.apply()
    yield "Statistiques publiques"
    import_public_figures()
    yield "Comptes de démonstration"
    accounts, _ = create_demo_accounts()
    create_demo_mandates(accounts)
    yield "Registres"
    create_demo_entrees()
    yield "Signalements"
    create_demo_signalements()
    create_demo_passages()
    create_demo_taches()
    yield "Réunions des instances"
    create_demo_reunions()
    yield "Évaluations annuelles"
    create_demo_evaluations()
