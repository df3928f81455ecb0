"""What lacks is asked for by e-mail: whose it is, where to enter it, and not every day."""

from collections.abc import Callable
from datetime import date, timedelta
from smtplib import SMTPException
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.partenaires.models import Organisation
from quietude.registres.actions.relances import Bilan, remind
from quietude.registres.models import Registre, Relance
from quietude.socle.periodes import Periode
from quietude.socle.regles import ActionImpossible
from quietude.strategie.registres import blocs_for, sections_for
from tests.conftest import make_user
from tests.registres.factories import make_entree, make_registre
from tests.strategie.factories import make_mandat, make_organisation, make_strategie

BASE = "https://quietude.essai.example"
OUVERT: dict[str, Any] = {"depuis": date(2016, 1, 1), "jusqu_au": date(2016, 4, 30)}


@pytest.fixture
def association(db: None) -> Organisation:
    return make_organisation("association", nom="Association fictive")


@pytest.fixture
def partenaire(association: Organisation) -> Utilisateur:
    user = make_user(Role.PARTENAIRE)
    make_mandat(user, association)
    return user


@pytest.fixture
def registre(association: Organisation) -> Registre:
    """Four months of 2016; January is given, February is nothing to report."""
    made = make_registre("accueil", fournisseurs=[association], **OUVERT)
    make_entree(made, association, Periode.mois(2016, 1), nombre=3)
    make_entree(made, association, Periode.mois(2016, 2))
    return made


Envoyer = Callable[..., Bilan]


@pytest.fixture
def envoyer(coordonnateur: Utilisateur, django_capture_on_commit_callbacks: Any) -> Envoyer:
    """Remind, and let the messages leave as at the end of a request."""

    def send(**asked: Any) -> Bilan:
        with django_capture_on_commit_callbacks(execute=True):
            return remind(actor=coordonnateur, base=BASE, **asked)

    return send


def test_one_message_says_what_lacks_and_leads_to_the_form(
    registre: Registre, partenaire: Utilisateur, association: Organisation, envoyer: Envoyer
) -> None:
    make_registre("autre", nom="Autre registre", fournisseurs=[association], **OUVERT)
    assert envoyer() == Bilan(relancees=["Association fictive"])
    (message,) = mail.outbox
    assert message.to == [partenaire.email]
    assert message.subject == "Chiffres attendus\u00a0: 2 registres"
    assert "mars 2016 à avril 2016 (2)" in message.body
    assert f"{BASE}{reverse('registres:saisir', args=['accueil'])}" in message.body
    assert f"{BASE}{reverse('registres:a_fournir')}" in message.body
    assert "Rien à signaler" in message.body
    assert Relance.objects.count() == 2


def test_the_link_leads_to_the_form_after_signing_in(
    client: Client, registre: Registre, partenaire: Utilisateur
) -> None:
    form = reverse("registres:saisir", args=["accueil"])
    away = client.get(form)
    assert away.url == f"/compte/connexion/?next={form}"  # type: ignore[attr-defined]
    answer = client.post(
        away.url,  # type: ignore[attr-defined]
        {"login": partenaire.email, "password": "mot-de-passe-d-essai"},
    )
    assert answer.url == form  # type: ignore[attr-defined]
    page = client.get(form)
    assert page.context["form"].fields["periode"].initial == "2016-03-01 au 2016-03-31"
    assert "mars 2016 (à remettre)" in page.content.decode()


def test_nobody_is_written_to_twice_in_three_days_unless_told_to(
    registre: Registre, partenaire: Utilisateur, envoyer: Envoyer
) -> None:
    envoyer()
    assert envoyer() == Bilan(recentes=["Association fictive"])
    assert len(mail.outbox) == 1
    assert envoyer(insister=True).relancees == ["Association fictive"]
    before = timezone.now() - timedelta(days=4)
    with acting(None, "test"):
        Relance.objects.update(envoyee_le=before)
    assert envoyer().relancees == ["Association fictive"]
    assert len(mail.outbox) == 3


def test_only_the_register_or_organisation_asked_for_is_reminded(
    registre: Registre, partenaire: Utilisateur, association: Organisation, envoyer: Envoyer
) -> None:
    other = make_organisation("autre", nom="Autre association")
    make_mandat(make_user(Role.PARTENAIRE, email="autre@essai.example"), other)
    make_registre("second", nom="Second", fournisseurs=[other, association], **OUVERT)
    assert envoyer(organisation="autre").relancees == ["Autre association"]
    assert envoyer(registre="accueil").relancees == ["Association fictive"]
    assert "Second" not in mail.outbox[-1].body
    with pytest.raises(ActionImpossible, match="Rien ne manque"):
        envoyer(registre="inconnu")


def test_who_cannot_be_written_to_is_named(
    registre: Registre, association: Organisation, envoyer: Envoyer
) -> None:
    make_mandat(make_user(Role.ELU), association)
    assert envoyer() == Bilan(sans_adresse=["Association fictive"])
    assert not mail.outbox
    assert not Relance.objects.exists()


