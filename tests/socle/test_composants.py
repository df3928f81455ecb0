"""Components: what each promises to assistive tools and to other templates."""

import re
from datetime import datetime
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django_cotton.compiler_regex import CottonCompiler  # type: ignore[import-untyped]

from quietude.socle.formulaires import ChampDate


def rendered(source: str, **context: Any) -> str:
    text = Template(CottonCompiler().process(source)).render(Context(context))
    return re.sub(r"[ \n]+", " ", text).strip()


class Essai(forms.Form):
    jeton = forms.CharField(widget=forms.HiddenInput, initial="j")
    nom = forms.CharField(label="Nom", help_text="Sans sigle.")
    jour = ChampDate(label="Jour", required=False)
    choix = forms.ChoiceField(
        label="Choix", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect
    )
    publie = forms.BooleanField(label="Publié", required=False)


def test_field_ties_help_and_error_to_the_control() -> None:
    text = rendered('<c-champ :champ="form.nom" />', form=Essai({}))
    assert 'aria-describedby="id_nom_helptext id_nom_error"' in text
    assert 'aria-invalid="true"' in text
    assert '<label class="q-libelle" for="id_nom">' in text
    assert text.index("obligatoire") < text.index("<input")


def test_field_without_error_shows_none() -> None:
    text = rendered('<c-champ :champ="form.nom" />', form=Essai())
    assert "q-erreur" not in text
    assert 'aria-describedby="id_nom_helptext"' in text


def test_optional_field_says_so() -> None:
    assert "facultatif" in rendered('<c-champ :champ="form.jour" />', form=Essai())
    assert "facultatif" not in rendered('<c-champ :champ="form.nom" />', form=Essai())


def test_group_is_a_fieldset_with_a_legend() -> None:
    text = rendered('<c-champ :champ="form.choix" />', form=Essai({}))
    assert text.startswith('<fieldset class="q-champ q-champ-erreur" id="id_choix"')
    assert "<legend" in text
    assert text.count('class="form-check-input"') == 2


def test_label_can_be_replaced() -> None:
    assert "Autre" in rendered('<c-champ :champ="form.nom" libelle="Autre" />', form=Essai())


def test_form_shows_all_fields_and_the_summary_leads_to_them() -> None:
    text = rendered('<c-formulaire :form="form" annuler="/x/"></c-formulaire>', form=Essai({}))
    for name in ("jeton", "nom", "jour", "choix", "publie"):
        assert f'name="{name}"' in text
    assert 'tabindex="-1" autofocus' in text
    assert '<a href="#id_nom">Nom\u202f: Ce champ est obligatoire.</a>' in text
    assert '<a href="#id_choix">' in text


def test_form_passes_htmx_attributes_on() -> None:
    source = '<c-formulaire :form="form" hx-post="/y/" id="z">champs</c-formulaire>'
    text = rendered(source, form=Essai())
    assert 'hx-post="/y/"' in text
    assert 'id="z"' in text
    assert 'name="nom"' not in text
    assert 'name="jeton"' in text


def test_form_keeps_what_was_typed() -> None:
    form = Essai({"nom": "Écoute <b>", "jour": "31/02/2026"})
    text = rendered('<c-formulaire :form="form"></c-formulaire>', form=form)
    assert 'value="Écoute &lt;b&gt;"' in text
    assert "Écrivez une date qui existe" in text


@pytest.mark.parametrize("typed", ["2026-11-23", "23/11/2026", "23/11/26"])
def test_date_is_read_as_people_write_it(typed: str) -> None:
    assert str(ChampDate().clean(typed)) == "2026-11-23"


def test_component_escapes_what_it_is_given() -> None:
    text = rendered('<c-entete titre="{{ t }}"></c-entete>', t="<script>")
    assert "<h1>&lt;script&gt;</h1>" in text


def test_progress_is_not_localised() -> None:
    text = rendered('<c-progression :valeur="v" libelle="Avancement" />', v=40.5)
    assert 'value="40.5"' in text
    assert "40,5\u202f%" in text


def test_button_is_a_link_or_a_button() -> None:
    assert rendered('<c-bouton href="/a/">Voir</c-bouton>').startswith('<a href="/a/"')
    assert rendered("<c-bouton>Envoyer</c-bouton>").startswith('<button type="submit"')


def test_unknown_definition_says_so() -> None:
    assert "Non renseigné" in rendered('<c-definition terme="Pilote"></c-definition>')
    assert "Non renseigné" not in rendered('<c-definition terme="P">X</c-definition>')


def test_confirmation_asks_before_a_post() -> None:
    text = rendered(
        '{% include "socle/confirmer.html" %}',
        titre="Supprimer",
        message="Le jalon sera supprimé.",
        action_libelle="Supprimer",
        retour="/fiches/3/",
    )
    assert '<form method="post"' in text
    assert 'href="/fiches/3/"' in text
    assert "q-bouton-danger" in text


def test_filters_write_french_in_templates() -> None:
    source = "{{ n|nombre }} {{ n|pourcent:1 }} {{ n|euros }} "
    source += "{{ d|jour }} {{ d|jour_court }} {{ d|moment }}"
    text = rendered(source, n=1234, d=datetime(2026, 11, 23, 9, 5))
    assert text.split(" ")[0] == "1\u202f234"
    assert "1\u202f234,0\u202f%" in text
    assert text.endswith(
        "23\u00a0novembre 2026 23/11/2026 23\u00a0novembre 2026 à 9\u00a0h\u00a005"
    )
    assert rendered("{{ vide|jour }}{{ vide|markdown }}", vide="") == ""
