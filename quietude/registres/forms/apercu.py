"""What a register will look like to those who fill it in."""

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms

from quietude.indicateurs.mesures import Modalite
from quietude.registres.enums import TypeChamp
from quietude.registres.forms.champs import field_of
from quietude.registres.mesures import Listes
from quietude.registres.models import Champ
from quietude.registres.pack import PackChamp
from quietude.territoire.models import Division


class _ListesEcrites(Listes):
    """The choices come from the definition, which may not be written yet."""

    def __init__(self, items: Sequence[PackChamp]) -> None:
        super().__init__()
        self._items = {item.code: item for item in items}

    def of(self, champ: Champ) -> tuple[Modalite, ...]:
        if champ.type == TypeChamp.CHOIX:
            rows = self._items[champ.code].choix
            return tuple(Modalite(row.code, row.libelle) for row in rows)
        return super().of(champ)


class ApercuForm(forms.Form):
    """What will be filled in: the same fields, that nobody can send."""

    def __init__(self, items: Sequence[PackChamp], today: date) -> None:
        super().__init__(prefix="apercu")
        lists = _ListesEcrites(items)
        divisions = {row.code: row for row in Division.objects.all()}
        for item in items:
            if item.jusqu_au and item.jusqu_au < today:
                continue
            made = field_of(_unsaved(item, divisions), lists)
            made.required, made.disabled = item.obligatoire, True
            self.fields[item.code] = made


def _unsaved(item: PackChamp, divisions: Mapping[str, Division]) -> Champ:
    division = divisions.get(item.division) if item.division else None
    names = ("code", "libelle", "type", "unite", "aide", "minimum", "maximum")
    return Champ(**{name: getattr(item, name) for name in names}, division=division)
