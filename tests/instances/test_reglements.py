"""The internal rules of a body: drafted, adopted at a meeting, replaced, never lost."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from quietude.comptes.enums import ROLES_CONTENU, Role
from quietude.comptes.models import Utilisateur
from quietude.documents import recettes
from quietude.documents.contenu import DocumentContenu
from quietude.documents.docx import render_docx
from quietude.documents.pdf import render_pdf
from quietude.instances import reglements, workflow
from quietude.instances.actions import reglements as actions
from quietude.instances.actions.reunions import amend_reunion, restore_reunion
from quietude.instances.enums import Confidentialite, EtatReglement, EtatReunion
from quietude.instances.models import Instance, ReglementInterieur, Reunion
from quietude.instances.pack import PackInstance
from quietude.instances.pack_section import read_instances, write_instances
from quietude.instances.reglements import fingerprint, in_force, versions_of
from quietude.journal.actions import acting
from quietude.journal.models import Trace
from quietude.socle.regles import ActionImpossible, ConflitDeVersion
from tests.conftest import make_user
from tests.instances.builders import (
    LIEN,
    make_designation,
    make_instance,
    make_membre,
    make_personne,
    make_reglement,
    make_reunion,
)
from tests.instances.test_pages import client_of, queries_of, text_of

pytestmark = pytest.mark.django_db
PAGE = "/instances/cvo/reglement/"
VIDE = fingerprint("")
TEXTE = "## Article 1\n\nLa cellule se réunit à huis clos."


@pytest.fixture
def body() -> Instance:
    return make_instance("cvo", nom="Cellule de veille")


@pytest.fixture
def tenue(body: Instance) -> Reunion:
    return make_reunion(body, "2026-03-04")


def adopt(actor: Utilisateur, row: ReglementInterieur, met: Reunion) -> ReglementInterieur:
    return actions.adopt_reglement(
        actor=actor, reglement=row, reunion=met, empreinte=fingerprint(row.texte)
    )


class TestLife:
    def test_a_draft_is_written_reworded_then_adopted_at_a_meeting_of_its_day(
        self, body: Instance, tenue: Reunion, coordonnateur: Utilisateur
    ) -> None:
        row = actions.write_reglement(
            actor=coordonnateur, instance=body, texte="Un  \r\ndeux\r\n", empreinte=VIDE
        )
        assert (row.version, row.etat, row.texte) == (1, "projet", "Un\ndeux")
        again = actions.write_reglement(
            actor=coordonnateur, instance=body, texte="Trois", empreinte=fingerprint(row.texte)
        )
        assert again.pk == row.pk
        made = adopt(coordonnateur, again, tenue)
        assert (made.etat, made.adopte_le, made.reunion) == ("adopte", tenue.date, tenue)
        trace = Trace.objects.filter(objet_type="instances.reglementinterieur").latest("pk")
        assert trace.acteur_id == coordonnateur.pk

    def test_the_next_version_replaces_the_former_which_stays_as_it_was(
        self, body: Instance, tenue: Reunion, coordonnateur: Utilisateur
    ) -> None:
        first = make_reglement(body, "Ancien", "2025-01-06")
        row = actions.write_reglement(
            actor=coordonnateur, instance=body, texte="Nouveau", empreinte=VIDE
        )
        assert in_force(versions_of(coordonnateur, body)).reglement == first  # type: ignore[union-attr]
        adopt(coordonnateur, row, tenue)
        newest, oldest = versions_of(coordonnateur, body)
        assert (newest.situation, oldest.situation) == ("En vigueur", "Remplacé")
        assert oldest.phrase == "Adopté le 6\u00a0janvier 2025, remplacé le 4\u00a0mars 2026."
        assert oldest.reglement.texte == "Ancien"

    def test_what_is_written_again_without_a_change_leaves_no_trace(
        self, body: Instance, coordonnateur: Utilisateur
    ) -> None:
        row = make_reglement(body, "Projet")
        before = Trace.objects.count()
        mark = fingerprint(row.texte)
        actions.write_reglement(
            actor=coordonnateur, instance=body, texte="Projet\n", empreinte=mark
        )
        assert Trace.objects.count() == before

    def test_an_empty_text_is_refused(self, body: Instance, coordonnateur: Utilisateur) -> None:
        with pytest.raises(ActionImpossible, match="Écrivez le texte"):
            actions.write_reglement(
                actor=coordonnateur, instance=body, texte=" \n ", empreinte=VIDE
            )

    def test_a_text_changed_since_it_was_read_is_neither_overwritten_nor_adopted(
        self, body: Instance, tenue: Reunion, coordonnateur: Utilisateur
    ) -> None:
        row = make_reglement(body, "Celui de l’autre")
        with pytest.raises(ConflitDeVersion):
            actions.write_reglement(
                actor=coordonnateur, instance=body, texte="Le mien", empreinte=VIDE
            )
        with pytest.raises(ConflitDeVersion, match="Relisez-le"):
            actions.adopt_reglement(
                actor=coordonnateur, reglement=row, reunion=tenue, empreinte=VIDE
            )
        row.refresh_from_db()
        assert (row.texte, row.etat) == ("Celui de l’autre", "projet")

    def test_only_a_meeting_held_of_the_same_body_adopts(
        self, body: Instance, coordonnateur: Utilisateur
    ) -> None:
        row = make_reglement(body, "Projet")
        for met in (
            make_reunion(make_instance("autre"), "2026-03-04"),
            make_reunion(body, "2026-03-05", etat=EtatReunion.PREVUE),
            make_reunion(body, "2026-03-06", etat=EtatReunion.ANNULEE),
        ):
            with pytest.raises(ActionImpossible, match="réunion de son instance"):
                adopt(coordonnateur, row, met)

    def test_it_is_not_adopted_before_what_it_replaces(
        self, body: Instance, tenue: Reunion, coordonnateur: Utilisateur
    ) -> None:
        make_reglement(body, "En vigueur", "2026-03-05")
        with pytest.raises(ActionImpossible, match=r"5.mars 2026"):
            adopt(coordonnateur, make_reglement(body, "Projet"), tenue)

    def test_it_is_adopted_once(
        self, body: Instance, tenue: Reunion, coordonnateur: Utilisateur
    ) -> None:
        row = make_reglement(body, "Adopté", tenue.date, reunion=tenue)
        with pytest.raises(ActionImpossible, match="rechargez"):
            adopt(coordonnateur, row, tenue)
        with pytest.raises(ActionImpossible, match="rechargez"):
            actions.withdraw_adoption(actor=coordonnateur, reglement=make_reglement(body, "p"))

    def test_an_adoption_noted_by_mistake_is_taken_back(
        self, body: Instance, tenue: Reunion, coordonnateur: Utilisateur
    ) -> None:
        first = make_reglement(body, "Ancien", "2025-01-06")
        row = make_reglement(body, "Nouveau", tenue.date, reunion=tenue)
        with pytest.raises(ActionImpossible, match="plus récente"):
            actions.withdraw_adoption(actor=coordonnateur, reglement=first)
        back = actions.withdraw_adoption(actor=coordonnateur, reglement=row)
        assert (back.etat, back.adopte_le, back.reunion) == ("projet", None, None)
        assert in_force(versions_of(coordonnateur, body)).reglement == first  # type: ignore[union-attr]

    def test_a_draft_is_dropped_an_adopted_text_is_not(
        self, body: Instance, coordonnateur: Utilisateur
    ) -> None:
        adopted = make_reglement(body, "Adopté", "2025-01-06")
        row = make_reglement(body, "Projet")
        actions.remove_reglement(actor=coordonnateur, reglement=row)
        with pytest.raises(ActionImpossible, match="n’existe plus"):
            actions.remove_reglement(actor=coordonnateur, reglement=row)
        with pytest.raises(ActionImpossible, match="ne se supprime pas"):
            actions.remove_reglement(actor=coordonnateur, reglement=adopted)
        assert list(ReglementInterieur.objects.all()) == [adopted]

    def test_the_meeting_that_adopted_stays_held_and_takes_its_rules_along(
        self, body: Instance, tenue: Reunion, coordonnateur: Utilisateur
    ) -> None:
        row = make_reglement(body, "Adopté", tenue.date, reunion=tenue)
        with pytest.raises(ActionImpossible, match="reprenez d’abord son adoption"):
            restore_reunion(actor=coordonnateur, reunion=tenue)
        day = {"date": date(2026, 3, 3)}
        amend_reunion(actor=coordonnateur, reunion=tenue, lien=LIEN, valeurs=day)
        row.refresh_from_db()
        assert row.adopte_le == date(2026, 3, 3)

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDONNATEUR}))
    def test_only_the_coordinator_writes(
        self, body: Instance, tenue: Reunion, role: Role
    ) -> None:
        user, row = make_user(role), make_reglement(body, "Projet")
        mark = fingerprint(row.texte)
        for run in (
            lambda: actions.write_reglement(
                actor=user, instance=body, texte="x", empreinte=mark
            ),
            lambda: adopt(user, row, tenue),
            lambda: actions.withdraw_adoption(actor=user, reglement=row),
            lambda: actions.remove_reglement(actor=user, reglement=row),
        ):
            with pytest.raises(PermissionDenied, match="Seul le coordonnateur"):
                run()

    def test_the_database_refuses_what_is_wrong(self, body: Instance, tenue: Reunion) -> None:
        make_reglement(body, "Projet")
        for fields in (
            {"version": 1, "etat": EtatReglement.ADOPTE, "adopte_le": tenue.date},
            {"version": 2},  # two drafts
            {"version": 2, "etat": EtatReglement.ADOPTE, "adopte_le": None},
            {"version": 2, "adopte_le": tenue.date, "etat": EtatReglement.PROJET},
            {"version": 2, "etat": "abroge", "adopte_le": tenue.date},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                make_reglement(body, "x", **fields)

    def test_every_state_can_be_left_and_is_known(self) -> None:
        assert set(workflow.REGLEMENT) == set(EtatReglement)
        assert set().union(*workflow.REGLEMENT.values()) == set(EtatReglement)


class TestReading:
    @pytest.mark.parametrize("role", sorted(ROLES_CONTENU))
    def test_who_sees_the_body_reads_what_is_in_force_and_what_it_replaced(
        self, body: Instance, tenue: Reunion, role: Role
    ) -> None:
        make_reglement(body, "Version d’avant", "2025-01-06")
        make_reglement(body, TEXTE, tenue.date, reunion=tenue)
        client = client_of(role)
        page = text_of(client, "/instances/cvo/")
        assert "Lire le règlement</a>, version 2" in page
        page = text_of(client, PAGE)
        assert "La cellule se réunit à huis clos." in page
        assert "Article 1</h4>" in page
        assert tenue.get_absolute_url() in page
        page = text_of(client, f"{PAGE}1/")
        assert "Version d’avant" in page
        assert "remplacé le 4 mars 2026" in page

    def test_a_draft_is_for_the_members_and_the_coordinator(
        self, client_coordonnateur: Client
    ) -> None:
        body = make_instance("cvo", confidentialite=Confidentialite.RESTREINTE)
        make_reglement(body, "Texte du projet")
        make_designation(
            make_membre(body, "Siège"),
            make_personne("Membre", utilisateur=make_user(Role.PARTENAIRE)),
        )
        member = Client()
        member.force_login(Utilisateur.objects.get(role=Role.PARTENAIRE))
        for client in (member, client_coordonnateur):
            assert "Texte du projet" in text_of(client, f"{PAGE}1/")
            assert "à adopter en réunion" in text_of(client, "/instances/cvo/")
        stranger = client_of(Role.AGENT)
        assert stranger.get(f"{PAGE}1/").status_code == 404
        assert "Texte du projet" not in text_of(stranger, PAGE)
        assert "Projet de la version" not in text_of(stranger, "/instances/cvo/")
        recette = recettes.get("reglement-interieur")
        assert recette is not None
        agent = Utilisateur.objects.get(role=Role.AGENT)
        pk = str(ReglementInterieur.objects.get().pk)
        assert not recette.autorise(agent, {"reglement": pk})
        assert not recette.autorise(agent, {"reglement": "x"})
        assert list(recette.choix(agent)) == []
        assert recette.autorise(
            Utilisateur.objects.get(role=Role.COORDONNATEUR), {"reglement": pk}
        )

    def test_a_body_without_rules_says_so_and_what_to_do(
        self, body: Instance, client_coordonnateur: Client
    ) -> None:
        assert "Écrire un projet" in text_of(client_coordonnateur, PAGE)
        assert "Aucun règlement adopté" in text_of(client_coordonnateur, "/instances/cvo/")
        assert "n’a pas adopté" in text_of(client_of(Role.ELU), PAGE)
        assert client_coordonnateur.get(f"{PAGE}1/").status_code == 404

    def test_ten_versions_cost_no_more_queries_than_two(
        self, body: Instance, client_coordonnateur: Client
    ) -> None:
        counts = []
        for total in (2, 10):
            while body.reglements.count() < total:
                make_reglement(body, "x", "2025-01-06", reunion=make_reunion(
                    body, date(2025, 1, 6 + body.reglements.count())
                ))  # fmt: skip
            counts.append(
                [queries_of(client_coordonnateur, url) for url in (PAGE, "/instances/cvo/")]
            )
        assert counts[0][0] == counts[1][0]


class TestWriting:
    def test_the_whole_life_through_the_pages(
        self, body: Instance, tenue: Reunion, client_coordonnateur: Client
    ) -> None:
        client = client_coordonnateur
        typed = {"texte": TEXTE, "empreinte": VIDE}
        page = client.post(f"{PAGE}projet/", typed, follow=True)
        assert page.redirect_chain == [(f"{PAGE}1/", 302)]
        shown = client.get(f"{PAGE}1/adopter/").context["form"]
        assert list(shown.fields["reunion"].queryset) == [tenue]
        typed = {"reunion": str(tenue.pk), "empreinte": fingerprint(TEXTE)}
        page = client.post(f"{PAGE}1/adopter/", typed, follow=True)
        assert "il est en vigueur" in page.content.decode()
        begun = client.get(f"{PAGE}projet/").context["form"].initial
        assert begun == {"texte": TEXTE, "empreinte": VIDE}
        client.post(f"{PAGE}projet/", {"texte": "Suite", "empreinte": VIDE})
        assert "Supprimer le projet" in text_of(client, f"{PAGE}2/")
        page = client.post(f"{PAGE}1/reprendre/", follow=True)
        assert "Une version plus récente existe" in page.content.decode()
        client.get(f"{PAGE}2/supprimer/")
        client.post(f"{PAGE}2/supprimer/")
        client.get(f"{PAGE}1/reprendre/")
        client.post(f"{PAGE}1/reprendre/")
        assert ReglementInterieur.objects.get().projet

    def test_two_editors_of_one_draft_never_lose_a_word(
        self, body: Instance, client_coordonnateur: Client
    ) -> None:
        make_reglement(body, "Le texte de l’autre")
        typed = {"texte": "Le texte que je tape", "empreinte": VIDE}
        page = client_coordonnateur.post(f"{PAGE}projet/", typed)
        said = page.content.decode()
        assert "pendant que vous écriviez" in said
        assert "<del>" in said
        assert page.context["form"]["texte"].value() == "Le texte que je tape"
        mark = page.context["form"]["empreinte"].value()
        assert mark == fingerprint("Le texte de l’autre")
        client_coordonnateur.post(f"{PAGE}projet/", {**typed, "empreinte": mark})
        assert ReglementInterieur.objects.get().texte == "Le texte que je tape"

    def test_what_is_wrong_is_said_and_what_was_typed_stays(
        self, body: Instance, client_coordonnateur: Client
    ) -> None:
        page = client_coordonnateur.post(f"{PAGE}projet/", {"texte": " ", "empreinte": VIDE})
        assert "Écrivez le texte" in page.content.decode()
        make_reglement(body, "Projet")
        mark = fingerprint("Projet")
        page = client_coordonnateur.post(
            f"{PAGE}1/adopter/", {"reunion": "0", "empreinte": mark}
        )
        assert page.status_code == 200
        assert page.context["form"].errors["reunion"]
        met = make_reunion(body, "2026-03-04")
        page = client_coordonnateur.post(
            f"{PAGE}1/adopter/", {"reunion": str(met.pk), "empreinte": VIDE}, follow=True
        )
        assert "Relisez-le" in page.content.decode()
        assert ReglementInterieur.objects.get().projet

    def test_no_one_else_opens_the_forms(self, body: Instance) -> None:
        make_reglement(body, "Projet")
        client = client_of(Role.ELU)
        for name in ("reglement_adopter", "reglement_reprendre", "reglement_supprimer"):
            url = reverse(f"instances:{name}", args=["cvo", 1])
            assert client.get(url).status_code == client.post(url).status_code == 404
        assert client.get(f"{PAGE}projet/").status_code == 404


class TestPaper:
    def test_each_version_prints_with_when_it_was_worth(
        self, body: Instance, coordonnateur: Utilisateur
    ) -> None:
        make_reglement(body, TEXTE, "2025-01-06")
        make_reglement(body, "Nouveau texte", "2026-03-04")
        make_reglement(body, "Texte du projet")
        recette = recettes.get("reglement-interieur")
        assert recette is not None
        choices = list(recette.choix(coordonnateur))
        assert [row.libelle.rsplit(", ")[-1] for row in choices] == [
            "version 3 (projet)", "version 2", "version 1",
        ]  # fmt: skip
        expected = ("Projet, à adopter", "en vigueur", "remplacé le 4 mars 2026")
        for choice, told in zip(choices, expected, strict=True):
            made = recette.construire(choice.parametres, coordonnateur)
            assert isinstance(made, DocumentContenu)
            pages = PdfReader(BytesIO(render_pdf(made))).pages
            text = " ".join(" ".join(page.extract_text() for page in pages).split())
            assert told in text.replace("\u00a0", " ")
            assert render_docx(made).startswith(b"PK")
        assert "Règlement intérieur" in recette.titre(choices[0].parametres)
        assert recette.titre({"reglement": "0"}) == "Règlement intérieur"


class TestPack:
    def test_every_version_leaves_and_comes_back(self, body: Instance, tenue: Reunion) -> None:
        make_reglement(body, TEXTE, tenue.date, reunion=tenue)
        make_reglement(body, "Projet")
        (kept,) = read_instances("")
        with acting(None, "test"):
            ReglementInterieur.objects.all().delete()
            write_instances([kept], "")
        assert read_instances("") == [kept]
        etats = ReglementInterieur.objects.order_by("version").values_list("etat", flat=True)
        assert list(etats) == ["adopte", "projet"]

    def test_loading_again_keeps_the_meeting_of_the_same_day_only(
        self, body: Instance, tenue: Reunion
    ) -> None:
        row = make_reglement(body, TEXTE, tenue.date, reunion=tenue)
        (kept,) = read_instances("")
        with acting(None, "test"):
            write_instances([kept], "")
        row.refresh_from_db()
        assert row.reunion == tenue
        moved = kept.model_dump()
        moved["instances"][0]["reglements"][0]["adopte_le"] = "2026-03-01"
        with acting(None, "test"):
            write_instances([type(kept).model_validate(moved)], "")
        row.refresh_from_db()
        assert row.adopte_le == date(2026, 3, 1)
        assert row.reunion_id is None

    @pytest.mark.parametrize(
        ("rows", "told"),
        [
            ([(2, "2026-01-01"), (1, None)], "se suivent"),
            ([(1, None), (2, "2026-01-01")], "un projet"),
            ([(1, "2026-02-01"), (2, "2026-01-01")], "avant celui"),
        ],
    )
    def test_versions_out_of_order_are_refused(
        self, rows: list[tuple[int, str | None]], told: str
    ) -> None:
        given = [{"version": rank, "adopte_le": day, "texte": "x"} for rank, day in rows]
        with pytest.raises(ValueError, match=told):
            PackInstance.model_validate(
                {
                    "code": "cvo", "nom": "CVO", "nature": "cellule",
                    "confidentialite": "ouverte", "reglements": given,
                }
            )  # fmt: skip


def test_a_text_is_kept_as_browsers_send_it() -> None:
    assert reglements.normalise("a \r\nb\rc\n\n") == "a\nb\nc"
