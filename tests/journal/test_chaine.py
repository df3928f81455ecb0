import pytest
from django.db import DatabaseError, connection, transaction

from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.journal.models import Operation, Trace
from quietude.territoire.models import Commune


@pytest.mark.django_db
def test_a_write_without_author_is_refused() -> None:
    with pytest.raises(DatabaseError, match="écriture sans auteur"), transaction.atomic():
        Commune.objects.create(insee="99001", nom="Valombre")


@pytest.mark.django_db
def test_a_bulk_write_is_journalised_with_what_changed(coordonnateur: Utilisateur) -> None:
    with acting(coordonnateur, "essai"):
        Commune.objects.create(insee="99001", nom="Valombre")
        Commune.objects.filter(insee="99001").update(nom="Val d'Ombre")
    trace = Trace.objects.get(operation=Operation.UPDATE)
    assert (trace.acteur_id, trace.action) == (coordonnateur.pk, "essai")
    assert (trace.avant, trace.apres) == ({"nom": "Valombre"}, {"nom": "Val d'Ombre"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE intrus (i int)",
        "ALTER TABLE journal_trace DISABLE TRIGGER ALL",
        "DELETE FROM journal_trace",
        "UPDATE journal_trace SET action = 'autre'",
        "TRUNCATE journal_trace",
        "UPDATE journal_tete SET numero = 0",
        "DELETE FROM django_migrations",
        "ALTER ROLE quietude_app BYPASSRLS",
    ],
)
def test_the_runtime_role_may_not(statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
