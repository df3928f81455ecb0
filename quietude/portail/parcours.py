"""The three steps, and what was typed so far.

It travels in the page, signed, rather than in a session: before the last button nothing that
was typed is kept on the server, going back loses nothing, two tabs do not mix, and no cookie
beyond that of the form is needed. Contact details, asked last, never travel that way.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.http import QueryDict

from quietude.portail.forms import ContactForm, OuForm, QuoiForm
from quietude.signalements.actions.saisie import Recit
from quietude.signalements.code_suivi import new_key
from quietude.signalements.enums import Canal

_SEL = "quietude.portail.parcours"
_PLUSIEURS = {"faits"}
TEXTE_MAX, VALEURS_MAX = 10_000, 100  # kept of a field, so that it can be put right
VALIDITE = 24 * 3600  # older, it starts a new sending with what it holds
ETAPES = (QuoiForm, OuForm, ContactForm)
ENVOYER = len(ETAPES) + 1


@dataclass
class Parcours:
    """`dits`: {step: {field: values}}, as typed; `etape` is the one that was sent."""

    cle: str = field(default_factory=new_key)
    ouvert_a: float = field(default_factory=time.time)
    dits: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    etape: int = 1
    vers: int = 1
    perdu: bool = False

    @classmethod
    def read(cls, posted: QueryDict) -> "Parcours":
        """What the page brings back, with what has just been typed."""
        found = cls._unsigned(posted.get("etat", ""))
        found.etape = _step(posted.get("etape", ""), len(ETAPES))
        found.vers = _step(posted.get("vers", ""), ENVOYER)
        names = ETAPES[found.etape - 1].base_fields
        found.dits[str(found.etape)] = {
            name: [text[:TEXTE_MAX] for text in posted.getlist(name)[:VALEURS_MAX]]
            for name in posted
            if name in names
        }
        return found

    @classmethod
    def _unsigned(cls, text: str) -> "Parcours":
        if not text:
            return cls()
        try:
            held = signing.loads(text, salt=_SEL)
            fresh = signing.loads(text, salt=_SEL, max_age=VALIDITE)
        except signing.SignatureExpired:
            return cls(dits=held["dits"])
        except signing.BadSignature:
            return cls(perdu=True)
        return cls(fresh["cle"], fresh["a"], fresh["dits"])

    @property
    def etat(self) -> str:
        """For the hidden field of the page: all but the last step."""
        kept = {step: said for step, said in self.dits.items() if step != str(len(ETAPES))}
        held = {"cle": self.cle, "a": self.ouvert_a, "dits": kept}
        return signing.dumps(held, salt=_SEL, compress=True)

    def form(self, etape: int) -> Any:
        """The form of a step, with what was typed; unbound when nothing was."""
        said = self.dits.get(str(etape))
        return ETAPES[etape - 1](None if said is None else _query(said))

    def page(self, etape: int) -> Any:
        """The form as it is shown: its faults are told once it was to be passed."""
        if self.vers > etape:
            return self.form(etape)
        form = ETAPES[etape - 1]()
        said = self.dits.get(str(etape), {})
        form.initial = {
            name: values if name in _PLUSIEURS else values[-1]
            for name, values in said.items()
            if values
        }
        return form

    def valid(self, etape: int) -> Any:
        """The form of a step when it holds, None otherwise."""
        form = self.form(etape)
        return form if form.is_bound and form.is_valid() else None

    def shown(self) -> int:
        """Which step to show next: the one asked for, or the first that does not hold."""
        wanted = self.vers
        for step in range(1, min(wanted, ENVOYER)):
            if self.valid(step) is None:
                return step
        return wanted

    @property
    def secondes(self) -> float:
        return time.time() - self.ouvert_a

    def recit(self) -> Recit:
        """What is reported; each step has been found valid."""
        quoi, ou, contact = (self.valid(step) for step in range(1, ENVOYER))
        said = quoi.cleaned_data
        return Recit(
            categorie=quoi.choisie,
            situation=ou.situation,
            canal=Canal.WEB,
            fait_le=said["fait_le"],
            fait_heure=said["fait_heure"],
            faits=said["faits"],
            note=said["note"],
            urgent=said["urgent"],
            repete=said["repete"],
            contact=contact.contact,
        )


def _query(said: Mapping[str, list[str]]) -> QueryDict:
    found = QueryDict(mutable=True)
    for name, values in said.items():
        found.setlist(name, values)
    return found


def _step(text: str, most: int) -> int:
    return int(text) if text.isdecimal() and 1 <= int(text) <= most else 1
