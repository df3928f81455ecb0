"""What is typed in one part of a sheet: its form and its rows, taken together."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from quietude.strategie.forms.parties import FORMULAIRES, Choix, LigneForm, PartieForm
from quietude.strategie.models import FicheAction
from quietude.strategie.pack import PackFiche
from quietude.strategie.sections import Partie, slice_of

AJOUTER = "ajouter"  # name of the button that asks for one more row
_LIMITE = 60


class Saisie:
    """The form and the rows of one part, empty, from a draft or as posted."""

    def __init__(
        self,
        fiche: FicheAction,
        item: PackFiche,
        partie: Partie,
        data: QueryDict | None = None,
    ) -> None:
        form_class, self.rows_name, row_class = FORMULAIRES[partie.code]
        self.item, self.partie = item, partie
        initial = slice_of(item, partie)
        if data is not None and AJOUTER in data:
            data = _one_more_row(data)
        self.form: PartieForm = form_class(data, initial=initial, fiche=fiche)
        self.rows: Any = None
        if row_class is not None:
            self.rows = _rows_of(row_class)(
                data,
                initial=initial[self.rows_name],
                prefix=self.rows_name,
                form_kwargs={"choix": Choix(item)},
            )

    def is_valid(self) -> bool:
        valid = self.form.is_valid()
        return (self.rows is None or self.rows.is_valid()) and valid

    def to_champs(self) -> dict[str, Any]:
        """The fields of PackFiche to write."""
        champs = self.form.to_champs()
        if self.rows is None:
            return champs
        rows = [self._completed(row.to_row()) for row in self._kept()]
        if self.partie.par_mesure:
            return {**champs, **self._shared_out(rows)}
        return {**champs, self.rows_name: rows}

    def _shared_out(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        """Each row to the measure that it names, to the whole sheet otherwise."""
        by_measure: dict[int | None, list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            by_measure[row.pop("mesure", None)].append(row)
        champs: dict[str, Any] = {self.rows_name: by_measure[None]}
        if self.item.mesures:
            champs["mesures"] = [
                {**mesure.model_dump(), self.rows_name: by_measure[mesure.numero]}
                for mesure in self.item.mesures
            ]
        return champs

    def _kept(self) -> Iterator[LigneForm]:
        """Rows neither removed nor left blank, in the order asked."""
        kept = [
            row
            for row in self.rows.forms
            if row.has_changed_or_was_there() and not row.cleaned_data.get("DELETE")
        ]
        ranks = {id(row): position for position, row in enumerate(kept)}

        def rank(row: LigneForm) -> tuple[float, int]:
            asked = row.cleaned_data.get("ORDER")
            return (asked if asked is not None else float("inf"), ranks[id(row)])

        return iter(sorted(kept, key=rank))

    def _completed(self, row: dict[str, Any]) -> dict[str, Any]:
        """A measure keeps its own legal frame, pilots and indicators, edited elsewhere."""
        if self.partie.code != "mesures":
            return row
        origin = row.pop("origine", None)
        known = next((m for m in self.item.mesures if m.numero == origin), None)
        return {**known.model_dump(), **row} if known else row


class Lignes(forms.BaseFormSet):  # type: ignore[type-arg]  # not subscriptable when run
    """The rows of a part."""

    def clean(self) -> None:
        """Two rows of one key would be written one over the other."""
        seen: set[Any] = set()
        for row in self.forms:
            key = row.cleaned_data.get(row.cle) if row.is_valid() else None
            if key is None or row.cleaned_data.get("DELETE"):
                continue
            if key in seen:
                row.add_error(row.cle, "Une autre ligne le porte déjà : donnez-en un autre.")
            seen.add(key)


def _rows_of(row_class: type[LigneForm]) -> Any:
    class Ligne(row_class):  # type: ignore[valid-type,misc]  # class built from the part
        def has_changed_or_was_there(self) -> bool:
            return bool(self.has_changed() or self.initial)

    return forms.formset_factory(
        Ligne,
        formset=Lignes,
        extra=0,
        can_delete=True,
        can_order=True,
        max_num=_LIMITE,
        validate_max=True,
    )


def _one_more_row(data: QueryDict) -> QueryDict:
    copy = data.copy()
    name = f"{copy[AJOUTER]}-TOTAL_FORMS"
    count = copy.get(name, "")
    copy[name] = str(int(count) + 1 if count.isdecimal() else 1)
    return copy


def typed_fields(data: Mapping[str, Any]) -> dict[str, list[str]]:
    """What a draft keeps of a posted form: every field as typed, no token."""
    posted = data.lists() if isinstance(data, QueryDict) else data.items()
    left_out = {"csrfmiddlewaretoken", "empreinte", AJOUTER}
    return {name: list(values) for name, values in posted if name not in left_out}


def from_draft(donnees: Mapping[str, list[str]]) -> QueryDict:
    """A draft as if it had just been posted."""
    data = QueryDict(mutable=True)
    for name, values in donnees.items():
        data.setlist(name, values)
    return data
