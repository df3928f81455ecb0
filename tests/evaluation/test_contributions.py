"""What partners are asked to say of a year, and how they say it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.evaluation.actions import contributions as actions
from quietude.evaluation.actions.contributions import Bilan, expected_of
from quietude.evaluation.enums import EtatContribution, EtatEvaluation
from quietude.evaluation.models import Contribution, EvaluationAnnuelle
from quietude.evaluation.textes import fingerprint
from quietude.partenaires.models import Organisation, Personne
from quietude.socle.regles import ActionImpossible, ConflitDeVersion
from quietude.strategie.enums import EtatFiche
from tests.conftest import make_user
from tests.evaluation.annuelles import make_contribution, make_evaluation
from tests.strategie.factories import (
    make_fiche,
    make_mandat,
    make_organisation,
    make_strategie,
    write,
)

LIEN = "https://quietude.example/evaluation"
DEMAIN = timezone.localdate() + timedelta(days=1)


class Ville:
    """A pilot of two sheets, a partner of one; the partner has an account."""

    def __init__(self) -> None:
        self.mairie = make_organisation("mairie", nom="Mairie")
        self.college = make_organisation("college", nom="Collège")
        strategie = make_strategie()
        self.fiches = [
            make_fiche(strategie, 1, pilotes=[self.mairie], partenaires=[self.college]),
            make_fiche(strategie, 2, pilotes=[self.mairie]),
        ]
        make_fiche(strategie, 3, pilotes=[self.college], etat=EtatFiche.ABANDONNEE)
        self.evaluation = make_evaluation(strategie)
        self.partenaire = make_user(Role.PARTENAIRE)
        make_mandat(self.partenaire, self.college)


@pytest.fixture
def ville(db: None) -> Ville:
    return Ville()


def ask(ville: Ville, **fields: Any) -> Bilan:
    values: dict[str, Any] = {
        "actor": None,
        "evaluation": ville.evaluation,
        "attendues": expected_of(ville.evaluation.strategie, pilotes=True, partenaires=True),
        "echeance": DEMAIN,
        "lien": LIEN,
    }
    return actions.ask_contributions(**{**values, **fields})


def subjects(rows: Any) -> list[tuple[str, int | None]]:
    return [(row.organisation.code, row.fiche and row.fiche.numero) for row in rows]


# -- asking ---------------------------------------------------------------------------------


def test_pilots_are_asked_of_their_actions_and_others_of_the_year(ville: Ville) -> None:
    done = ask(ville)
    rows = Contribution.objects.select_related("organisation", "fiche")
    assert subjects(rows) == [("mairie", 1), ("mairie", 2), ("college", None)]
    assert done == Bilan(3, ("Mairie",))
    ville.evaluation.refresh_from_db()
    assert ville.evaluation.echeance == DEMAIN


def test_each_organisation_gets_one_message_with_the_link(
    ville: Ville, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Any
) -> None:
    nobody = make_mandat(None, ville.mairie)
    with django_capture_on_commit_callbacks(execute=True):
        ask(ville)
    assert [message.to for message in mailoutbox] == [[ville.partenaire.email]]
    Personne.objects.filter(pk=nobody.personne_id)
    body = mailoutbox[0].body
    assert LIEN in body and "l’année, dans son ensemble" in body
    assert f"{DEMAIN.day}" in body and "Collège est invité" in body


def test_all_who_speak_for_an_organisation_are_written_to_at_once(
    ville: Ville, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Any
) -> None:
    one = write(Personne, nom="Personne fictive", email="direction@essai.example")
    make_mandat(None, ville.mairie)
    write(
        type(make_mandat(None, ville.mairie)),
        personne=one,
        organisation=ville.mairie,
        fonction="Direction",
        debut=date(2020, 1, 1),
    )
    with django_capture_on_commit_callbacks(execute=True):
        ask(ville)
    sent = {tuple(message.to): message.body for message in mailoutbox}
    assert sent.keys() == {("direction@essai.example",), (ville.partenaire.email,)}
    body = sent[("direction@essai.example",)]
    assert "action 1, «" in body and "action 2, «" in body


def test_an_account_that_is_closed_is_not_written_to(
    ville: Ville, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Any
) -> None:
    gone = make_user(Role.PARTENAIRE, email="parti@essai.example", is_active=False)
    make_mandat(gone, ville.mairie)
    with django_capture_on_commit_callbacks(execute=True):
        done = ask(ville)
    assert done.sans_adresse == ("Mairie",)
    assert "parti@essai.example" not in {to for message in mailoutbox for to in message.to}


def test_asking_again_asks_only_those_who_were_not(
    ville: Ville, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Any
) -> None:
    ask(ville, attendues=[(ville.mairie, ville.fiches[0])])
    with django_capture_on_commit_callbacks(execute=True):
        assert ask(ville).nombre == 2
        assert ask(ville).nombre == 0
    assert Contribution.objects.count() == 3
    assert len(mailoutbox) == 1


def test_a_date_that_is_past_is_refused(ville: Ville) -> None:
    with pytest.raises(ActionImpossible, match="passée"):
        ask(ville, echeance=timezone.localdate() - timedelta(days=1))


def test_only_those_who_have_not_answered_are_reminded_and_once_a_day(
    ville: Ville, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks: Any
) -> None:
    make_contribution(ville.evaluation, ville.college)
    make_contribution(
        ville.evaluation,
        ville.mairie,
        etat=EtatContribution.RENDUE,
        texte="Dit",
        rendue_le=timezone.now(),
    )
    with django_capture_on_commit_callbacks(execute=True):
        done = actions.remind_contributions(actor=None, evaluation=ville.evaluation, lien=LIEN)
    assert done == Bilan(1, ())
    assert [message.subject[:6] for message in mailoutbox] == ["Rappel"]
    assert actions.last_reminder(ville.evaluation)
    with pytest.raises(ActionImpossible, match="déjà parti"):
        actions.remind_contributions(actor=None, evaluation=ville.evaluation, lien=LIEN)


def test_nobody_is_reminded_when_all_have_answered(ville: Ville) -> None:
    with pytest.raises(ActionImpossible, match="rendues"):
        actions.remind_contributions(actor=None, evaluation=ville.evaluation, lien=LIEN)


def test_others_neither_ask_nor_remind_nor_withdraw(ville: Ville) -> None:
    asked = make_contribution(ville.evaluation, ville.college)
    for act in (
        lambda: ask(ville, actor=ville.partenaire),
        lambda: actions.remind_contributions(
            actor=ville.partenaire, evaluation=ville.evaluation, lien=LIEN
        ),
        lambda: actions.withdraw_request(actor=ville.partenaire, contribution=asked),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_after_the_adoption_nobody_is_asked(ville: Ville) -> None:
    ville.evaluation = make_evaluation(
        ville.evaluation.strategie, annee=2024, etat=EtatEvaluation.ADOPTEE
    )
    with pytest.raises(PermissionDenied, match="adoptée"):
        ask(ville)


# -- writing --------------------------------------------------------------------------------


def hand_in(user: Utilisateur, row: Contribution, texte: str, seen: str = "") -> Contribution:
    return actions.hand_in(
        actor=user, contribution=row, texte=texte, empreinte=fingerprint(seen)
    )


def test_a_draft_is_kept_then_handed_in_then_reworded(ville: Ville) -> None:
    row = make_contribution(ville.evaluation, ville.college)
    user = ville.partenaire
    kept = actions.keep_draft(
        actor=user, contribution=row, texte="Début", empreinte=fingerprint("")
    )
    assert (kept.etat, kept.texte) == (EtatContribution.DEMANDEE, "Début")
    done = hand_in(user, row, "Début et\r\nfin ", "Début")
    assert (done.etat, done.texte, done.auteur) == ("rendue", "Début et\nfin", user)
    assert hand_in(user, row, "Mieux", "Début et\nfin").texte == "Mieux"
    with pytest.raises(ActionImpossible, match="rendue"):
        actions.keep_draft(actor=user, contribution=row, texte="x", empreinte="")


def test_two_who_write_for_one_organisation_are_told(ville: Ville) -> None:
    row = make_contribution(ville.evaluation, ville.college, texte="D’un collègue")
    with pytest.raises(ConflitDeVersion):
        hand_in(ville.partenaire, row, "La mienne")
    assert hand_in(ville.partenaire, row, "La mienne", "D’un collègue")


def test_an_empty_contribution_is_not_handed_in(ville: Ville) -> None:
    row = make_contribution(ville.evaluation, ville.college)
    with pytest.raises(ActionImpossible, match="Écrivez"):
        hand_in(ville.partenaire, row, "  ")


def test_the_coordinator_writes_for_an_organisation(
    ville: Ville, coordonnateur: Utilisateur
) -> None:
    row = make_contribution(ville.evaluation, ville.college)
    assert hand_in(coordonnateur, row, "Dit par téléphone").auteur == coordonnateur


def test_nobody_writes_for_another_organisation(ville: Ville) -> None:
    row = make_contribution(ville.evaluation, ville.mairie)
    with pytest.raises(PermissionDenied, match="autre organisation"):
        hand_in(ville.partenaire, row, "Pour eux")


def test_a_request_is_withdrawn_until_someone_begins(
    ville: Ville, coordonnateur: Utilisateur
) -> None:
    row = make_contribution(ville.evaluation, ville.college)
    begun = make_contribution(ville.evaluation, ville.mairie, texte="Commencé")
    actions.withdraw_request(actor=coordonnateur, contribution=row)
    assert list(Contribution.objects.all()) == [begun]
    with pytest.raises(ActionImpossible, match="commencée"):
        actions.withdraw_request(actor=coordonnateur, contribution=begun)
    with pytest.raises(ActionImpossible, match="plus demandée"):
        hand_in(coordonnateur, row, "Trop tard")


# -- pages ----------------------------------------------------------------------------------


def page(name: str, *args: Any) -> str:
    return reverse(f"evaluation:{name}", args=args)


@pytest.fixture
def demandee(ville: Ville) -> Contribution:
    return make_contribution(ville.evaluation, ville.college, ville.fiches[0])


@pytest.fixture
def client_partenaire(ville: Ville, client: Client) -> Client:
    client.force_login(ville.partenaire)
    return client


def test_the_coordinator_asks_in_the_browser(
    ville: Ville, client_coordonnateur: Client, mailoutbox: list[EmailMessage]
) -> None:
    address = page("contributions_demander", ville.evaluation.annee)
    assert "pilotes" in client_coordonnateur.get(address).content.decode()
    response = client_coordonnateur.post(address, {"echeance": ""}, follow=True)
    assert "Choisissez à qui demander" in response.content.decode()
    other = make_organisation("amicale", nom="Amicale")
    sent = {"pilotes": "on", "organisation": "amicale", "echeance": f"{DEMAIN:%Y-%m-%d}"}
    response = client_coordonnateur.post(address, sent, follow=True)
    words = response.content.decode()
    assert "3 contributions demandées" in words
    assert "2 organisations sans adresse connue (" in words
    assert Contribution.objects.filter(organisation=other, fiche=None).exists()
    assert Organisation.objects.count() == 3


def test_a_reminder_leaves_from_the_page(
    ville: Ville, demandee: Contribution, client_coordonnateur: Client
) -> None:
    address = page("contributions_relancer", ville.evaluation.annee)
    words = client_coordonnateur.post(address, follow=True).content.decode()
    assert "1 contribution rappelée" in words and "Dernier rappel le" in words
    again = client_coordonnateur.post(address, follow=True).content.decode()
    assert "déjà parti" in again


def test_a_partner_writes_its_own_and_finds_no_other(
    ville: Ville, demandee: Contribution, client_partenaire: Client
) -> None:
    other = make_contribution(ville.evaluation, ville.mairie)
    assert client_partenaire.get(page("contribution", other.pk)).status_code == 404
    listed = client_partenaire.get(page("contributions", ville.evaluation.annee))
    assert "Collège" in listed.content.decode() and "Mairie" not in listed.content.decode()
    address = page("contribution", demandee.pk)
    sent = {"texte": "Moins de disputes.", "empreinte": fingerprint("")}
    response = client_partenaire.post(address, sent, follow=True)
    assert "votre contribution est rendue" in response.content.decode()
    demandee.refresh_from_db()
    assert demandee.texte == "Moins de disputes."


def test_what_is_typed_is_kept_as_it_comes(
    demandee: Contribution, client_partenaire: Client
) -> None:
    sent = {"texte": "Moins de", "empreinte": fingerprint("")}
    answer = client_partenaire.post(page("brouillon", demandee.pk), sent).content.decode()
    assert "Gardé à" in answer and fingerprint("Moins de") in answer
    shown = client_partenaire.get(page("contribution", demandee.pk)).content.decode()
    assert "Moins de</textarea>" in shown


def test_a_draft_over_what_was_handed_in_changes_nothing_before_it_is_saved(
    demandee: Contribution, client_partenaire: Client
) -> None:
    address = page("contribution", demandee.pk)
    client_partenaire.post(address, {"texte": "Rendu", "empreinte": fingerprint("")})
    draft = {"texte": "Rendu, mais", "empreinte": fingerprint("Rendu")}
    client_partenaire.post(page("brouillon", demandee.pk), draft)
    demandee.refresh_from_db()
    assert demandee.texte == "Rendu"
    shown = client_partenaire.get(address).content.decode()
    assert "Rendu, mais</textarea>" in shown and "rien n’est encore enregistré" in shown
    client_partenaire.post(address, {**draft, "texte": "Rendu, mais mieux"})
    demandee.refresh_from_db()
    assert demandee.texte == "Rendu, mais mieux"
    assert "rien n’est encore" not in client_partenaire.get(address).content.decode()


def test_a_conflict_shows_both_texts_and_loses_neither(
    demandee: Contribution, client_partenaire: Client
) -> None:
    write_text(demandee, "Celui d’un collègue")
    address = page("contribution", demandee.pk)
    sent = {"texte": "Le mien", "empreinte": fingerprint("")}
    shown = client_partenaire.post(address, sent).content.decode()
    assert "Celui d’un collègue" in shown and "Le mien</textarea>" in shown
    again = {"texte": "Le mien", "empreinte": fingerprint("Celui d’un collègue")}
    assert client_partenaire.post(address, again).status_code == 302
    kept = client_partenaire.post(page("brouillon", demandee.pk), sent).content.decode()
    assert "Gardé" in kept


def write_text(row: Contribution, texte: str) -> None:
    row.texte = texte
    write_row(row)


def write_row(row: Contribution) -> None:
    from quietude.journal.actions import acting

    with acting(None, "test"):
        row.save()


def test_after_the_adoption_it_is_read_and_not_written(
    ville: Ville, demandee: Contribution, client_partenaire: Client
) -> None:
    adopted = make_evaluation(
        ville.evaluation.strategie, annee=2024, etat=EtatEvaluation.ADOPTEE
    )
    row = make_contribution(adopted, ville.college, texte="Dit")
    address = page("contribution", row.pk)
    shown = client_partenaire.get(address).content.decode()
    assert "Dit" in shown and "<textarea" not in shown
    assert client_partenaire.post(address, {"texte": "Autre"}).status_code == 403
    assert client_partenaire.post(page("brouillon", row.pk), {"texte": "x"}).status_code == 403


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_costs_the_same_whatever_its_length(
    ville: Ville, client_coordonnateur: Client, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        make_contribution(ville.evaluation, make_organisation(), ville.fiches[0])
    address = page("contributions", ville.evaluation.annee)
    client_coordonnateur.get(address)
    with django_assert_num_queries(6):
        client_coordonnateur.get(address)


def test_partners_are_told_on_the_page_of_the_years(
    ville: Ville, demandee: Contribution, client_partenaire: Client
) -> None:
    words = client_partenaire.get(page("annuelles")).content.decode()
    assert "Une contribution est attendue" in words
    assert EvaluationAnnuelle.objects.count() == 1
