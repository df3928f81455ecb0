"""What is said in a body that keeps it, tried by every door, role, seat and signature."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quietude.comptes.enums import ROLES_CONTENU, Role
from quietude.comptes.models import Utilisateur
from quietude.config.autorisations import addresses
from quietude.documents import recettes, rules
from quietude.documents.enums import EtatDocument, Format
from quietude.documents.models import DocumentProduit
from quietude.instances.actions import agenda, decisions, points
from quietude.instances.actions.chartes import withdraw_signatures
from quietude.instances.dans_la_strategie import decisions_bloc, list_decisions
from quietude.instances.enums import Confidentialite, EtatDecision, EtatReunion
from quietude.instances.models import Decision, Instance, Point, Reunion
from quietude.instances.rules import can_close_as, can_hear, can_write_talks
from quietude.partenaires.models import Organisation
from quietude.signalements.actions.seance import decide_ligne
from quietude.signalements.models import LigneSeance, Suite
from tests.conftest import make_user
from tests.instances.builders import (
    LIEN,
    make_decision,
    make_designation,
    make_instance,
    make_membre,
    make_personne,
    make_point,
    make_reunion,
    make_signature,
)
from tests.signalements.factories import make_categorie, make_signalement
from tests.strategie.factories import (
    make_mandat,
    make_organisation,
    make_strategie,
    write,
)

pytestmark = pytest.mark.django_db
SECRETS = ("Marqueur-point", "Marqueur-dit", "Marqueur-decision")
OBJET = "Marqueur-objet"
MOTIF = "Marqueur-motif"
RESTREINTE, NOMINATIVE = Confidentialite.RESTREINTE, Confidentialite.NOMINATIVE
LEVELS = [(RESTREINTE, False), (RESTREINTE, True), (NOMINATIVE, False)]
DIT = ("ordre-du-jour", "compte-rendu")


class Salle:
    """A body of this level, its meetings, and a reader with or without seat and signature."""

    def __init__(self, level: Confidentialite, charte: bool) -> None:
        make_strategie("essai")
        self.body = make_instance("salle", confidentialite=level, charte=charte)
        self.siege = make_membre(self.body, "Siège")
        self.service = make_organisation("service")
        self.tenue = make_reunion(self.body, "2026-03-04", objet=OBJET)
        self.point = make_point(self.tenue, SECRETS[0], compte_rendu=SECRETS[1])
        late = {"texte": SECRETS[2], "responsable": self.service, "echeance": "2026-03-05"}
        self.decision = make_decision(self.tenue, **late)
        day = timezone.localdate() + timedelta(days=9)
        self.prevue = make_reunion(self.body, day, etat=EtatReunion.PREVUE, objet=OBJET)
        make_point(self.prevue, SECRETS[0])
        off = {"etat": EtatReunion.ANNULEE, "motif": MOTIF, "objet": OBJET}
        self.annulee = make_reunion(self.body, "2026-03-05", **off)
        self.designation = make_designation(
            self.siege, make_personne("Autre"), fin="2026-01-31"
        )

    def user(self, role: Role, *, seat: bool, signed: bool) -> Utilisateur:
        user = make_user(role)
        who = make_personne(f"Lecteur {role}", utilisateur=user)
        if seat:
            make_designation(self.siege, who)
        if signed:
            make_signature(self.body, who, date(2020, 1, 1), date(2199, 1, 1))
        return user

    def urls(self, meeting: Reunion) -> Iterator[tuple[str, str]]:
        """Every address of the bodies that a person opens, lists and files included."""
        values: dict[str, Any] = {
            "code": self.body.code,
            "pk": meeting.pk,
            "numero": self.decision.numero,
            "point": self.point.pk,
            "sens": "monter",
            "designation": self.designation.pk,
            "version": 1,
            "jeton": "inconnu",
        }
        for row in addresses():
            if row.espace == "instances" and row.acces is not None:
                given = {name: values[name] for name in row.arguments}
                yield row.nom, reverse(row.nom, kwargs=given)
        for name in ("liste", "fonctionnement", "reunions", "decisions", "chartes"):
            page = reverse(f"instances:{name}")
            for query in ("export=csv", "annee=2026&export=csv", "etat=toutes&export=csv"):
                yield f"instances:{name}", f"{page}?{query}"
        yield "instances:decisions", f"{reverse('instances:decisions')}?etat=retard"
        for other in (self.prevue, self.annulee):
            yield "instances:reunion", other.get_absolute_url()
        yield "home", "/"
        yield "partner", reverse("strategie:par_partenaire", args=["essai", "service"])
        yield "documents", f"{reverse('documents:demander')}?recette=compte-rendu"
        yield "journal", reverse("journal:journal")
        yield "journal", f"{reverse('journal:journal')}?export=csv"
        yield "journal", f"{reverse('journal:journal')}?sujet=instances.reunion:{meeting.pk}"


def hears(level: Confidentialite, charte: bool, role: Role, seat: bool, signed: bool) -> bool:
    """The rule as it is said in the guide."""
    under = charte or level == NOMINATIVE
    if role not in ROLES_CONTENU:
        return False
    if role == Role.COORDONNATEUR:
        return signed or not under
    return seat and (signed or not under)


@pytest.mark.parametrize(("level", "charte"), LEVELS)
@pytest.mark.parametrize("role", sorted(Role))
def test_no_address_says_what_is_kept_to_whoever_does_not_hear(
    level: Confidentialite, charte: bool, role: Role
) -> None:
    salle = Salle(level, charte)
    for seat, signed in product((False, True), repeat=2):
        user = salle.user(role, seat=seat, signed=signed)
        may = hears(level, charte, role, seat, signed)
        assert bool(can_hear(user, salle.body)) is may
        client = Client()
        client.force_login(user)
        said: set[str] = set()
        for name, url in salle.urls(salle.tenue):
            page = client.get(url)
            assert page.status_code in {200, 302, 403, 404, 405}, url
            text = page.content.decode()
            told = {word for word in (*SECRETS, OBJET, MOTIF) if word in text}
            # When, where, what for and why not: the coordinator writes them to invite.
            if role == Role.COORDONNATEUR:
                told -= {OBJET, MOTIF}
            assert may or not told, (name, url, told)
            said |= told
        assert not may or set(SECRETS) <= said
        _undo(user)


def _undo(user: Utilisateur) -> None:
    from quietude.journal.actions import acting

    with acting(None, "test"):
        user.personne.delete()
        type(user).objects.filter(pk=user.pk).update(email=f"{user.pk}@essai.example")


@pytest.mark.parametrize(("level", "charte"), LEVELS)
@pytest.mark.parametrize("role", sorted(Role))
def test_papers_feeds_and_lines_follow_the_same_rule(
    level: Confidentialite, charte: bool, role: Role
) -> None:
    salle = Salle(level, charte)
    kept = write(
        DocumentProduit,
        recette="compte-rendu",
        titre="Compte rendu",
        format=Format.PDF,
        parametres={"reunion": str(salle.tenue.pk)},
        demande_par=make_user(Role.AGENT, email="qui-a-imprime@essai.example"),
        etat=EtatDocument.PRET,
        contenu=b"%PDF",
    )
    for seat, signed in product((False, True), repeat=2):
        user = salle.user(role, seat=seat, signed=signed)
        may = hears(level, charte, role, seat, signed)
        for cle in DIT:
            recette = recettes.get(cle)
            assert recette is not None
            allowed = recette.autorise(user, {"reunion": str(salle.tenue.pk)})
            assert bool(allowed) is may
            offered = {row.cle for row in recette.choix(user)}
            assert (str(salle.tenue.pk) in offered) is may
        assert bool(rules.can_open(user, kept)) is may
        assert Point.objects.visible_to(user).exists() is may
        assert Decision.objects.visible_to(user).exists() is may
        assert bool(list(list_decisions(user, salle.service))) is may
        _feed_says_when_only(user)
        if role == Role.COORDONNATEUR:
            client = Client()
            client.force_login(user)
            file = client.get(reverse("documents:fichier", args=[kept.pk]))
            assert file.status_code == (200 if may else 403)
            page = client.get(reverse("documents:document", args=[kept.pk])).content.decode()
            assert ("Télécharger" in page) is may
        _undo(user)


def _feed_says_when_only(user: Utilisateur) -> None:
    token = agenda.open_agenda(actor=user)
    page = Client().get(reverse("instances:agenda_ics", args=[token]))
    text = page.content.decode()
    assert "Marqueur" not in text
    assert "DESCRIPTION" not in text


@pytest.fixture
def sealed() -> Salle:
    return Salle(NOMINATIVE, charte=True)


class TestCoordinator:
    def test_without_signature_organises_and_does_not_read(self, sealed: Salle) -> None:
        user = sealed.user(Role.COORDONNATEUR, seat=True, signed=False)
        client = Client()
        client.force_login(user)
        page = client.get(sealed.prevue.get_absolute_url()).content.decode()
        for kept in ("Convoquer les membres", "Modifier", OBJET, "Signez d’abord la charte"):
            assert kept in page
        assert "Ajouter un point" not in page
        papers = recettes.get("feuille-presence")
        assert papers is not None
        assert papers.autorise(user, {"reunion": str(sealed.prevue.pk)})
        held = client.get(sealed.tenue.get_absolute_url()).content.decode()
        assert "Noter une décision" not in held

    def test_without_signature_writes_nothing_of_what_is_said(self, sealed: Salle) -> None:
        user = sealed.user(Role.COORDONNATEUR, seat=False, signed=False)
        client = Client()
        client.force_login(user)
        code, held = sealed.body.code, sealed.tenue.pk
        for name, args, status in (
            ("point_ajouter", [code, held], 403),
            ("decision_ajouter", [code, held], 403),
            ("point_modifier", [code, held, sealed.point.pk], 404),
            ("point_retirer", [code, held, sealed.point.pk], 404),
            ("decision_modifier", [code, held, 1], 404),
            ("decision_clore", [code, held, 1], 404),
            ("decision_retirer", [code, held, 1], 404),
        ):
            typed = {"titre": "x", "texte": "x", "etat": "faite", "close_le": "2026-03-05"}
            url = reverse(f"instances:{name}", args=args)
            assert client.post(url, typed).status_code == status, name
        row, point = sealed.decision, sealed.point
        for run in (
            lambda: points.add_point(actor=user, reunion=sealed.tenue, titre="x"),
            lambda: points.amend_point(actor=user, point=point, titre="x"),
            lambda: points.move_point(actor=user, point=point, haut=True),
            lambda: points.remove_point(actor=user, point=point),
            lambda: decisions.add_decision(actor=user, reunion=sealed.tenue, texte="x"),
            lambda: decisions.amend_decision(actor=user, decision=row, texte="x"),
            lambda: decisions.remove_decision(actor=user, decision=row),
            lambda: decisions.reopen_decision(actor=user, decision=row),
            lambda: decisions.close_decision(
                actor=user, decision=row, etat="faite", close_le=date(2026, 3, 5)
            ),
        ):
            with pytest.raises(PermissionDenied, match="Signez d’abord"):
                run()
        assert Point.objects.count() == 2
        assert Decision.objects.get().texte == SECRETS[2]

    def test_signs_on_the_page_of_the_members_and_takes_it_back(self, sealed: Salle) -> None:
        user = sealed.user(Role.COORDONNATEUR, seat=False, signed=False)
        client = Client()
        client.force_login(user)
        members = reverse("instances:membres", args=[sealed.body.code])
        assert "Non signée" in client.get(members).content.decode()
        url = reverse("instances:ma_charte", args=[sealed.body.code])
        assert client.get(url).status_code == 200
        wrong = client.post(url, {"signee_le": "2026-01-05", "expire_le": "2026-01-05"})
        assert "au-delà" in wrong.content.decode()
        client.post(url, {"signee_le": "2026-01-05", "expire_le": "2199-01-01"})
        assert can_write_talks(user, sealed.body)
        assert "vous lisez et écrivez" in client.get(members).content.decode()
        back = reverse("instances:ma_charte_retirer", args=[sealed.body.code])
        assert client.get(back).status_code == 200
        client.post(back)
        assert not can_hear(user, sealed.body)

    def test_an_account_behind_nobody_is_told_what_to_do(
        self, sealed: Salle, client_coordonnateur: Client
    ) -> None:
        for name in ("ma_charte", "ma_charte_retirer"):
            url = reverse(f"instances:{name}", args=[sealed.body.code])
            page = client_coordonnateur.get(url, follow=True)
            assert "relié à aucune personne" in page.content.decode()

    def test_an_expired_signature_closes_the_room(self, sealed: Salle) -> None:
        user = sealed.user(Role.COORDONNATEUR, seat=True, signed=False)
        yesterday = timezone.localdate() - timedelta(days=1)
        make_signature(sealed.body, user.personne, date(2020, 1, 1), yesterday)
        assert not can_hear(user, sealed.body)
        client = Client()
        client.force_login(user)
        page = client.get(reverse("instances:membres", args=[sealed.body.code]))
        assert "Expirée" in page.content.decode()

    def test_the_journal_says_that_lines_are_kept_and_shows_them_once_signed(
        self, sealed: Salle
    ) -> None:
        user = sealed.user(Role.COORDONNATEUR, seat=False, signed=False)
        client = Client()
        client.force_login(user)
        page = client.get(reverse("journal:journal")).content.decode()
        assert "ne se montrent" in page
        make_signature(sealed.body, user.personne, date(2020, 1, 1), date(2199, 1, 1))
        page = client.get(reverse("journal:journal")).content.decode()
        assert "ne se montrent" not in page
        assert SECRETS[1] in page


class TestInCharge:
    """Whoever must do what a body decided."""

    @pytest.fixture
    def partner(self) -> Utilisateur:
        return make_user(Role.PARTENAIRE)

    def answer_for(self, user: Utilisateur, organisation: Organisation) -> None:
        make_mandat(user, organisation, debut=date(2020, 1, 1))

    def test_reads_and_closes_its_own_decision_of_a_body_of_limited_circulation_only(
        self, partner: Utilisateur
    ) -> None:
        salle = Salle(RESTREINTE, charte=False)
        make_decision(salle.tenue, texte="Confiée à d’autres")
        self.answer_for(partner, salle.service)
        assert list(Decision.objects.visible_to(partner)) == [salle.decision]
        client = Client()
        client.force_login(partner)
        page = client.get(salle.tenue.get_absolute_url()).content.decode()
        assert SECRETS[2] in page
        assert SECRETS[1] not in page
        assert "Confiée à d’autres" not in page
        decisions.close_decision(
            actor=partner, decision=salle.decision, etat="faite", close_le=date(2026, 3, 5)
        )

    def test_reads_nothing_of_a_body_under_charter(
        self, sealed: Salle, partner: Utilisateur
    ) -> None:
        self.answer_for(partner, sealed.service)
        assert not Decision.objects.visible_to(partner)
        verdict = can_close_as(partner, sealed.decision, EtatDecision.FAITE)
        assert "signée la charte" in verdict.motif

    def test_closes_there_once_seated_and_signed(self, sealed: Salle) -> None:
        user = sealed.user(Role.PARTENAIRE, seat=True, signed=True)
        write_mandat(user, sealed.service)
        assert can_close_as(user, sealed.decision, EtatDecision.FAITE)


def write_mandat(user: Utilisateur, organisation: Organisation) -> None:
    from quietude.partenaires.models import Mandat

    write(
        Mandat,
        personne=user.personne,
        organisation=organisation,
        fonction="Essai",
        debut=date(2020, 1, 1),
    )


def test_the_home_page_counts_only_what_is_read() -> None:
    salle = Salle(RESTREINTE, charte=False)
    elu = salle.user(Role.ELU, seat=False, signed=False)
    strategie = make_strategie("autre")
    assert list(decisions_bloc(elu, strategie)) == []
    make_designation(salle.siege, elu.personne)
    assert [row.valeur for row in decisions_bloc(elu, strategie)] == [1]


def test_a_signature_taken_back_closes_at_once(sealed: Salle) -> None:
    user = sealed.user(Role.AGENT, seat=True, signed=True)
    assert can_hear(user, sealed.body)
    withdraw_signatures(
        actor=make_user(Role.COORDONNATEUR),
        instance=sealed.body,
        personne=user.personne,
        lien=LIEN,
    )
    assert not can_hear(user, sealed.body)


class TestSession:
    """The reports in session: what a body of limited circulation decides is for its members."""

    @pytest.fixture
    def cell(self) -> Instance:
        return make_instance("cvo", nom="Cellule close", confidentialite=RESTREINTE)

    def line(self, cell: Instance, etat: EtatReunion) -> LigneSeance:
        met = make_reunion(cell, timezone.localdate(), etat=etat)
        row = make_signalement(make_categorie("bruit"), adresse="Marqueur-adresse")
        fields = {"signalement": row, "rang": 1, "raison": "nouveau"}
        made: LigneSeance = write(LigneSeance, reunion=met, **fields)
        return made

    @pytest.mark.parametrize("etat", [EtatReunion.PREVUE, EtatReunion.TENUE])
    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDONNATEUR}))
    def test_who_does_not_sit_opens_no_page_of_it(
        self, cell: Instance, etat: EtatReunion, role: Role
    ) -> None:
        line = self.line(cell, etat)
        user = make_user(role)
        client = Client()
        client.force_login(user)
        for name in ("seance", "seance_releve"):
            url = reverse(f"signalements:{name}", args=[line.reunion_id])
            assert client.get(url).status_code == 404
        assert not LigneSeance.objects.visible_to(user)
        recette = recettes.get("seance-signalements")
        assert recette is not None
        assert not recette.autorise(user, {"reunion": str(line.reunion_id)})

    def test_an_agent_who_sits_decides_one_who_does_not_cannot(self, cell: Instance) -> None:
        line, agent = self.line(cell, EtatReunion.PREVUE), make_user(Role.AGENT)
        with pytest.raises(PermissionDenied, match="se lit par ses membres"):
            decide_ligne(actor=agent, ligne=line, decision="suivre")
        who = make_personne("Agente", utilisateur=agent)
        make_designation(make_membre(cell, "Agente"), who)
        assert LigneSeance.objects.visible_to(agent).exists()
        decide_ligne(actor=agent, ligne=line, decision="suivre")
        assert "Cellule close" not in Suite.objects.get().texte
