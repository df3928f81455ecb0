"""What an indicator is read from: chosen with its figures in sight, refused when it makes no
sense, taken away; a new indicator on a new register without a developer."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from quietude.comptes.enums import Role
from quietude.evaluation.actions.liaison import bind_source, create_indicateur
from quietude.evaluation.liaison import search, search_series
from quietude.evaluation.rules import can_bind, can_create_indicateur
from quietude.indicateurs.memoire import ALIAS
from quietude.journal.actions import acting
from quietude.registres.enums import Frequence
from quietude.socle.regles import ActionImpossible
from quietude.strategie.enums import EtatStrategie
from quietude.strategie.models import Indicateur
from quietude.strategie.pack import PackRapport, PackSource
from tests.conftest import make_user
from tests.evaluation.indicateurs import SEANCES, Ville, make_ville
from tests.observatoire.factories import make_annees, make_serie
from tests.registres.factories import make_registre
from tests.strategie.factories import make_indicateur

HTMX = {"HX-Request": "true"}
MESURE = f"{SEANCES}.personnes"


@pytest.fixture
def ville(db: None) -> Ville:
    caches[ALIAS].clear()
    return make_ville()


def page_of(row: Indicateur, name: str = "liaison") -> str:
    where = [row.fiche.strategie.code, row.fiche.numero, row.code]
    return reverse(f"evaluation:{name}", args=where)


def source_of(row: Indicateur) -> Any:
    return Indicateur.objects.get(pk=row.pk).source


# -- rules and actions ----------------------------------------------------------------------


@pytest.mark.parametrize("role", set(Role) - {Role.COORDONNATEUR})
def test_only_the_coordinator_binds_and_adds(ville: Ville, role: Role) -> None:
    user, row = make_user(role), make_indicateur(ville.fiche)
    assert not can_bind(user, ville.fiche)
    assert not can_create_indicateur(user)
    with pytest.raises(PermissionDenied, match="coordonnateur"):
        bind_source(actor=user, indicateur=row, source=PackSource(texte=True))
    with pytest.raises(PermissionDenied, match="coordonnateur"):
        create_indicateur(actor=user, fiche=ville.fiche, champs={"libelle": "Refusé"})
    assert source_of(row) is None


def test_a_closed_strategy_keeps_its_sources(ville: Ville) -> None:
    row = make_indicateur(ville.fiche)
    ville.strategie.etat = EtatStrategie.CLOSE
    with acting(None, "test"):
        ville.strategie.save()
    with pytest.raises(PermissionDenied, match="close"):
        bind_source(actor=make_user(), indicateur=row, source=PackSource(texte=True))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ({"mesure": "registre.absent.x"}, "n’existe plus"),
        ({"mesure": MESURE, "par": ["couleur"]}, "n’est plus une dimension"),
        ({"mesure": MESURE, "filtres": {"public": ["martiens"]}}, "n’est pas une valeur"),
        (
            {"mesure": MESURE, "rapport": PackRapport(mesure="registre.absent.y")},
            "n’existe plus",
        ),
        (
            {
                "mesure": MESURE,
                "rapport": PackRapport(mesure=MESURE, filtres={"theme": ["lune"]}),
            },
            "n’est pas une valeur",
        ),
        ({"serie": "absente"}, "n’existe pas"),
    ],
)
def test_a_source_that_makes_no_sense_is_refused_in_words(
    ville: Ville, source: dict[str, Any], words: str
) -> None:
    row = make_indicateur(ville.fiche)
    with pytest.raises(ActionImpossible, match=words):
        bind_source(actor=make_user(), indicateur=row, source=PackSource(**source))
    assert source_of(row) is None


def test_a_source_is_bound_then_taken_away(ville: Ville) -> None:
    row, user = make_indicateur(ville.fiche), make_user()
    rapport = PackRapport(mesure=f"{SEANCES}.lignes", facteur=Decimal(1))
    bind_source(actor=user, indicateur=row, source=PackSource(mesure=MESURE, rapport=rapport))
    assert source_of(row)["rapport"] == {"mesure": f"{SEANCES}.lignes", "facteur": "1"}
    bind_source(actor=user, indicateur=row, source=None)
    assert source_of(row) is None


def test_a_new_indicator_takes_the_next_free_code_at_the_end(ville: Ville) -> None:
    make_indicateur(ville.fiche, code="1.1", ordre=7)
    row = create_indicateur(actor=make_user(), fiche=ville.fiche, champs={"libelle": "Nouveau"})
    assert (row.code, row.ordre) == ("1.2", 8)


def test_measures_and_series_are_searched_by_their_words_without_accents(
    ville: Ville,
) -> None:
    make_annees(make_serie("vols", libelle="Vols à l’étalage"), {2024: 3})
    assert [flot.titre for flot in search("seances personnes")] == ["Séances"]
    assert search("introuvable") == []
    assert [row.code for row in search_series("etalage vols", "essai", 5)] == ["vols"]
    assert search_series("rien", "essai", 5) == []


# -- pages ----------------------------------------------------------------------------------


def test_the_catalogue_leads_to_a_form_with_the_figures_of_the_measure(
    ville: Ville, client_coordonnateur: Client
) -> None:
    row = make_indicateur(ville.fiche)
    catalogue = client_coordonnateur.get(f"{page_of(row)}?q=seances").content.decode()
    assert "Nombre" in catalogue or "Séances" in catalogue
    page = client_coordonnateur.get(f"{page_of(row)}?sorte=mesure&mesure={MESURE}")
    assert page.context["apercu"].lecture.nombre == 55
    assert "Aperçu" in page.content.decode()
    nothing = client_coordonnateur.get(f"{page_of(row)}?q=zzz").content.decode()
    assert "Aucune mesure ne correspond" in nothing


def test_the_preview_follows_the_filters_before_anything_is_saved(
    ville: Ville, client_coordonnateur: Client
) -> None:
    row = make_indicateur(ville.fiche)
    query = {
        "sorte": "mesure",
        "mesure": MESURE,
        "par_1": "theme",
        "par_2": "",
        "rapport": f"{SEANCES}.lignes",
        "facteur": "1",
        "filtre_public": ["eleves"],
    }
    page = client_coordonnateur.get(page_of(row), query, headers=HTMX)
    text = page.content.decode()
    assert "<html" not in text
    assert page.context["apercu"].lecture.nombre == Decimal("8.4")
    assert page.context["apercu"].ventilation is not None
    assert 'value="eleves"' in text
    assert "checked" in text
    assert "Parmi quelles lignes" in text
    assert source_of(row) is None


@pytest.mark.parametrize("asked", [{}, {"par_part": "on"}])
def test_a_split_is_a_share_of_the_whole_or_a_rate_within_each_part_as_asked(
    ville: Ville, client_coordonnateur: Client, asked: dict[str, str]
) -> None:
    row = make_indicateur(ville.fiche)
    query = {
        "sorte": "mesure",
        "mesure": MESURE,
        "par_1": "theme",
        "rapport": MESURE,
        "facteur": "100",
        **asked,
    }
    seen = client_coordonnateur.get(page_of(row), query, headers=HTMX).context["apercu"]
    [parts] = [split for split in seen.lecture.parts.values() if split][-1:]
    total = sum(value.nombre or 0 for value in parts.values())
    if asked:
        assert {value.nombre for value in parts.values() if value.nombre} == {Decimal(100)}
    else:
        assert total == Decimal(100)
    client_coordonnateur.post(page_of(row), query)
    assert source_of(row)["rapport"].get("par_part", False) is bool(asked)


def test_saving_keeps_the_measure_its_filters_its_split_and_its_ratio(
    ville: Ville, client_coordonnateur: Client
) -> None:
    row = make_indicateur(ville.fiche)
    data = {
        "sorte": "mesure",
        "mesure": MESURE,
        "par_1": "theme",
        "filtre_public": ["eleves", "parents"],
        "rapport": MESURE,
        "facteur": "100",
    }
    answer = client_coordonnateur.post(page_of(row), data, follow=True)
    assert "La source de l’indicateur est enregistrée." in answer.content.decode()
    assert source_of(row) == {
        "mesure": MESURE,
        "par": ["theme"],
        "filtres": {"public": ["eleves", "parents"]},
        "rapport": {"mesure": MESURE},
    }
    again = client_coordonnateur.get(page_of(row))
    assert again.context["form"].initial["filtre_public"] == ["eleves", "parents"]
    assert again.context["apercu"].lecture.unite == "%"


def test_a_wrong_form_says_why_and_keeps_what_was_typed(
    ville: Ville, client_coordonnateur: Client
) -> None:
    row = make_indicateur(ville.fiche)
    data = {
        "sorte": "mesure",
        "mesure": MESURE,
        "par_1": "theme",
        "par_2": "theme",
        "filtre_public": ["eleves"],
    }
    page = client_coordonnateur.post(page_of(row), data)
    assert "Choisissez une autre dimension" in page.content.decode()
    assert page.context["form"]["filtre_public"].value() == ["eleves"]
    assert source_of(row) is None


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        ({"sorte": "serie", "serie": "vols"}, {"serie": "vols"}),
        ({"sorte": "texte"}, {"texte": True}),
        ({"sorte": "manque", "manque": "Service fermé"}, {"manque": "Service fermé"}),
    ],
)
def test_a_series_a_text_or_a_reason_is_bound_as_well(
    ville: Ville, client_coordonnateur: Client, data: dict[str, str], kept: dict[str, Any]
) -> None:
    make_annees(make_serie("vols", libelle="Vols"), {2023: 4, 2024: 3})
    row = make_indicateur(ville.fiche)
    assert client_coordonnateur.get(page_of(row), data).status_code == 200
    assert client_coordonnateur.post(page_of(row), data).status_code == 302
    assert source_of(row) == kept
    shown = client_coordonnateur.get(page_of(row, "indicateur")).content.decode()
    assert ("Service fermé" in shown) is ("manque" in kept)


def test_a_reason_is_asked_for_and_a_gone_series_is_said(
    ville: Ville, client_coordonnateur: Client
) -> None:
    row = make_indicateur(ville.fiche)
    empty = client_coordonnateur.post(page_of(row), {"sorte": "manque", "manque": ""})
    assert "Dites pourquoi." in empty.content.decode()
    gone = client_coordonnateur.post(
        page_of(row), {"sorte": "serie", "serie": "partie"}, follow=True
    )
    assert "La série « partie » n’existe pas" in gone.content.decode().replace("\u202f", " ")
    assert source_of(row) is None


def test_the_source_is_taken_away_after_a_confirmation(
    ville: Ville, client_coordonnateur: Client
) -> None:
    row = ville.indicateur(mesure=MESURE)
    asked = client_coordonnateur.get(page_of(row, "liaison_retirer")).content.decode()
    assert "Les données et les commentaires restent" in asked
    assert source_of(row) is not None
    client_coordonnateur.post(page_of(row, "liaison_retirer"))
    assert source_of(row) is None


def test_an_indicator_is_made_on_a_new_register_without_a_developer(
    ville: Ville, client_coordonnateur: Client
) -> None:
    make_registre("ateliers", frequence=Frequence.AU_FIL, fournisseurs=[ville.college])
    new = reverse("evaluation:indicateur_creer")
    mesure = "registre.ateliers.nombre"
    page = client_coordonnateur.get(f"{new}?mesure={mesure}")
    assert page.context["form"].initial["libelle"] == "Nombre"
    data = {"fiche": ville.fiche.pk, "libelle": "Ateliers tenus", "mesure": mesure}
    answer = client_coordonnateur.post(new, data, follow=True)
    assert "Choisissez sa source." in answer.content.decode()
    assert answer.context["mesure"].cle == mesure
    row = Indicateur.objects.get(libelle="Ateliers tenus")
    client_coordonnateur.post(page_of(row), {"sorte": "mesure", "mesure": mesure})
    assert source_of(row) == {"mesure": mesure}


def test_an_indicator_without_name_or_action_is_refused_and_kept(
    ville: Ville, client_coordonnateur: Client
) -> None:
    new = reverse("evaluation:indicateur_creer")
    page = client_coordonnateur.post(new, {"fiche": "", "libelle": "", "unite": "élèves"})
    text = page.content.decode()
    assert "Choisissez l’action" in text
    assert "Dites ce que l’on mesure" in text
    assert 'value="élèves"' in text
