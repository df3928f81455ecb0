"""Pages of a year: what they answer, to whom, and what an adopted one keeps saying."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.documents import recettes
from quietude.evaluation.actions.annuelle import adopt_evaluation
from quietude.evaluation.documents_annuels import CLES, documents_of
from quietude.evaluation.enums import EtatEvaluation
from quietude.evaluation.manques import by_owner, list_missing
from quietude.evaluation.models import EvaluationAnnuelle
from quietude.evaluation.page_annuelle import PageAnnuelle
from quietude.evaluation.photo import VueEtape, VueParole
from quietude.evaluation.photographie_fiches import TEXTE_A_ECRIRE
from quietude.evaluation.textes import differences, fingerprint, normalise
from quietude.journal.actions import acting
from quietude.observatoire.models import Observation
from tests.conftest import make_user
from tests.evaluation.annuelles import (
    ANNEE,
    make_contribution,
    make_evaluation,
    make_photo,
    make_value,
    make_vue_fiche,
    make_vue_financement,
    make_vue_indicateur,
    make_vue_serie,
)
from tests.observatoire.factories import make_commune, make_observation, make_serie, make_theme
from tests.strategie.factories import (
    make_fiche,
    make_financement,
    make_indicateur,
    make_jalon,
    make_organisation,
    make_strategie,
)

HTMX = {"HX-Request": "true"}


def page(name: str = "annuelle", annee: int = ANNEE) -> str:
    return reverse(f"evaluation:{name}", args=[annee])


def words(response: Any) -> str:
    text: str = response.content.decode()
    return text


@pytest.fixture
def ouverte(db: None) -> EvaluationAnnuelle:
    """A town with one series, one action late, money and an indicator without figures."""
    make_commune()
    strategie = make_strategie("essai")
    make_theme("vols", recueil="essai", titre="Les vols")
    serie = make_serie(theme="vols", libelle="Vols de vélos")
    for annee, value in ((2024, 100), (2025, 200)):
        make_observation(serie, annee, value)
    fiche = make_fiche(strategie, 1, pilotes=[make_organisation("mairie", nom="Mairie")])
    make_jalon(fiche, titre="Recruter", echeance=date(2025, 6, 30))
    make_indicateur(fiche, libelle="Sorties apaisées", source={"texte": True})
    make_financement(fiche, annee=2025, demande=12_000)
    return make_evaluation(strategie)


# -- reading --------------------------------------------------------------------------------


def test_one_page_answers_what_changed_what_is_late_what_lacks_what_is_proposed(
    ouverte: EvaluationAnnuelle, client_coordonnateur: Client
) -> None:
    text = words(client_coordonnateur.get(page()))
    assert "Calculée à la lecture" in text
    assert "1 en hausse nette" in text and "Vols de vélos" in text and "100 → 200" in text
    assert "Recruter (30/06/2025)" in text
    assert "Mairie" in text and "texte à écrire" in text
    assert "Écrire les propositions" in text
    assert "12\u202f000\u00a0€" in text


def test_an_open_year_is_computed_on_reading(
    ouverte: EvaluationAnnuelle, client_coordonnateur: Client
) -> None:
    assert "100 → 200" in words(client_coordonnateur.get(page()))
    correct(300)
    assert "100 → 300" in words(client_coordonnateur.get(page()))


def correct(value: int) -> None:
    """Somebody corrects the figure of the year."""
    with acting(None, "test"):
        Observation.objects.filter(debut__year=2025).update(valeur=value)


def test_a_later_correction_is_told_apart_and_never_changes_the_copy(
    ouverte: EvaluationAnnuelle, client_coordonnateur: Client
) -> None:
    adopt_evaluation(actor=None, evaluation=ouverte, adoptee_le=timezone.localdate())
    assert "Aucun écart" in words(client_coordonnateur.get(page("annuelle_ecarts")))
    correct(300)
    shown = words(client_coordonnateur.get(page()))
    assert "100 → 200" in shown and "100 → 300" not in shown
    told = words(client_coordonnateur.get(page("annuelle_ecarts")))
    assert "Vols de vélos" in told and "200" in told and "300" in told
    assert "vérifiée" in told
    file = client_coordonnateur.get(page("annuelle_ecarts"), {"export": "csv"})
    assert "200" in file.content.decode("utf-8-sig") and file["Content-Type"].startswith("text")


def test_readers_see_what_was_adopted_without_the_doors_of_others(db: None) -> None:
    evaluation = make_evaluation(etat=EtatEvaluation.ADOPTEE)
    make_evaluation(evaluation.strategie, annee=2024)
    client = Client()
    client.force_login(make_user(Role.LECTEUR))
    shown = words(client.get(page()))
    assert "Copie gardée" in shown
    assert "annuelle_ecarts" not in shown and "Adopter" not in shown
    assert client.get(page(annee=2024)).status_code == 404
    assert client.get(page("annuelle_ecarts")).status_code == 404


@pytest.mark.parametrize("role", [Role.ELU, Role.AGENT, Role.PARTENAIRE])
def test_those_who_work_on_it_read_it_open_and_change_nothing(
    ouverte: EvaluationAnnuelle, role: Role
) -> None:
    client = Client()
    client.force_login(make_user(role))
    shown = words(client.get(page()))
    assert "Vols de vélos" in shown and "Écrire la synthèse" not in shown
    for name in ("textes", "adopter", "publier", "retirer", "supprimer"):
        assert client.get(page(f"annuelle_{name}")).status_code == 404


def test_a_year_nobody_opened_is_not_found(client_coordonnateur: Client) -> None:
    assert client_coordonnateur.get(page(annee=2011)).status_code == 404


def test_a_year_of_another_strategy_is_asked_by_name(client_coordonnateur: Client) -> None:
    mine = make_strategie("actuelle", titre="Celle d’aujourd’hui")
    other = make_strategie("ancienne", titre="L’ancienne", etat="close")
    make_evaluation(mine), make_evaluation(other)
    assert "Celle d’aujourd’hui" in words(client_coordonnateur.get(page()))
    shown = words(client_coordonnateur.get(f"{page()}?strategie=ancienne"))
    assert "L’ancienne" in shown and "adopter/?strategie=ancienne" in shown
    listed = words(client_coordonnateur.get(reverse("evaluation:annuelles")))
    assert f"{page()}?strategie=ancienne" in listed


def test_a_copy_that_was_altered_is_told_to_all(
    client_coordonnateur: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_evaluation(etat=EtatEvaluation.ADOPTEE, empreinte="0" * 64)
    assert "n’est plus celle qui a été adoptée" in words(client_coordonnateur.get(page()))
    assert "altérée" in words(client_coordonnateur.get(page("annuelle_ecarts")))


def test_the_list_says_where_each_year_stands(client_coordonnateur: Client) -> None:
    assert "Aucune évaluation" in words(
        client_coordonnateur.get(reverse("evaluation:annuelles"))
    )
    opened = make_evaluation(echeance=date(2026, 2, 1))
    make_evaluation(opened.strategie, annee=2024, etat=EtatEvaluation.PUBLIEE)
    text = words(client_coordonnateur.get(reverse("evaluation:annuelles")))
    assert "contributions attendues avant le" in text and "publique depuis le" in text


@pytest.mark.parametrize("count", [1, 4])
def test_pages_cost_the_same_whatever_the_number_of_years(
    client_coordonnateur: Client, count: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    first = make_evaluation(etat=EtatEvaluation.ADOPTEE)
    for back in range(1, count):
        make_evaluation(first.strategie, annee=ANNEE - back, etat=EtatEvaluation.ADOPTEE)
    client_coordonnateur.get(page())
    with django_assert_num_queries(4):
        client_coordonnateur.get(reverse("evaluation:annuelles"))
    with django_assert_num_queries(4):
        client_coordonnateur.get(page())


# -- writing --------------------------------------------------------------------------------


def test_a_year_opens_from_the_browser(client_coordonnateur: Client) -> None:
    make_strategie("essai")
    address = reverse("evaluation:annuelle_ouvrir")
    assert "Année évaluée" in words(client_coordonnateur.get(address))
    refused = client_coordonnateur.post(address, {"annee": "1990"})
    assert refused.status_code == 200 and not EvaluationAnnuelle.objects.exists()
    assert client_coordonnateur.post(address, {"annee": "2015"}).status_code == 302
    again = words(client_coordonnateur.post(address, {"annee": "2015"}))
    assert "déjà ouverte" in again and 'value="2015"' in again


def test_without_a_strategy_there_is_nothing_to_evaluate(client_coordonnateur: Client) -> None:
    response = client_coordonnateur.get(reverse("evaluation:annuelle_ouvrir"))
    assert response.status_code == 302


def test_the_texts_are_written_and_kept_as_they_come(
    ouverte: EvaluationAnnuelle, client_coordonnateur: Client
) -> None:
    sent = {"synthese": "Une année **calme**.", "propositions": "", "empreinte": empty()}
    kept = client_coordonnateur.post(
        page("annuelle_textes"), sent, headers={"HX-Request": "true"}
    )
    assert "Gardé à" in words(kept)
    assert fingerprint("Une année **calme**.", "") in words(kept)
    sent |= {"propositions": "- Tenir", "empreinte": fingerprint("Une année **calme**.", "")}
    response = client_coordonnateur.post(page("annuelle_textes"), sent)
    assert response["Location"].endswith("#synthese")
    assert "<strong>calme</strong>" in words(client_coordonnateur.get(page()))


def empty() -> str:
    return fingerprint("", "")


def test_texts_written_meanwhile_are_both_shown(
    ouverte: EvaluationAnnuelle, client_coordonnateur: Client
) -> None:
    with acting(None, "test"):
        ouverte.synthese = "D’un autre"
        ouverte.save()
    sent = {"synthese": "La mienne", "propositions": "", "empreinte": empty()}
    shown = words(client_coordonnateur.post(page("annuelle_textes"), sent))
    assert "<del>D’un autre</del>" in shown and "La mienne</textarea>" in shown
    assert fingerprint("D’un autre", "") in shown
    told = words(client_coordonnateur.post(page("annuelle_textes"), sent, headers=HTMX))
    assert "Non gardé" in told


def test_the_adoption_page_says_what_lacks_then_freezes(
    ouverte: EvaluationAnnuelle, client_coordonnateur: Client
) -> None:
    make_contribution(ouverte, make_organisation("college", nom="Collège"))
    shown = words(client_coordonnateur.get(page("annuelle_adopter")))
    assert "contribution sur l’année" in shown and "la synthèse de l’année" in shown
    refused = client_coordonnateur.post(page("annuelle_adopter"), {"adoptee_le": "2024-01-01"})
    assert "se date" in words(refused)
    sent = {"adoptee_le": f"{timezone.localdate():%d/%m/%Y}"}
    done = words(client_coordonnateur.post(page("annuelle_adopter"), sent, follow=True))
    assert "est adoptée ; sa copie est gardée" in done
    assert client_coordonnateur.get(page("annuelle_textes")).status_code == 403


def test_an_adopted_year_is_published_taken_back_and_never_deleted(
    client_coordonnateur: Client,
) -> None:
    evaluation = make_evaluation(etat=EtatEvaluation.ADOPTEE)
    assert "Publier" in words(client_coordonnateur.get(page("annuelle_publier")))
    client_coordonnateur.post(page("annuelle_publier"))
    evaluation.refresh_from_db()
    assert evaluation.etat == EtatEvaluation.PUBLIEE
    client_coordonnateur.post(page("annuelle_retirer"))
    evaluation.refresh_from_db()
    assert evaluation.etat == EtatEvaluation.ADOPTEE
    assert client_coordonnateur.post(page("annuelle_supprimer")).status_code == 403


def test_an_open_year_is_deleted_after_a_question(
    ouverte: EvaluationAnnuelle, client_coordonnateur: Client
) -> None:
    make_contribution(ouverte, make_organisation())
    asked = words(client_coordonnateur.get(page("annuelle_supprimer")))
    assert "contribution" in asked
    client_coordonnateur.post(page("annuelle_supprimer"))
    assert not EvaluationAnnuelle.objects.exists()


# -- pure parts -----------------------------------------------------------------------------


def test_what_lacks_names_whom_it_is_expected_of() -> None:
    owed = ["Collège\u00a0: 2025", "Lycée\u00a0: mai"]
    rows = [
        make_vue_indicateur("a", 1, 2),
        make_vue_indicateur("b", 1, None, manques=owed),
        make_vue_indicateur("c", 1, None),
        make_vue_indicateur("d", valeurs=[make_value(None, texte=TEXTE_A_ECRIRE)]),
        make_vue_indicateur("e", valeurs=[make_value(None, etat="masquée")]),
    ]
    fiche = make_vue_fiche(3, indicateurs=rows)
    photo = make_photo(fiches=[fiche], synthese="Dite", series_sans_chiffre=["Vols"])
    found = list_missing(photo, [])
    assert [(row.qui, " ".join(row.quoi.split())) for row in found] == [
        ("Coordination", "les propositions"),
        ("Coordination", "une série suivie n’a pas de chiffre de l’année"),
        ("Coordination", "un indicateur n’a pas de source cette année (actions 3)"),
        ("Collège", "action 3, « Indicateur b » : 2025"),
        ("Lycée", "action 3, « Indicateur b » : mai"),
        ("Mairie", "action 3, « Indicateur d » : texte à écrire"),
    ]
    owners = [who for who, _ in by_owner(reversed(found))]
    assert owners[0] == "Coordination"


def test_the_page_counts_and_sorts() -> None:
    late = VueEtape(titre="A", echeance=date(2025, 1, 1), etat="Prévue", en_retard=True)
    photo = make_photo(
        delinquance=[
            make_vue_serie("1", 2, sens="hausse", lieu="Commissariat"),
            make_vue_serie("2", 2, sens="hausse"),
            make_vue_serie("3", 2, sens="baisse", theme="Bruit"),
            make_vue_serie("4", 2, sens="hausse", etabli=False),
        ],
        analyses=[VueParole(organisation="Bruit", texte="Moins de bruit.")],
        fiches=[
            make_vue_fiche(1, avancement=10, etapes=[late]),
            make_vue_fiche(
                2,
                etat="Réalisée",
                avancement=100,
                financements=[make_vue_financement(demande=5), make_vue_financement()],
                indicateurs=[make_vue_indicateur("a", 3), make_vue_indicateur("b", None)],
                paroles=[VueParole(organisation="Collège", texte="Mieux.")],
            ),
        ],
    )
    seen = PageAnnuelle(photo)
    assert [row.serie.cle for row in seen.hausses] == ["2", "1"]
    assert [(t.titre, len(t.lignes), len(t.analyses)) for t in seen.themes] == [
        ("Vols", 3, 0),
        ("Bruit", 1, 1),
    ]
    assert (seen.avancement, seen.renseignes, len(seen.indicateurs)) == (55, 1, 2)
    assert seen.etats == [("En cours", 1), ("Réalisée", 1)]
    assert [(fiche.numero, step.titre) for fiche, step in seen.retards] == [(1, "A")]
    assert (seen.total.demande, seen.total.accorde) == (Decimal(5), None)
    assert [(fiche and fiche.numero, w.organisation) for fiche, w in seen.paroles] == [
        (2, "Collège")
    ]


def test_only_the_documents_that_can_be_made_are_offered(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluation = make_evaluation()
    for offered in documents_of(evaluation):
        codes = {"strategie": evaluation.strategie.code, "annee": str(ANNEE)}
        assert offered.parametres == codes and offered.recette.cle in CLES
        choices = {choix.cle: choix.parametres for choix in offered.recette.choix(make_user())}
        assert choices[offered.choix] == codes
        break
    monkeypatch.setattr(recettes, "_RECETTES", {})
    assert list(documents_of(evaluation)) == []


def test_differences_are_told_line_by_line() -> None:
    assert normalise(" a\r\nb \r") == "a\nb"
    assert differences("a\nb", "a\nc") == [(" ", "a"), ("-", "b"), ("+", "c")]
