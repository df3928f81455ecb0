"""What the pilot says of a figure: who says it, conflicts, history, what each must provide."""

from typing import Any

import pytest
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.evaluation.a_fournir import concerned_by, owed_by
from quietude.evaluation.actions.commentaires import remove_commentaire, write_commentaire
from quietude.evaluation.dans_la_strategie import count_words
from quietude.evaluation.models import CommentaireIndicateur
from quietude.evaluation.rules import can_comment_indicateur, can_see_owed
from quietude.evaluation.textes import fingerprint
from quietude.indicateurs.memoire import ALIAS
from quietude.observatoire.presentation.serie import code_of
from quietude.registres.enums import Frequence
from quietude.socle.regles import ActionImpossible, ConflitDeVersion
from quietude.strategie.enums import EtatFiche
from quietude.strategie.models import Indicateur
from tests.conftest import make_user
from tests.evaluation.annuelles import make_contribution, make_evaluation
from tests.evaluation.indicateurs import A2024, SEANCES, Ville, make_ville
from tests.registres.factories import make_registre
from tests.strategie.factories import make_fiche, make_indicateur, make_mandat, write

RIEN = fingerprint("")


@pytest.fixture
def ville(db: None) -> Ville:
    caches[ALIAS].clear()
    return make_ville()


@pytest.fixture
def row(ville: Ville) -> Indicateur:
    return ville.indicateur(mesure=f"{SEANCES}.personnes")


def page_of(row: Indicateur, name: str = "commentaire", span: str = code_of(A2024)) -> str:
    where = [row.fiche.strategie.code, row.fiche.numero, row.code]
    return reverse(f"evaluation:{name}", args=[*where, *([span] if span else [])])


def signed_in(user: Utilisateur) -> Client:
    client = Client()
    client.force_login(user)
    return client


def say(row: Indicateur, text: str, user: Utilisateur, before: str = RIEN) -> Any:
    return write_commentaire(
        actor=user, indicateur=row, periode=A2024, texte=text, empreinte=before
    )


# -- rules and actions ----------------------------------------------------------------------


def test_the_coordinator_and_the_pilot_comment_nobody_else(
    ville: Ville, row: Indicateur
) -> None:
    assert can_comment_indicateur(make_user(), row)
    assert can_comment_indicateur(ville.partenaire(), row)
    assert not can_comment_indicateur(ville.partenaire(ville.college), row)
    reader = make_user(Role.LECTEUR)
    make_mandat(reader, ville.association)
    for user in (reader, make_user(Role.ELU), make_user(Role.AGENT)):
        assert not can_comment_indicateur(user, row)
        with pytest.raises(PermissionDenied, match="pilote"):
            say(row, "Non", user)


def test_a_comment_is_written_reworded_and_taken_away(row: Indicateur) -> None:
    user = make_user()
    kept = say(row, "  Deux séances\r\nde plus. ", user)
    assert kept.texte == "Deux séances\nde plus."
    again = say(row, "Trois.", user, fingerprint(kept.texte))
    assert again.pk == kept.pk
    remove_commentaire(actor=user, commentaire=again)
    assert not row.commentaires.exists()


def test_nothing_to_say_and_an_older_wording_are_refused(row: Indicateur) -> None:
    user = make_user()
    with pytest.raises(ActionImpossible, match="Écrivez"):
        say(row, " \n ", user)
    say(row, "Premier", user)
    with pytest.raises(ConflitDeVersion):
        say(row, "Second", user)


# -- pages ----------------------------------------------------------------------------------


def test_a_pilot_comments_its_indicator_and_everyone_reads_it(
    ville: Ville, row: Indicateur
) -> None:
    client = signed_in(ville.partenaire())
    form = client.get(page_of(row)).context["form"]
    data = {"texte": "Été **chargé**", "empreinte": form.initial["empreinte"]}
    answer = client.post(page_of(row), data, follow=True)
    assert "Le commentaire est enregistré." in answer.content.decode()
    read = signed_in(make_user(Role.LECTEUR)).get(
        f"{page_of(row, 'indicateur', '')}?annee=2024"
    )
    assert "Été <strong>chargé</strong>" in read.content.decode()


@pytest.mark.parametrize("name", ["commentaire", "commentaire_supprimer"])
def test_who_does_not_lead_the_action_is_refused(
    ville: Ville, row: Indicateur, name: str
) -> None:
    say(row, "Dit", make_user())
    assert signed_in(ville.partenaire(ville.college)).get(page_of(row, name)).status_code == 403
    assert signed_in(make_user(Role.LECTEUR)).get(page_of(row, name)).status_code == 404


def test_two_hands_see_both_texts_and_the_second_may_prevail(row: Indicateur) -> None:
    user = make_user()
    say(row, "Première main", user)
    client = signed_in(user)
    page = client.post(page_of(row), {"texte": "Seconde main", "empreinte": RIEN})
    text = page.content.decode()
    assert "Première main" in text
    assert "Seconde main" in text
    data = {"texte": "Seconde main", "empreinte": page.context["empreinte"]}
    assert client.post(page_of(row), data).status_code == 302
    assert row.commentaires.get().texte == "Seconde main"


def test_an_empty_comment_says_what_is_expected(row: Indicateur) -> None:
    page = signed_in(make_user()).post(page_of(row), {"texte": "", "empreinte": RIEN})
    assert "Écrivez quelque chose" in page.content.decode()


