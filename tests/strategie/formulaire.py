"""The form of one part of a sheet, as someone opens it, fills it and sends it."""

from collections.abc import Mapping
from typing import Any

import lxml.html  # type: ignore[import-untyped]  # it comes without types
from django.test import Client

Champs = dict[str, list[str]]


def fields_of(page: str, identifiant: str) -> Champs:
    """What a browser would send of the form of this id, with the values shown."""
    (form,) = lxml.html.fromstring(page).xpath("//form[@id=$name]", name=identifiant)
    fields: Champs = {}
    for control in form.inputs:
        if control.tag == "input" and control.get("value") is None:
            control.set("value", "")
    for name, value in form.form_values():
        if name == "csrfmiddlewaretoken":
            continue
        # The parser of a browser drops the line break that opens a textarea.
        fields.setdefault(name, []).append(value.removeprefix("\n"))
    return fields


class Formulaire:
    """Opened on its page; `type` changes what is shown, `save` sends it."""

    def __init__(self, client: Client, fiche: str, section: str, **headers: str) -> None:
        self.client, self.fiche, self.section = client, fiche, section
        self.url = f"{fiche}modifier/{section}/"
        self.read(client.get(self.url, headers=headers or None))

    def read(self, response: Any) -> None:
        """Take up the fields of the page just answered."""
        assert response.status_code == 200, response.status_code
        self.page: str = response.content.decode()
        self.champs = fields_of(self.page, f"formulaire-{self.section}")

    def type(self, values: Mapping[str, str | list[str]]) -> "Formulaire":
        for name, value in values.items():
            self.champs[name] = value if isinstance(value, list) else [value]
        return self

    def save(self, **headers: str) -> Any:
        return self.client.post(self.url, self.champs, headers=headers or None)

    def refuse(self) -> str:
        """Send what is to be refused; the page that comes back holds what was typed."""
        sent = {name: value for name, value in self.champs.items() if name != "empreinte"}
        self.read(self.save())
        kept = {name: value for name, value in self.champs.items() if name != "empreinte"}
        assert kept == sent
        return self.page

    def add_row(self, rows: str) -> "Formulaire":
        """Press « Ajouter une ligne »."""
        self.read(self.client.post(self.url, {**self.champs, "ajouter": rows}))
        return self

    def draft(self) -> Any:
        return self.client.post(f"{self.url}brouillon/", self.champs)
