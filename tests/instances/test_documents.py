"""A meeting on paper: what stands in it, who prints it, and nobody's name."""

from datetime import date, time, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.documents import recettes
from quietude.documents.contenu import DocumentContenu
from quietude.documents.docx import render_docx
from quietude.documents.enums import Format
from quietude.documents.pdf import render_pdf
from quietude.instances.absences import absences_of
from quietude.instances.documents.recettes import papers_of
from quietude.instances.enums import Confidentialite, EtatReunion, QualiteMembre
from quietude.instances.models import Instance, Reunion
from tests.conftest import make_user
from tests.instances.builders import (
    make_convocation,
    make_decision,
    make_designation,
    make_instance,
    make_membre,
    make_personne,
    make_point,
    make_presence,
    make_reunion,
)
from tests.instances.test_pages import queries_of, text_of
from tests.strategie.factories import make_organisation

pytestmark = pytest.mark.django_db
LE = date(2026, 3, 4)
PAPIERS = ["ordre-du-jour", "feuille-presence", "compte-rendu"]


@pytest.fixture
def tenue() -> Reunion:
    """A meeting held, of an open body: seats, a point told, decisions old and new."""
    body = make_instance("cvo", nom="Cellule de veille")
    make_decision(make_reunion(body, LE - timedelta(days=9)), texte="Éclairer le parc")
    row = make_reunion(body, LE, debut=time(9, 30), lieu="Mairie", objet="Les halls")
    for fonction, etat in (("Maire", "present"), ("Proviseure", "excuse"), ("Élu", "absent")):
        make_presence(row, make_membre(body, fonction), etat)
    make_membre(body, "Pompiers", qualite=QualiteMembre.INVITE)
    make_point(row, "Halls d’immeuble", compte_rendu="Le **bailleur** répond.")
    make_decision(row, texte="Poser une serrure", responsable=make_organisation(nom="Bailleur"))
    return row


def build(cle: str, reunion: Reunion, user: Utilisateur) -> DocumentContenu:
    recette = recettes.get(cle)
    assert recette is not None
    made = recette.construire({"reunion": str(reunion.pk)}, user)
    assert isinstance(made, DocumentContenu)
    return made


def words(made: DocumentContenu) -> str:
    pages = PdfReader(BytesIO(render_pdf(made))).pages
    text = " ".join(page.extract_text() for page in pages)
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())


def test_the_agenda_holds_points_and_decisions_that_stand(
    tenue: Reunion, coordonnateur: Utilisateur
) -> None:
    text = words(build("ordre-du-jour", tenue, coordonnateur))
    for told in ("4 mars 2026, à 9 h 30", "Mairie", "Halls d’immeuble", "Éclairer le parc"):
        assert told in text
    assert "Poser une serrure" not in text


def test_the_sheet_to_sign_has_every_seat_and_no_name(
    tenue: Reunion, coordonnateur: Utilisateur
) -> None:
    seat = make_membre(tenue.instance, "Directrice")
    make_designation(seat, make_personne("Alix Titulaire"))
    make_convocation(tenue, make_personne("Noé Convoqué"))
    text = words(build("feuille-presence", tenue, coordonnateur))
    for told in ("Maire", "Proviseure", "Pompiers", "selon les besoins", "Signature"):
        assert told in text
    for cle in PAPIERS:
        text = words(build(cle, tenue, coordonnateur))
        assert "Alix" not in text
        assert "Noé" not in text


def test_the_minutes_tell_who_was_absent_what_was_said_and_decided(
    tenue: Reunion, coordonnateur: Utilisateur
) -> None:
    text = words(build("compte-rendu", tenue, coordonnateur))
    assert "Le bailleur répond." in text
    assert "Poser une serrure" in text
    assert "Éclairer le parc" in text
    assert text.index("Excusés") < text.index("Proviseure") < text.index("Absents")
    assert render_docx(build("compte-rendu", tenue, coordonnateur)).startswith(b"PK")


def test_a_meeting_with_nothing_noted_still_prints(coordonnateur: Utilisateur) -> None:
    row = make_reunion(make_instance("vide"), LE)
    assert "Aucun point" in words(build("ordre-du-jour", row, coordonnateur))
    assert "n’est pas dite" in words(build("feuille-presence", row, coordonnateur))
    text = words(build("compte-rendu", row, coordonnateur))
    assert "n’ont pas été notées" in text
    assert "Aucune décision" in text


