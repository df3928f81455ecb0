"""Reports by the million: what each page costs, row rules and journal on.

`python -m bench.signalements 100000` measures one size. Requests go through the whole
application, as the runtime role; client, application and database share the same cores. The
machine may be busy: each figure is the best of several rounds.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quietude.config.settings.test")

from rich.console import Console
from rich.table import Table

from bench.signalements_donnees import fill

if TYPE_CHECKING:
    from quietude.comptes.models import Utilisateur
    from quietude.signalements.models import Signalement

TAILLES = (10_000, 100_000, 1_000_000)
TOURS, PASSAGES = 3, 15
CLIENTS, SECONDES = 4, 6
LISTE = "/signalements/"
_BOITE = "boite=4.95,43.49,5.05,43.52"
PAGES = {
    "liste de 50, à traiter": "",
    "liste de 50, tous": "?etat=tous",
    "page 40": "?etat=tous&page=40",
    "filtre état": "?etat=en-cours",
    "filtre sous-catégorie": "?etat=tous&categorie=bruit",
    "filtre catégorie": "?etat=tous&categorie=tranquillite",
    "filtre secteur fréquent": "?etat=tous&secteur=quartiers/q1",
    "filtre secteur rare": "?etat=tous&secteur=quartiers/q10",
    "filtre service": "?etat=tous&service=police-municipale",
    "filtre canal": "?etat=tous&canal=patrouille",
    "filtre ancienneté": "?etat=tous&age=90",
    "filtre période": "?etat=tous&du=2019-01-01&au=2019-03-31",
    "confiés à moi": "?moi=on",
    "en retard": "?retard=on",
    "répétés": "?etat=tous&repetes=on",
    "quatre filtres": "?etat=tous&categorie=tags&canal=web&secteur=quartiers/q9&age=30",
    "recherche, mot fréquent": "?etat=tous&q=musique",
    "recherche, mot rare": "?etat=tous&q=belvedere",
    "recherche, deux mots": "?etat=tous&q=fontaine+piscine",
    "carte": "carte/?etat=tous",
    "carte, une période": "carte/?etat=tous&du=2019-01-01&au=2019-03-31",
    "carte, après un déplacement": f"carte/points/?etat=tous&zoom=15&{_BOITE}",
}
# ../shared/peers.md, section 3: 100,000 records, such a machine, median / p95.
PAIRS = (
    "Pairs libres mesurés avec 100 000 fiches sur une telle machine (médiane / p95, ms) :",
    "  Signalen : liste 362 à 526 / 504 à 692 (263 requêtes SQL), filtres 170 à 954, carte "
    "39 à 53, fiche 58 à 68, création 85 à 87 / 100 à 145 ; 4 clients : 5 listes, 21 à 22 "
    "créations par seconde",
    "  NoiseWorks : liste 251 à 256 / 344 à 357 (125 requêtes SQL), recherche d’un mot 1 326 à "
    "1 399, d’un nom 2 738 à 3 008, fiche 75 à 82",
)


@dataclass(frozen=True)
class Mesure:
    """The best run, then the best round of a task."""

    meilleur: float
    mediane: float
    p95: float
    requetes: int

    def __str__(self) -> str:
        return f"{self.meilleur:.0f} / {self.mediane:.0f} / {self.p95:.0f}"


def measure(task: Callable[[], object]) -> Mesure:
    """Rounds of runs after two to warm up; queries are counted apart, which slows."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    task()
    with CaptureQueriesContext(connection) as seen:
        task()
        count = len(seen)  # the next request forgets them
    rounds = []
    for _round in range(TOURS):
        times = sorted(_timed(task) for _run in range(PASSAGES))
        rounds.append((times[0], statistics.median(times), times[int(len(times) * 0.95)]))
    best, middle, worst = (min(each) for each in zip(*rounds, strict=True))
    return Mesure(best, middle, worst, count)


