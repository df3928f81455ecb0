"""A list of choices says the same as Django's own, only sooner."""

from django import forms
from lxml import html  # type: ignore[import-untyped]  # it comes without types

from quietude.socle.formulaires import ListeRapide

CHOIX = [("", "Tous"), ("a&b", "A < B"), ("Groupe", [("c", "C"), ("d", "D")])]


def test_choices_groups_and_what_is_chosen_are_those_of_django() -> None:
    attrs = {"id": "id_x", "class": "form-select", "required": True}
    for value in ("", "a&b", "c", None, "inconnu"):
        ours, theirs = (
            html.fromstring(kind(choices=CHOIX).render("x", value, attrs))
            for kind in (ListeRapide, forms.Select)
        )
        assert dict(ours.attrib) == dict(theirs.attrib)
        for path in ("//option/@value", "//optgroup/@label", "//option[@selected]/@value"):
            assert ours.xpath(path) == theirs.xpath(path)
        assert [each.text for each in ours.iter("option")] == [
            each.text.strip() for each in theirs.iter("option")
        ]
