"""The history of a row, field by field, in the words of its register."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from quietude.journal import historique
from quietude.journal.historique import Changement
from quietude.journal.models import Trace
from quietude.registres.libelles import with_unit
from quietude.registres.mesures import Listes
from quietude.registres.models import Entree, Registre
from quietude.registres.page_entrees import reader_of

# Columns of a row that its fields or nothing else tell.
_MUETTES = frozenset({"valeurs", "cle", "saisie_le"})


def history_in_words(registre: Registre, row: Entree) -> list[historique.Entree]:
    """Who changed what, newest first; what was kept as one set of values is told by field."""
    entries = historique.history_of(row)
    traces = Trace.objects.in_bulk([entry.trace for entry in entries])
    readers = [
        (champ.code, with_unit(champ.libelle, champ.unite), reader_of(champ, known))
        for known in [Listes()]
        for champ in registre.champs.all()
    ]

    def changes(trace: Trace) -> Iterator[Changement]:
        before, after = Entree(valeurs=_said(trace.avant)), Entree(valeurs=_said(trace.apres))
        for code, label, read in readers:
            if before.valeurs.get(code) != after.valeurs.get(code):
                yield Changement(code, label, read(before), read(after))

    return [
        replace(
            entry,
            changements=[
                *(told for told in entry.changements if told.champ not in _MUETTES),
                *changes(traces[entry.trace]),
            ],
        )
        for entry in entries
    ]


def _said(side: dict[str, Any] | None) -> dict[str, str]:
    """The values on one side of a change; none when it did not touch them."""
    return dict((side or {}).get("valeurs") or {})