def test_a_message_that_does_not_leave_is_not_told_as_sent(
    registre: Registre,
    partenaire: Utilisateur,
    envoyer: Envoyer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(self: EmailMessage) -> int:
        raise SMTPException("non")

    monkeypatch.setattr(EmailMessage, "send", refuse)
    assert envoyer() == Bilan(echecs=["Association fictive"])
    assert not Relance.objects.exists()


@pytest.mark.parametrize("role", [Role.AGENT, Role.PARTENAIRE, Role.ELU, Role.LECTEUR])
def test_only_the_coordinator_writes_in_the_name_of_the_town(
    registre: Registre, role: Role
) -> None:
    with pytest.raises(PermissionDenied, match="Seul le coordonnateur relance"):
        remind(actor=make_user(role, email="x@essai.example"), base=BASE)


# -- pages ---------------------------------------------------------------------------------


def test_the_page_says_what_lacks_and_reminds(
    client_coordonnateur: Client,
    registre: Registre,
    partenaire: Utilisateur,
    django_capture_on_commit_callbacks: Any,
) -> None:
    address = reverse("registres:manques")
    page = client_coordonnateur.get(address).content.decode()
    assert "mars 2016 à avril 2016 (2)" in page
    export = client_coordonnateur.get(address, {"export": "csv"}).content.decode("utf-8-sig")
    assert "Association fictive;Registre accueil;2" in export
    with django_capture_on_commit_callbacks(execute=True):
        told = client_coordonnateur.post(reverse("registres:relancer"), follow=True)
    assert "Courriel envoyé à Association fictive" in told.content.decode()
    assert len(mail.outbox) == 1
    again = client_coordonnateur.post(
        reverse("registres:relancer"), {"organisation": "association"}
    )
    assert "Relancer encore Association fictive" in again.content.decode()
    everyone = client_coordonnateur.post(reverse("registres:relancer"), follow=True)
    assert "laissé de côté" in everyone.content.decode()
    assert len(mail.outbox) == 1


def test_one_does_not_come_back_to_a_page_of_somebody_else(
    client_coordonnateur: Client, registre: Registre
) -> None:
    for asked in ("https://ailleurs.example/", "//ailleurs.example/", "manques"):
        answer = client_coordonnateur.post(reverse("registres:relancer"), {"retour": asked})
        assert answer.url == reverse("registres:manques")  # type: ignore[attr-defined]


def test_nothing_missing_is_said(
    client_coordonnateur: Client, association: Organisation
) -> None:
    page = client_coordonnateur.get(reverse("registres:manques"))
    assert "Rien ne manque" in page.content.decode()
    told = client_coordonnateur.post(reverse("registres:relancer"), follow=True)
    assert "il n’y a personne à relancer" in told.content.decode()


def test_a_partner_finds_what_it_owes_and_nothing_of_others(
    client: Client, registre: Registre, partenaire: Utilisateur
) -> None:
    other = make_organisation("autre", nom="Autre association")
    make_registre("second", nom="Chez les autres", fournisseurs=[other], **OUVERT)
    client.force_login(partenaire)
    page = client.get(reverse("registres:a_fournir")).content.decode()
    assert "mars 2016 à avril 2016 (2)" in page
    assert "Chez les autres" not in page
    assert client.get(reverse("registres:manques")).status_code == 404
    for month in (3, 4):
        make_entree(registre, registre.fournisseurs.get(), Periode.mois(2016, month))
    assert "Vous êtes à jour" in client.get(reverse("registres:a_fournir")).content.decode()


def test_without_a_mandate_a_partner_is_told_what_to_ask(client: Client, db: None) -> None:
    client.force_login(make_user(Role.PARTENAIRE))
    page = client.get(reverse("registres:a_fournir")).content.decode()
    assert "Aucun mandat ne vous lie" in page


# -- pages of the strategy -----------------------------------------------------------------


def test_the_home_page_counts_whom_to_write_to_or_what_to_fill_in(
    registre: Registre, partenaire: Utilisateur, coordonnateur: Utilisateur
) -> None:
    strategie = make_strategie("essai")

    def told(user: Utilisateur) -> list[tuple[int, str]]:
        mine = reverse("registres:liste")
        rows = blocs_for(user, strategie)
        return [(row.valeur, row.libelle) for row in rows if row.lien.startswith(mine)]

    assert told(coordonnateur) == [(1, "organisation attendue pour des chiffres en retard")]
    assert told(partenaire) == [(1, "registre à compléter")]
    for role in (Role.ELU, Role.AGENT, Role.LECTEUR):
        assert told(make_user(role, email=f"{role}@autre.example")) == []


def test_the_page_of_an_organisation_lists_its_registers(
    registre: Registre, association: Organisation, coordonnateur: Utilisateur
) -> None:
    parts = {row.titre: row for row in sections_for(coordonnateur, association)}
    (line,) = parts["Chiffres à remettre"].lignes
    assert line.texte == "Registre accueil"
    assert "mars 2016 à avril 2016" in line.precision
    nobody = sections_for(coordonnateur, make_organisation("autre"))
    assert "Chiffres à remettre" not in {row.titre for row in nobody}
