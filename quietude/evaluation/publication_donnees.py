"""The open data of a published evaluation: one figure a row, columns that do not move.

UTF-8 without mark, commas, decimal points, ISO dates: what the State's portal and the common
schemas of local data ask for. Only what the public page may say is in it.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from quietude.evaluation.page_annuelle import Argent
from quietude.evaluation.publication import (
    ABSENTE,
    ActionPublique,
    ChiffrePublic,
    InstancePublique,
    Publication,
)
from quietude.indicateurs.enums import EtatValeur
from quietude.socle.tableur import plain, safe_text

COLONNES: tuple[tuple[str, str], ...] = (
    ("strategie", "titre de la stratégie évaluée"),
    ("annee", "année évaluée"),
    ("adoptee_le", "jour de l’adoption par le Conseil plénier (AAAA-MM-JJ)"),
    ("rubrique", "delinquance, indicateurs, actions, instances ou financements"),
    ("code", "code de l’indicateur, ou numéro de l’action"),
    ("objet", "ce que le chiffre concerne"),
    ("chiffre", "ce qui est compté"),
    ("lieu", "ville, service ou secteur, pour la délinquance"),
    ("periode", "période, en toutes lettres"),
    ("debut", "premier jour de la période (AAAA-MM-JJ)"),
    ("fin", "dernier jour de la période (AAAA-MM-JJ)"),
    ("valeur", "le chiffre, avec un point décimal ; vide s’il n’est pas publié"),
    ("unite", "unité du chiffre"),
    ("etat", "connue, partielle, absente (personne n’a compté) ou non publiée"),
    ("source", "d’où vient le chiffre"),
)
_COORDINATION = "Coordination du CLSPD"
_CONNUE = EtatValeur.CONNUE.value
Rang = tuple[object, ...]


def to_csv(publication: Publication) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(name for name, _ in COLONNES)
    head = (publication.strategie, publication.annee, publication.adoptee_le)
    for row in _rows(publication):
        writer.writerow(_cell(value) for value in (*head, *row))
    return out.getvalue().encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return safe_text(str(plain(value))) if isinstance(value, str) else str(value)


def _rows(publication: Publication) -> Iterator[Rang]:
    """Each figure, without the three columns that are the same for all."""
    yield from _series(publication)
    year = _year(publication.annee)
    for action in publication.actions:
        yield from _indicators(action)
    for action in publication.actions:
        for name, count, unit in _progress(action):
            about: Rang = ("actions", action.numero, action.titre, name, "")
            yield *about, *year, count, unit, _CONNUE, _COORDINATION
    for body in publication.instances:
        for name, held in _counts(body):
            about = ("instances", "", body.nom, name, "")
            yield *about, *year, held, "", _CONNUE, _COORDINATION
    yield from _money(publication, year)


def _series(publication: Publication) -> Iterator[Rang]:
    for serie in publication.series:
        about = ("delinquance", "", serie.theme, serie.libelle, serie.lieu)
        for figure in serie.chiffres:
            yield *about, *_figure(figure, serie.unite, serie.source)


def _money(publication: Publication, year: Rang) -> Iterator[Rang]:
    for funder, sums in publication.argent:
        for name, amount in _amounts(sums):
            about = ("financements", "", funder, name, "")
            state = ABSENTE if amount is None else _CONNUE
            yield *about, *year, amount, "euros", state, _COORDINATION


def _figure(figure: ChiffrePublic, unit: str, source: str) -> Rang:
    span = (figure.periode, figure.debut, figure.fin)
    return *span, figure.nombre, unit, figure.etat, source


def _indicators(action: ActionPublique) -> Iterator[Rang]:
    for row in action.indicateurs:
        about = ("indicateurs", row.code, action.titre, row.libelle, "")
        for figure in row.chiffres:
            yield *about, *_figure(figure, row.unite, row.source)


def _year(annee: int) -> Rang:
    return str(annee), date(annee, 1, 1), date(annee, 12, 31)


def _progress(action: ActionPublique) -> Iterable[tuple[str, int, str]]:
    return (
        ("avancement", action.avancement, "%"),
        ("étapes", action.etapes, "étapes"),
        ("étapes atteintes", action.faites, "étapes"),
    )


def _counts(body: InstancePublique) -> Iterable[tuple[str, int]]:
    return (
        ("réunions tenues", body.tenues),
        ("sièges pris", body.presences),
        ("sièges appelés", body.attendus),
        ("décisions", body.decisions),
        ("décisions closes", body.closes),
    )


def _amounts(sums: Argent) -> Iterable[tuple[str, Decimal | None]]:
    return (("demandé", sums.demande), ("accordé", sums.accorde), ("dépensé", sums.depense))