@pytest.mark.parametrize(
    ("etat", "offered"),
    [
        (EtatReunion.PREVUE, PAPIERS[:2]),
        (EtatReunion.TENUE, PAPIERS),
        (EtatReunion.ANNULEE, []),
    ],
)
def test_papers_follow_the_life_of_the_meeting(
    coordonnateur: Utilisateur, etat: str, offered: list[str]
) -> None:
    row = make_reunion(make_instance("cvo"), LE, etat=etat)
    assert [cle for cle, _ in papers_of(coordonnateur, row)] == offered


def test_a_body_with_some_reserve_is_printed_by_its_members_alone(
    coordonnateur: Utilisateur,
) -> None:
    sealed = make_instance("gsp", confidentialite=Confidentialite.RESTREINTE)
    row, agent = make_reunion(sealed, LE), make_user(Role.AGENT)
    recette = recettes.get("compte-rendu")
    assert recette is not None
    asked = {"reunion": str(row.pk)}
    assert papers_of(agent, row) == []
    assert not recette.choix(agent)
    refused = recette.autorise(agent, asked)
    assert not refused
    assert "n’avez pas à lire" in refused.motif
    make_designation(make_membre(sealed, "Siège"), make_personne("Membre", utilisateur=agent))
    assert [cle for cle, _ in papers_of(agent, row)] == ["ordre-du-jour", "compte-rendu"]
    assert recette.autorise(agent, asked)
    assert "limitée aux membres" in build("compte-rendu", row, agent).mention
    assert not recette.autorise(coordonnateur, {"reunion": "x"})


def test_every_paper_is_offered_in_both_formats_under_its_meeting_s_name(
    tenue: Reunion,
) -> None:
    for cle in PAPIERS:
        recette = recettes.get(cle)
        assert recette is not None
        assert recette.formats == (Format.PDF, Format.DOCX)
        assert "4\u00a0mars 2026" in recette.titre({"reunion": str(tenue.pk)})
        assert recette.titre({"reunion": "0"})


def test_the_page_leads_to_them(client_coordonnateur: Client, tenue: Reunion) -> None:
    page = text_of(client_coordonnateur, tenue.get_absolute_url())
    for cle in PAPIERS:
        url = f"/documents/demander/?recette={cle}&amp;choix={tenue.pk}&amp;format=pdf"
        assert url in page
        assert client_coordonnateur.get(url.replace("&amp;", "&")).status_code == 200


def test_queries_do_not_grow_with_what_is_printed(
    tenue: Reunion, coordonnateur: Utilisateur
) -> None:
    counts = []
    for rank in range(3):
        make_point(tenue, f"Point {rank}")
        make_decision(tenue, texte=f"Décision {rank}")
        with CaptureQueriesContext(connection) as queries:
            for cle in PAPIERS:
                build(cle, tenue, coordonnateur)
        counts.append(len(queries))
    assert len(set(counts)) == 1


class TestAbsences:
    def test_each_seat_left_empty_is_counted_in_the_order_of_the_composition(
        self, client_coordonnateur: Client, tenue: Reunion
    ) -> None:
        body = tenue.instance
        again = make_reunion(body, LE + timedelta(days=7))
        for seat in body.composition.exclude(qualite=QualiteMembre.INVITE):
            make_presence(again, seat, "absent" if seat.fonction == "Proviseure" else "present")
        rows = Reunion.objects.of(Instance.objects.get()).described()
        told = {r.fonction: (r.excusees, r.absentes, r.notees) for r in absences_of(rows)}
        assert told == {"Proviseure": (1, 1, 2), "Élu": (0, 1, 2)}
        page = text_of(client_coordonnateur, "/instances/cvo/?annee=2026")
        assert "Absences de 2026, par siège" in page

    def test_a_year_without_absence_says_nothing(self, client_coordonnateur: Client) -> None:
        make_reunion(make_instance("cvo"), LE)
        assert "Absences de" not in text_of(client_coordonnateur, "/instances/cvo/?annee=2026")

    def test_queries_do_not_grow(self, client_coordonnateur: Client, tenue: Reunion) -> None:
        counts = []
        for rank in range(3):
            row = make_reunion(tenue.instance, LE + timedelta(days=rank + 1))
            make_presence(row, make_membre(tenue.instance, f"Siège {rank}"), "absent")
            counts.append(queries_of(client_coordonnateur, "/instances/cvo/?annee=2026"))
        assert len(set(counts)) == 1
