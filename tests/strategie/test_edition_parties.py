"""Each part of a sheet: shown with what it says, saved, signed; what is refused stays typed."""

from typing import Any

import pytest
from django.test import Client

from quietude.comptes.models import Utilisateur
from quietude.journal.models import Trace
from quietude.strategie.models import FicheAction, Lien
from quietude.strategie.pack import PackFiche
from quietude.strategie.packs.fiches import fetch_fiche
from quietude.strategie.sections import PARTIES
from tests.strategie import factories as make
from tests.strategie.formulaire import Formulaire

pytestmark = pytest.mark.django_db
FICHE = "/strategie/valmont-2025-2028/fiches/1/"
ACTION = "strategie.amend_fiche_section"
Saisi = dict[str, str | list[str]]

# For each part: what its form shows already, what is typed, what the sheet says then.
SAVED: dict[str, tuple[str, Saisi, dict[str, Any]]] = {
    "constat": (
        "Des **disputes** répétées.",
        {"constat": "Moins de disputes."},
        {"constat": "Moins de disputes."},
    ),
    "objectif": (
        "Médiation à la sortie du collège",
        {"titre": "Médiation du soir", "objectif": "seul", "but": "Apaiser."},
        {"titre": "Médiation du soir", "objectif": "seul", "but": "Apaiser."},
    ),
    "contenu": (
        "Deux médiateurs, chaque soir.",
        {"contenu": "Trois médiateurs."},
        {"contenu": "Trois médiateurs."},
    ),
    "mesures": (
        "Un local ouvert le mercredi.",
        {"mesures-0-titre": "Le local", "mesures-0-objectif": "Écouter"},
        {"mesures.0.titre": "Le local", "mesures.0.objectif": "Écouter"},
    ),
    "cadre": (
        "Article L. 0-1 fictif",
        {"cadre-0-reference": "Article L. 0-2", "cadre-0-datee_du": "05/01/2026"},
        {"cadre.0.reference": "Article L. 0-2", "cadre.0.datee_du": "2026-01-05"},
    ),
    "acteurs": (
        "Collégiens\nFamilles",
        {"pilotes": ["bailleur", "mairie"], "publics": "Lycéens\n\n  Voisins ", "secteurs": []},
        {"pilotes": ["bailleur", "mairie"], "publics": ["Lycéens", "Voisins"], "secteurs": []},
    ),
    "calendrier": (
        "Recruter les médiateurs",
        {"fin": "2027-12-31", "jalons-1-etat": "atteint"},
        {"fin": "2027-12-31", "jalons.1.etat": "atteint"},
    ),
    "financements": (
        "9500",
        {
            "financements-0-accorde": "10000,50",
            "financements-0-depense": "8000,25",
            "financements-1-note": "Délibération à venir",
        },
        {
            "financements.0.accorde": "10000.50",
            "financements.0.depense": "8000.25",
            "financements.1.note": "Délibération à venir",
        },
    ),
    "indicateurs": (
        "Soirées de médiation",
        {
            "evaluation": "Un bilan par an.",
            "indicateurs-0-ventilation": "secteur, âge",
            "indicateurs-0-reference_debut": "2024-01-01",
            "indicateurs-0-reference_fin": "2024-12-31",
        },
        {
            "evaluation": "Un bilan par an.",
            "indicateurs.0.ventilation": ["secteur", "âge"],
            "indicateurs.0.reference_periode": {"debut": "2024-01-01", "fin": "2024-12-31"},
        },
    ),
    "documents": (
        "Affiche fictive",
        {"documents-0-url": "https://essai.example/affiche"},
        {"documents.0.url": "https://essai.example/affiche"},
    ),
    "liens": (
        'value="2"',
        {"liens-0-fiche": "4", "liens-0-mention": "Se lit avec elle"},
        {"liens.0.fiche": 4, "liens.0.mention": "Se lit avec elle"},
    ),
}

# For each part: what is typed wrong, what the page answers.
REFUSED: list[tuple[str, Saisi, str]] = [
    ("objectif", {"titre": " "}, "Ce champ est obligatoire."),
    ("objectif", {"titre": "x" * 301}, "au plus 300 caractères"),
    ("mesures", {"mesures-0-titre": ""}, "Ce champ est obligatoire."),
    ("mesures", {"mesures-0-numero": "0"}, "supérieure ou égale à 1"),
    ("cadre", {"cadre-0-datee_du": "31/02/2026"}, "Écrivez une date qui existe"),
    ("acteurs", {"publics": "Familles\n" + "x" * 301}, "300 caractères"),
    ("calendrier", {"debut": "2027-01-01", "fin": "2026-01-01"}, "La fin précède le début."),
    ("calendrier", {"jalons-0-titre": ""}, "Ce champ est obligatoire."),
    ("financements", {"financements-0-demande": "beaucoup"}, "Saisissez un nombre."),
    ("financements", {"financements-0-demande": "-5"}, "supérieure ou égale à 0"),
    ("financements", {"financements-0-accorde": "9" * 14}, "chiffres"),
    ("financements", {"financements-0-annee": "1789"}, "supérieure ou égale à 2000"),
    ("indicateurs", {"indicateurs-0-reference_debut": "2024-01-01"}, "ni l’un ni l’autre"),
    ("indicateurs", {"indicateurs-0-code": "Mon code"}, "lettres minuscules"),
    ("indicateurs", {"indicateurs-0-ventilation": "x" * 301}, "300 caractères"),
    ("documents", {"documents-0-url": "pas une adresse"}, "URL valide"),
    ("documents", {"documents-0-url": "ftp://essai.example/a"}, "URL valide"),
    ("liens", {"liens-0-fiche": ""}, "donnez son numéro"),
    ("liens", {"liens-0-fiche": "99"}, "inconnu"),
]


