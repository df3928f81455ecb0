"""Write what a file brought: its source, its figures, its landmarks, all or nothing."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import action
from quietude.observatoire.imports.ecriture import Decompte, write_observations
from quietude.observatoire.imports.familles import Lecture, SourceDecrite
from quietude.observatoire.imports.preparation import Preparation, write_prepared
from quietude.observatoire.models import Source
from quietude.observatoire.rules import can_import
from quietude.socle.regles import ActionImpossible, require

_VERROU = 4001
DEJA = "Ce fichier vient d’être importé par quelqu’un d’autre : rien n’a changé."


class Ecrit(NamedTuple):
    """The source as stored, what its figures changed, what else to tell."""

    source: Source
    decompte: Decompte
    avertissements: list[str]


class Depot(NamedTuple):
    """The file itself: the name that people gave it, its seal, its number of lines."""

    nom: str
    empreinte: str
    lues: int


@action
def record_table(
    *,
    actor: Utilisateur | None,
    decrite: SourceDecrite,
    depot: Depot,
    prepare: Callable[[Source], Preparation],
) -> Ecrit:
    """Store a national table, and what it says of the places followed."""
    source = _record_source(actor, decrite, depot)
    ready = prepare(source)
    count = write_prepared(source, ready)
    return Ecrit(source, count, ready.avertissements)


@action
def record_reading(*, actor: Utilisateur | None, lecture: Lecture, depot: Depot) -> Ecrit:
    """Store a file whose every figure is kept in the database."""
    source = _record_source(actor, lecture.source, depot)
    count = write_observations(source, lecture.lignes)
    told = list(lecture.avertissements)
    if lecture.apres is not None:
        told += lecture.apres(source)
    return Ecrit(source, count, told)


def _record_source(actor: Utilisateur | None, decrite: SourceDecrite, depot: Depot) -> Source:
    if actor is not None:
        require(can_import(actor))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_VERROU])
    if Source.objects.filter(empreinte=depot.empreinte).exists():
        raise ActionImpossible(DEJA)
    values: dict[str, Any] = {
        "famille": decrite.famille,
        "titre": decrite.titre,
        "producteur": decrite.producteur,
        "licence": decrite.licence,
        "adresse": decrite.adresse,
        "millesime": decrite.millesime,
        "rang": decrite.rang,
        "note": decrite.note,
        "fichier": depot.nom[-255:],
        "empreinte": depot.empreinte,
        "lignes": depot.lues,
        "importee_le": timezone.now(),
    }
    source, _ = Source.objects.update_or_create(code=decrite.code, defaults=values)
    return source