def test_the_history_keeps_every_wording_even_taken_away(row: Indicateur) -> None:
    user = make_user()
    kept = say(row, "Avant", user)
    say(row, "Après", user, fingerprint("Avant"))
    client = signed_in(user)
    assert "Après" not in client.get(page_of(row, "commentaire_supprimer")).content.decode()
    client.post(page_of(row, "commentaire_supprimer"))
    assert not CommentaireIndicateur.objects.filter(pk=kept.pk).exists()
    text = client.get(page_of(row, "commentaire_historique", "")).content.decode()
    assert "Avant" in text
    assert "Après" in text


@pytest.mark.parametrize("span", ["2024", "20241301-20241231", "20241231-20240101"])
def test_a_period_that_is_none_is_not_found(row: Indicateur, span: str) -> None:
    assert signed_in(make_user()).get(page_of(row, span=span)).status_code == 404


# -- what each must provide -----------------------------------------------------------------


def test_an_organisation_owes_its_spans_its_texts_its_words_and_its_contributions(
    ville: Ville, row: Indicateur
) -> None:
    make_indicateur(ville.fiche, source={"texte": True}, libelle="Bilan écrit")
    make_registre("mensuel", frequence=Frequence.ANNUELLE, fournisseurs=[ville.association])
    asked = make_contribution(make_evaluation(ville.strategie), ville.association)
    [owed, other] = owed_by(
        make_user(), ville.strategie, 2024, [ville.association, ville.college]
    )
    assert [late.registre.code for late in owed.registres] == ["mensuel"]
    assert owed.remises > 5
    assert [line.indicateur.libelle for line in owed.textes] == ["Bilan écrit"]
    assert [line.indicateur for line in owed.commentaires] == [row]
    assert owed.contributions == [asked]
    assert owed.total == 4
    assert other.total == 0


def test_what_is_said_or_given_up_is_no_longer_owed(ville: Ville, row: Indicateur) -> None:
    user = make_user()
    say(row, "Dit", user)
    given_up = make_fiche(
        ville.strategie, 2, etat=EtatFiche.ABANDONNEE, pilotes=[ville.association]
    )
    make_indicateur(given_up, source={"texte": True})
    [owed] = owed_by(user, ville.strategie, 2024, [ville.association])
    assert owed.total == 0
    assert set(concerned_by(ville.strategie)) == {ville.association, ville.college}


def test_each_sees_its_own_page_and_the_coordinator_everyones(
    ville: Ville, row: Indicateur
) -> None:
    page = reverse("evaluation:fournir")
    mine = reverse("evaluation:fournir_organisation", args=["association"])
    partner = ville.partenaire()
    client = signed_in(partner)
    assert client.get(page).headers["Location"] == mine
    text = client.get(mine).content.decode()
    assert "Ce que je dois fournir" in text
    assert row.libelle in text
    assert page_of(row) in text
    assert can_see_owed(partner, ville.association)
    assert not can_see_owed(partner, ville.college)
    assert signed_in(ville.partenaire(ville.college)).get(mine).status_code == 403
    coordinator = signed_in(make_user())
    assert "Association fictive" in coordinator.get(page).content.decode()
    assert "Ce que doit fournir" in coordinator.get(mine).content.decode()
    assert signed_in(make_user(Role.LECTEUR)).get(page).status_code == 404


def test_who_speaks_for_nobody_or_for_several_is_told_where_to_go(
    ville: Ville, row: Indicateur
) -> None:
    page = reverse("evaluation:fournir")
    alone = signed_in(make_user(Role.PARTENAIRE))
    assert "Aucun mandat ne vous lie" in alone.get(page).content.decode()
    both = ville.partenaire()
    make_mandat(both, ville.college)
    text = signed_in(both).get(page).content.decode()
    assert "Association fictive" in text
    assert "Collège fictif" in text


def test_the_home_page_of_a_partner_tells_what_waits_for_its_words(ville: Ville) -> None:
    make_indicateur(ville.fiche, source={"texte": True})
    make_indicateur(ville.fiche, source={"manque": "Personne ne compte"})
    [bloc] = count_words(ville.partenaire(), ville.strategie)
    assert (bloc.valeur, bloc.libelle) == (1, "indicateur à écrire ou à commenter")
    assert list(count_words(ville.partenaire(ville.college), ville.strategie)) == []
    assert list(count_words(make_user(), ville.strategie)) == []
    assert list(count_words(make_user(Role.PARTENAIRE), ville.strategie)) == []


def test_the_cost_does_not_grow_with_organisations_and_sheets(
    ville: Ville, row: Indicateur, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(make_user())
    for rank in range(3):
        fiche = make_fiche(ville.strategie, pilotes=[ville.association, ville.college])
        make_indicateur(fiche, source={"mesure": f"{SEANCES}.lignes"})
        make_registre(f"r{rank}", frequence=Frequence.ANNUELLE, fournisseurs=[ville.college])
    client.get(reverse("evaluation:fournir"))
    with django_assert_max_num_queries(32):
        client.get(reverse("evaluation:fournir"))


def test_the_same_period_is_commented_once(row: Indicateur) -> None:
    user = make_user()
    kept = say(row, "Dit", user)
    assert str(kept).endswith("2024")
    fields = {"indicateur": row, "debut": A2024.debut, "fin": A2024.fin}
    with pytest.raises(Exception, match="commentaire_indicateur_unique"):
        write(CommentaireIndicateur, texte="Encore", auteur=user, **fields)
