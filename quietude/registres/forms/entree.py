"""A row of a register: who, when, and what its definition asks for."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from quietude.indicateurs.mesures import Modalite
from quietude.partenaires.models import Organisation
from quietude.registres.collecte import spans_of
from quietude.registres.enums import TypeChamp
from quietude.registres.forms.champs import ChampModalite, ChampPeriode, field_of, span_value
from quietude.registres.mesures import Listes
from quietude.registres.models import Champ, Choix, Registre
from quietude.registres.rules import can_enter_span
from quietude.socle.formats import jour
from quietude.socle.formulaires import ChampDate
from quietude.socle.periodes import Periode

PREFIXE = "champ_"


class EntreeForm(forms.Form):
    """`retards` are the spans that lack, shown first and said to."""

    def __init__(
        self,
        data: Any = None,
        *,
        registre: Registre,
        organisations: Sequence[Organisation],
        listes: Listes | None = None,
        retards: Sequence[Periode] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.registre = registre
        self.organisations = {row.code: row for row in organisations}
        self.champs = {champ.code: champ for champ in registre.champs.all()}
        self._add_who(organisations)
        self._add_when(registre, retards)
        known = listes or Listes()
        for champ in self._asked():
            self.fields[f"{PREFIXE}{champ.code}"] = field_of(champ, known)
        if not registre.au_fil:
            self.fields["neant"] = forms.BooleanField(
                label="Rien à signaler pour cette période",
                required=False,
                help_text="Le dire n’est pas la même chose que ne pas répondre.",
            )
        if not self.is_bound:
            self._mark()

    def _asked(self) -> Iterator[Champ]:
        """What is asked today, and what this row already says."""
        today = timezone.localdate()
        for champ in self.champs.values():
            if (
                in_force(champ, today)
                or self.is_bound
                or f"{PREFIXE}{champ.code}" in self.initial
            ):
                yield champ

    def _add_who(self, organisations: Sequence[Organisation]) -> None:
        rows = [Modalite(row.code, str(row)) for row in organisations]
        self.fields["organisation"] = ChampModalite(
            modalites=rows, label="Chiffres de", required=True
        )
        if len(rows) == 1:
            self.fields["organisation"].initial = rows[0].code
            self.fields["organisation"].widget = forms.HiddenInput()

    def _add_when(self, registre: Registre, retards: Sequence[Periode]) -> None:
        if registre.au_fil:
            self.fields["date"] = ChampDate(label="Date", initial=timezone.localdate)
            return
        self.fields["periode"] = ChampPeriode(
            label="Période", periodes=_offered(registre, retards)
        )
        if retards:
            self.fields["periode"].initial = span_value(retards[0])

    def full_clean(self) -> None:
        super().full_clean()
        self._mark()

    def _mark(self) -> None:
        """Say which fields are to be filled in; `clean` checks them, on the day of the row."""
        today = timezone.localdate()
        for champ in self.champs.values():
            if made := self.fields.get(f"{PREFIXE}{champ.code}"):
                made.required = champ.obligatoire and in_force(champ, today)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        day = data.get("date")
        span = Periode(day, day) if day else data.get("periode")
        if span is None:
            return data
        allowed = can_enter_span(self.registre, span)
        if not allowed:
            self.add_error("date" if day else "periode", allowed.motif)
        said = {code: data.get(f"{PREFIXE}{code}") for code in self.champs}
        if data.get("neant"):
            self._check_nothing(said)
        else:
            for code, champ in self.champs.items():
                self._check(champ, said[code], span.debut)
        data["span"] = span
        return data

    def _check_nothing(self, said: Mapping[str, Any]) -> None:
        if any(value not in ("", None) for value in said.values()):
            self.add_error(
                "neant",
                "« Rien à signaler » ne va pas avec des valeurs : retirez l’un ou l’autre.",
            )

    def _check(self, champ: Champ, value: Any, day: date) -> None:
        name = f"{PREFIXE}{champ.code}"
        if name not in self.fields or name in self.errors:
            return
        told = value not in ("", None)
        if told and not in_force(champ, day):
            self.add_error(
                name, f"Ce champ n’est pas demandé au {jour(day)} : laissez-le vide."
            )
        elif not told and champ.obligatoire and in_force(champ, day):
            self.add_error(name, "Ce champ est à remplir.")
        elif told and champ.type == TypeChamp.CHOIX:
            choice = next(row for row in champ.choix.all() if row.code == value)
            if not in_force(choice, day):
                self.add_error(name, f"« {choice} » n’est pas dans la liste au {jour(day)}.")

    def valeurs(self) -> dict[str, str]:
        """The values as a row keeps them."""
        found = {code: self.cleaned_data.get(f"{PREFIXE}{code}") for code in self.champs}
        return {code: _text(value) for code, value in found.items() if value not in ("", None)}

    def told(self) -> dict[str, Any]:
        """What the action is given."""
        data = self.cleaned_data
        return {
            "organisation": self.organisations[data["organisation"]],
            "periode": data["span"],
            "valeurs": self.valeurs(),
            "neant": bool(data.get("neant")),
        }


def in_force(row: Champ | Choix, day: date) -> bool:
    """Whether it is asked, or can be chosen, on that day."""
    started = row.depuis is None or row.depuis <= day
    return started and (row.jusqu_au is None or day <= row.jusqu_au)


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _offered(registre: Registre, retards: Sequence[Periode]) -> Iterator[tuple[Periode, str]]:
    """What lacks first, then every span from the latest to the first."""
    for span in retards:
        yield span, f"{span.libelle} (à remettre)"
    last = registre.jusqu_au or timezone.localdate()
    known = list(spans_of(registre.frequence, registre.depuis, _end_of_running(last)))
    for span in reversed(known):
        if span not in retards and span.debut <= timezone.localdate():
            yield span, span.libelle


def _end_of_running(day: date) -> date:
    """Far enough for the span under way to be offered."""
    return date(day.year + 1, 12, 31)


def initial_of(valeurs: Mapping[str, str]) -> dict[str, str]:
    """The values of a row, as a form shows them."""
    return {f"{PREFIXE}{code}": value for code, value in valeurs.items()}