@pytest.fixture
def fiche() -> FicheAction:
    town = make.make_valmont()
    make.make_document(town.fiches[0], titre="Affiche fictive")
    return town.fiches[0]


def said(fiche: FicheAction) -> PackFiche:
    return fetch_fiche(fiche.pk)[1]


def at(fiche: FicheAction, path: str) -> Any:
    """The value at "jalons.1.etat" of what the sheet says."""
    found: Any = said(fiche).model_dump(mode="json")
    for step in path.split("."):
        found = found[int(step)] if step.isdigit() else found[step]
    return found


def test_every_part_is_tried() -> None:
    assert set(SAVED) == set(PARTIES)


@pytest.mark.parametrize("section", PARTIES)
class TestPart:
    def test_form_shows_what_the_sheet_says(
        self, client_coordonnateur: Client, fiche: FicheAction, section: str
    ) -> None:
        page = Formulaire(client_coordonnateur, FICHE, section).page
        assert PARTIES[section].titre in page.replace("&#x27;", "'")
        assert SAVED[section][0] in page

    def test_form_sent_untouched_writes_nothing(
        self, client_coordonnateur: Client, fiche: FicheAction, section: str
    ) -> None:
        before, traces = said(fiche), Trace.objects.count()
        answer = Formulaire(client_coordonnateur, FICHE, section).save()
        assert answer.status_code == 302
        assert said(fiche) == before
        assert Trace.objects.count() == traces

    def test_what_is_typed_is_saved_and_signed(
        self,
        client_coordonnateur: Client,
        coordonnateur: Utilisateur,
        fiche: FicheAction,
        section: str,
    ) -> None:
        _, typed, expected = SAVED[section]
        last = Trace.objects.latest("id").pk
        answer = Formulaire(client_coordonnateur, FICHE, section).type(typed).save()
        assert (answer.status_code, answer["Location"]) == (
            302,
            f"{FICHE}#{PARTIES[section].ancre}",
        )
        assert {path: at(fiche, path) for path in expected} == expected
        signed = Trace.objects.filter(pk__gt=last).values_list(
            "acteur", "action", "sujet_type", "sujet_id"
        )
        assert set(signed) == {
            (coordonnateur.pk, ACTION, "strategie.ficheaction", str(fiche.pk))
        }

    def test_saving_a_part_leaves_the_others_alone(
        self, client_coordonnateur: Client, fiche: FicheAction, section: str
    ) -> None:
        before = said(fiche).model_dump()
        Formulaire(client_coordonnateur, FICHE, section).type(SAVED[section][1]).save()
        partie = PARTIES[section]
        own = {*partie.champs, *(["mesures"] if partie.par_mesure else [])}
        after = said(fiche).model_dump()
        assert {name for name in after if after[name] != before[name]} <= own

    def test_htmx_gets_the_form_alone(
        self, client_coordonnateur: Client, fiche: FicheAction, section: str
    ) -> None:
        page = Formulaire(client_coordonnateur, FICHE, section)
        part = Formulaire(client_coordonnateur, FICHE, section, **{"HX-Request": "true"})
        assert part.champs == page.champs
        assert part.page.lstrip().startswith("<div")
        assert f'id="edition-{section}"' in part.page
        assert "<html" not in part.page

    def test_htmx_is_sent_back_to_the_sheet(
        self, client_coordonnateur: Client, fiche: FicheAction, section: str
    ) -> None:
        form = Formulaire(client_coordonnateur, FICHE, section)
        current = f"http://testserver{FICHE}"
        answer = form.save(**{"HX-Request": "true", "HX-Current-URL": current})
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer["HX-Redirect"] == f"{FICHE}#{PARTIES[section].ancre}"
        assert answer["HX-Refresh"] == "true"


@pytest.mark.parametrize(("section", "typed", "words"), REFUSED)
def test_what_is_refused_stays_typed_and_says_why(
    client_coordonnateur: Client,
    fiche: FicheAction,
    section: str,
    typed: Saisi,
    words: str,
) -> None:
    before = said(fiche)
    page = Formulaire(client_coordonnateur, FICHE, section).type(typed).refuse()
    assert words in page
    assert said(fiche) == before


@pytest.mark.parametrize(
    ("section", "name"),
    [("objectif", "objectif"), ("acteurs", "pilotes"), ("acteurs", "secteurs")],
)
def test_a_choice_that_is_not_offered_is_refused(
    client_coordonnateur: Client, fiche: FicheAction, section: str, name: str
) -> None:
    form = Formulaire(client_coordonnateur, FICHE, section).type({name: ["inventé"]})
    answer = form.save()
    assert answer.status_code == 200
    assert "inventé n’en fait pas partie" in answer.content.decode()


def test_an_unknown_part_is_not_found(client_coordonnateur: Client, fiche: FicheAction) -> None:
    assert client_coordonnateur.get(f"{FICHE}modifier/inconnue/").status_code == 404
    answer = client_coordonnateur.post(f"{FICHE}modifier/inconnue/brouillon/", {"x": "y"})
    assert answer.status_code == 404
    assert not Lien.objects.filter(mention="y").exists()