def _timed(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return (time.perf_counter() - start) * 1000


def tasks(user: "Utilisateur") -> Iterator[tuple[str, Callable[[], object]]]:
    from django.test import Client
    from django.utils import timezone

    from quietude.signalements.models import Signalement
    from quietude.signalements.seance import on_the_table
    from tests.instances.builders import make_instance

    client = Client()
    client.force_login(user)
    for label, query in PAGES.items():
        yield label, partial(_get, client, LISTE + query)
    middle = Signalement.objects.order_by("pk")[Signalement.objects.count() // 2]
    yield "une fiche", partial(_get, client, middle.get_absolute_url())
    yield "appel, un champ gardé, ses ressemblances", partial(_type, client, middle)
    yield "bailleurs", partial(_get, client, f"{LISTE}bailleurs/")
    yield "un bailleur", partial(_get, client, f"{LISTE}bailleurs/bailleurs-sociaux/")
    cell, today = make_instance(f"banc-{middle.pk}-{os.getpid()}"), timezone.localdate()
    yield "ce qu’une séance examine", partial(on_the_table, user, cell, today)
    yield "création avec sa trace", creation(user)


def _get(client: object, url: str) -> None:
    status = client.get(url).status_code  # type: ignore[attr-defined]  # Django's test client
    if status != HTTPStatus.OK:
        raise SystemExit(f"{url} répond {status}")


def _type(client: object, like: "Signalement") -> None:
    """A field of a call, typed at the address of another report."""
    typed = {
        "cle": "banc",
        "canal": "telephone",
        "categorie": like.categorie.code,
        "adresse": like.adresse,
        "longitude": like.longitude,
        "latitude": like.latitude,
    }
    post = client.post  # type: ignore[attr-defined]  # Django's test client
    status = post(f"{LISTE}appel/brouillon/", typed, headers={"HX-Request": "true"}).status_code
    if status != HTTPStatus.OK:
        raise SystemExit(f"le brouillon répond {status}")


def creation(user: "Utilisateur") -> Callable[[], object]:
    """A call taken down by the action that pages use, its trace chained at commit."""
    from quietude.signalements.actions.saisie import Contact, Recit, create_signalement
    from quietude.signalements.models import Categorie
    from quietude.signalements.situation import Situation

    recit = Recit(
        Categorie.objects.select_related("service").get(code="bruit"),
        Situation(adresse="12 rue Imaginaire", longitude=4.99, latitude=43.51),
        note="Musique fenêtres ouvertes.",
        contact=Contact(nom="Personne fictive", telephone="00 00 00 00 00"),
    )
    return partial(create_signalement, actor=user, recit=recit)


def clients(name: str, what: str) -> float:
    """How many a second, by several processes at once that start together."""
    start = time.time() + 6
    command = [sys.executable, "-m", "bench.signalements", "client", name, what, f"{start}"]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(CLIENTS)
    ]
    counts = [int(process.communicate()[0] or 0) for process in running]
    return sum(counts) / SECONDES


def client(name: str, what: str, start: float) -> None:
    """One of them: prints how many it did."""
    import django

    django.setup()
    from quietude.comptes.models import Utilisateur
    from quietude.config import database
    from tests import base

    database.ensure_started()
    with base.use_database(name):
        user = Utilisateur.objects.get(role="coordonnateur")
        task = creation(user) if what == "creations" else dict(tasks(user))[what]
        task()
        time.sleep(max(0, start - time.time()))
        done, end = 0, time.perf_counter() + SECONDES
        while time.perf_counter() < end:
            task()
            done += 1
    sys.stdout.write(f"{done}")


def measure_reports(console: Console, sizes: tuple[int, ...] = TAILLES) -> None:
    """Each size in a database of its own, dropped afterwards; one table for all."""
    from tests import base

    found: dict[str, list[str]] = {}
    for size in sizes:
        with base.cloned(base.ensure_template(), "signalements") as name:
            for label, text, queries in _size(name, size):
                found.setdefault(label, []).extend((text, queries))
    table = Table(
        title=f"Signalements : ms, meilleur / médiane / p95 du meilleur de {TOURS} tours"
    )
    table.add_column("Quoi")
    for size in sizes:
        table.add_column(f"{size:,}".replace(",", " "), justify="right")
        table.add_column("SQL", justify="right")
    for label, cells in found.items():
        table.add_row(label, *cells)
    console.print(table)
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    console.print(f"Charge de la machine ({os.cpu_count()} cœurs) : {load}.")
    console.print("\n".join(PAIRS))


def _size(name: str, size: int) -> Iterator[tuple[str, str, str]]:
    from quietude.comptes.enums import Role
    from quietude.partenaires.models import Organisation
    from tests import base
    from tests.conftest import make_user
    from tests.signalements.istres import load_lists

    with base.use_database(name):
        load_lists()
        user = make_user(Role.COORDONNATEUR)
        landlord = Organisation.objects.get(code="bailleurs-sociaux")
        start = time.perf_counter()
        fill(name, size, agent=user.pk, bailleur=landlord.pk)
        yield "données prêtes, en secondes", f"{time.perf_counter() - start:.0f}", ""
        for label, task in tasks(user):
            found = measure(task)
            yield label, str(found), str(found.requetes)
        for label, what in (("listes", "liste de 50, à traiter"), ("créations", "creations")):
            done = clients(name, what)
            yield f"{CLIENTS} clients : {label} par seconde", f"{done:.0f}", ""


def main() -> None:
    if sys.argv[1:2] == ["client"]:
        client(sys.argv[2], sys.argv[3], float(sys.argv[4]))
        return
    import django

    from quietude.config import database

    django.setup()
    database.ensure_started()
    sizes = tuple(int(text) for text in sys.argv[1:]) or TAILLES
    measure_reports(Console(), sizes)


if __name__ == "__main__":
    main()
