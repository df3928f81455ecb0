"""Many reports given at once; views kept, shared, forgotten."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.models import Trace
from quietude.signalements.actions import masse, vues
from quietude.signalements.actions.masse import assign_signalements
from quietude.signalements.actions.vues import remove_vue, save_vue, share_vue
from quietude.signalements.models import VueEnregistree
from quietude.socle.regles import ActionImpossible
from tests.conftest import make_user
from tests.signalements.factories import make_signalement
from tests.strategie.factories import make_organisation

DEMAIN = timezone.localdate() + timedelta(days=1)
LISTE = "/signalements/"


def test_what_is_ticked_goes_to_the_service_each_with_its_trace(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    police = make_organisation("police", nature="service-municipal")
    first, second, other = (make_signalement() for _ in range(3))
    answer = client_coordonnateur.post(
        f"{LISTE}attribuer/?canal=telephone&page=1",
        {"choix": [first.pk, second.pk], "service": "police", "echeance": f"{DEMAIN}"},
        follow=True,
    )
    assert answer.redirect_chain[-1][0] == f"{LISTE}?canal=telephone&page=1"
    assert "2 signalements confiés" in answer.content.decode()
    for row in (first, second, other):
        row.refresh_from_db()
    assert (first.service, first.etat, first.echeance) == (police, "qualifie", DEMAIN)
    assert second.service == police
    assert other.service is None
    traces = Trace.objects.filter(objet_type="signalements.signalement", operation="UPDATE")
    assert set(traces.values_list("objet_id", "acteur")) == {
        (str(row.pk), coordonnateur.pk) for row in (first, second)
    }


def test_one_closed_report_and_none_is_given(coordonnateur: Utilisateur) -> None:
    police = make_organisation("police")
    rows = [make_signalement(), make_signalement(etat="resolu", clos_le=date(2025, 4, 1))]
    with pytest.raises(ActionImpossible, match=f"{rows[1].pk} est clos"):
        assign_signalements(actor=coordonnateur, signalements=rows, service=police)
    rows[0].refresh_from_db()
    assert rows[0].service is None


def test_who_holds_a_report_keeps_it_when_its_service_does(coordonnateur: Utilisateur) -> None:
    police = make_organisation("police")
    row = make_signalement(service=police, agent=coordonnateur)
    assign_signalements(actor=coordonnateur, signalements=[row], service=police)
    row.refresh_from_db()
    assert row.agent == coordonnateur
    other = make_organisation("voirie")
    assign_signalements(actor=coordonnateur, signalements=[row], service=other)
    row.refresh_from_db()
    assert row.service == other
    assert row.agent is None


def test_giving_nothing_too_much_or_without_the_right_is_refused(
    coordonnateur: Utilisateur, monkeypatch: pytest.MonkeyPatch
) -> None:
    police, row = make_organisation("police"), make_signalement()
    with pytest.raises(ActionImpossible, match="Cochez"):
        assign_signalements(actor=coordonnateur, signalements=[], service=police)
    monkeypatch.setattr(masse, "MAXIMUM", 0)
    with pytest.raises(ActionImpossible, match="Pas plus"):
        assign_signalements(actor=coordonnateur, signalements=[row], service=police)
    monkeypatch.undo()
    with pytest.raises(PermissionDenied, match="agents de la ville"):
        assign_signalements(actor=make_user(Role.ELU), signalements=[row], service=police)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"service": "police"}, "Cochez au moins un"),
        ({"choix": ["x", "1"]}, "Choisissez le service"),
        ({"choix": ["999999"], "service": "inconnu"}, "Choisissez le service"),
    ],
)
def test_a_wrong_sending_says_what_lacks(
    client_coordonnateur: Client, sent: dict[str, str], said: str
) -> None:
    make_organisation("police", nature="service-municipal")
    page = client_coordonnateur.post(f"{LISTE}attribuer/", sent, follow=True)
    assert said in page.content.decode()


def test_a_view_keeps_the_filters_but_not_the_words_searched(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    page = client_coordonnateur.post(
        f"{LISTE}vues/?canal=web&q=secret&page=2&retard=on&age=nimporte",
        {"nom": " Le  web "},
        follow=True,
    )
    vue = VueEnregistree.objects.get()
    assert (vue.nom, vue.filtres, vue.utilisateur) == (
        "Le web",
        "canal=web&retard=on",
        coordonnateur,
    )
    assert page.redirect_chain[-1][0] == f"{LISTE}?canal=web&retard=on"
    assert 'aria-current="page">Le web' in page.content.decode()


def test_a_view_of_the_same_name_is_replaced_and_one_without_name_refused(
    client_coordonnateur: Client, coordonnateur: Utilisateur, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_vue(actor=coordonnateur, nom="Bruit", filtres="canal=web")
    again = save_vue(actor=coordonnateur, nom="Bruit", filtres="canal=courrier")
    assert list(VueEnregistree.objects.values_list("filtres", flat=True)) == [again.filtres]
    page = client_coordonnateur.post(f"{LISTE}vues/", {"nom": "  "}, follow=True)
    assert "Donnez un nom" in page.content.decode()
    monkeypatch.setattr(vues, "MAXIMUM", 1)
    page = client_coordonnateur.post(f"{LISTE}vues/", {"nom": "Autre"}, follow=True)
    assert "supprimez-en une" in page.content.decode()


def test_the_coordinator_shares_a_view_and_everyone_who_reads_finds_it(
    client_coordonnateur: Client, coordonnateur: Utilisateur
) -> None:
    agent = make_user(Role.AGENT)
    vue = save_vue(actor=coordonnateur, nom="Bruit", filtres="canal=web")
    visible = VueEnregistree.objects.visible_to
    assert not visible(agent).exists()
    client_coordonnateur.post(f"{LISTE}vues/{vue.pk}/partager/", {"partager": "1"})
    assert list(visible(agent)) == [vue]
    assert not visible(make_user(Role.LECTEUR)).exists()
    client_coordonnateur.post(f"{LISTE}vues/{vue.pk}/partager/", {"reprendre": "1"})
    assert not visible(agent).exists()
    mine = save_vue(actor=agent, nom="À moi", filtres="moi=on")
    with pytest.raises(PermissionDenied, match="Seul le coordonnateur"):
        share_vue(actor=agent, vue=mine, partagee=True)
    client_coordonnateur.post(f"{LISTE}vues/{vue.pk}/supprimer/")
    assert list(VueEnregistree.objects.all()) == [mine]


def test_a_view_is_removed_by_its_owner_or_once_shared_by_the_coordinator(
    coordonnateur: Utilisateur,
) -> None:
    agent, reader = make_user(Role.AGENT), make_user(Role.LECTEUR)
    vue = save_vue(actor=agent, nom="À moi", filtres="moi=on")
    for other in (coordonnateur, make_user(Role.ELU)):
        with pytest.raises(PermissionDenied, match="quelqu’un d’autre"):
            remove_vue(actor=other, vue=vue)
    remove_vue(actor=agent, vue=vue)
    assert not VueEnregistree.objects.exists()
    with pytest.raises(PermissionDenied):
        save_vue(actor=reader, nom="Non", filtres="")


def test_someone_else_s_view_does_not_exist(client_coordonnateur: Client) -> None:
    vue = save_vue(actor=make_user(Role.AGENT), nom="À moi", filtres="")
    for what in ("partager", "supprimer"):
        answer = client_coordonnateur.post(f"{LISTE}vues/{vue.pk}/{what}/")
        assert answer.status_code == 404
