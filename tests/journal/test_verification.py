"""An altered, a missing or a cut line is detected: tried on a private copy, as the owner."""

from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from quietude.journal.actions import acting
from quietude.journal.verification import verify_chain
from quietude.territoire.models import Commune
from tests import base


@pytest.fixture
def journal(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, worker_id: str
) -> Iterator[None]:
    """Five committed lines, in a database that may be damaged."""
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]  # pytest-django's own type
        base.cloned(base.ensure_template(), f"journal_{worker_id}") as name,
        base.use_database(name),
    ):
        for rank in range(5):
            with acting(None, "essai"):
                Commune.objects.create(insee=f"9900{rank}", nom=f"Commune {rank}")
        yield


def damage(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE journal_trace DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE journal_trace ENABLE TRIGGER USER")


def test_an_untouched_journal_is_intact(
    journal: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("journal", "verify")
    assert "5" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE journal_trace SET action = 'autre' WHERE numero = 2",
            "La ligne 2 a été altérée",
        ),
        (
            'UPDATE journal_trace SET apres = apres || \'{"nom": "Autre"}\' WHERE numero = 5',
            "La ligne 5 a été altérée",
        ),
        ("DELETE FROM journal_trace WHERE numero = 3", "La ligne 3 manque"),
        ("DELETE FROM journal_trace WHERE numero IN (2, 3)", "Les lignes 2 à 3 manquent"),
        ("DELETE FROM journal_trace WHERE numero > 3", "La fin du journal a été coupée"),
    ],
)
def test_a_damaged_journal_is_told_where(journal: None, statement: str, said: str) -> None:
    damage(statement)
    assert any(said in anomalie for anomalie in verify_chain().anomalies)
    with pytest.raises(CommandError):
        call_command("journal", "verify")


def test_a_number_noted_elsewhere_must_still_have_its_mark(journal: None) -> None:
    noted = verify_chain()
    assert verify_chain(f"{noted.numero}:{noted.empreinte}").intact
    assert not verify_chain(f"{noted.numero}:{'0' * 64}").intact


def test_the_owner_must_disarm_the_table_to_touch_it(journal: None) -> None:
    from django.db import DatabaseError

    with (
        connections["owner"].cursor() as cursor,
        pytest.raises(DatabaseError, match="ne se réécrit pas"),
    ):
        cursor.execute("DELETE FROM journal_trace")
