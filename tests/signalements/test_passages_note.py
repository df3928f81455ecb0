"""The note d'ambiance and the figures: what moved, what chance explains, nothing personal."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.documents import recettes
from quietude.documents.contenu import DocumentContenu, Liste, Paragraphe, TableauDonnees
from quietude.documents.docx import render_docx
from quietude.documents.pdf import render_pdf
from quietude.indicateurs.enums import EtatValeur
from quietude.indicateurs.memoire import ALIAS
from quietude.indicateurs.mesures import Demande
from quietude.indicateurs.moteur import compute
from quietude.journal.models import Trace
from quietude.observatoire.calculs.evolution import Verdict
from quietude.signalements.actions.passages import write_paragraph
from quietude.signalements.ambiance import Note, read_note, street
from quietude.signalements.ambiance_calculs import chance, judge_together
from quietude.signalements.demo_passages import create_demo_passages
from quietude.signalements.documents.note import A_ECRIRE, brief
from quietude.signalements.documents.recettes import CLE
from quietude.signalements.models import ChoixPassage, ParagrapheAmbiance, Passage
from quietude.signalements.pack_passages import (
    PackMediateurs,
    read_mediateurs,
    write_mediateurs,
)
from quietude.socle.periodes import Periode
from quietude.socle.regles import ActionImpossible, ConflitDeVersion
from quietude.territoire.models import Secteur
from tests.conftest import make_user
from tests.signalements.factories import make_categorie, make_signalement
from tests.signalements.factories_passages import make_choix, make_geste, make_passage
from tests.territoire.builders import make_division, make_secteur

MARS, PAGE = date(2025, 3, 1), "/signalements/passages/note/2025/3/"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    caches[ALIAS].clear()


@pytest.fixture
def nord(db: None) -> Secteur:
    return make_secteur(make_division("quartiers"), "nord")


def many(nature: ChoixPassage, first: date, count: int, **fields: Any) -> None:
    """So many passages, one a day from this one on, starting over after twenty days."""
    for rank in range(count):
        make_passage(nature, jour=first + timedelta(days=rank % 20), **fields)


@pytest.fixture
def mars(nord: Secteur, coordonnateur: Utilisateur) -> Note:
    """February met little, March four times as many groups in the north, and no more else."""
    groupe, calme = make_choix("groupe"), make_choix("calme")
    here: dict[str, Any] = {"secteurs": {"quartiers": "nord"}}
    many(groupe, date(2025, 2, 1), 10, **here)
    many(calme, date(2025, 2, 1), 20, adresse="1 place de l’Essai")
    many(groupe, MARS, 40, **here)
    many(calme, MARS, 22, adresse="1 place de l’Essai", heure=time(9))
    make_signalement(adresse="12 rue des Essais", recu_le=noon(4), **here)
    make_signalement(adresse="rue d’Ailleurs", recu_le=noon(5))
    make_signalement(adresse="rue d’Ailleurs", recu_le=noon(5), quarantaine=True)
    return read_note(coordonnateur, MARS)


def noon(day: int) -> Any:
    return timezone.make_aware(timezone.datetime(2025, 3, day, 12))  # type: ignore[attr-defined]


def test_a_rise_that_chance_does_not_explain_is_told_from_one_that_it_does(mars: Note) -> None:
    groupe, calme = sorted(mars.natures, key=lambda row: -row.apres)
    assert (groupe.avant, groupe.apres, groupe.dit) == (10, 40, "Hausse nette")
    assert (calme.avant, calme.apres) == (20, 22)
    assert calme.dit == "Le hasard suffit à l’expliquer"
    assert ("Secteur", mars.secteurs[0][0]) in mars.bouge
    told = " ".join(brief(mars))
    assert "hausse nette, de 10 à 40" in told and "calme" not in told


def test_reports_of_the_month_stand_beside_and_quarantine_does_not_count(mars: Note) -> None:
    assert mars.signalements == 2
    assert [(row.libelle, count) for row, count in mars.secteurs] == [
        ("Secteur nord", 1),
        ("Sans secteur", 1),
    ]


def test_places_that_come_back_are_streets_never_dwellings(mars: Note) -> None:
    found = [(row.nom, row.secteur, row.jours, row.signalements) for row in mars.lieux]
    assert found == [
        ("place de l’Essai", "", 20, 0),
        ("rue des Essais", "Secteur nord", 20, 1),
    ]
    for address, said in (
        ("7 bis, rue X, bât. A", "rue X"),
        ("résidence Y, bât. B, Nord", "résidence Y"),
        ("rue du 8 Mai", "rue du 8 Mai"),
        ("12", ""),
    ):
        assert street(address) == said


def test_more_days_of_presence_alone_are_no_rise() -> None:
    assert chance(20, 40, [(30, 30)]) < 0.05
    assert chance(20, 40, [(30, 30), (10, 20)]) == 1.0
    assert chance(20, 38, [(30, 30), (10, 19)]) == 1.0
    assert chance(5, 5, [(30, 30)]) == 1.0


def test_among_many_lines_one_that_seems_to_move_is_not_enough() -> None:
    alone = judge_together([("a", 8, 22)], [(30, 30)])
    assert alone[0].verdict is Verdict.HAUSSE_NETTE
    among = judge_together([("a", 8, 22), *(("b", 5, 6),) * 19], [(30, 30)])
    assert among[0].verdict is Verdict.PAS_ETABLI
    fall = judge_together([("a", 40, 5), ("b", 6, 6)], [(30, 30)])
    assert [row.dit for row in fall] == ["Baisse nette", "Même nombre"]


def test_without_a_month_before_nothing_is_compared(
    nord: Secteur, coordonnateur: Utilisateur
) -> None:
    many(make_choix(), MARS, 5)
    note = read_note(coordonnateur, MARS)
    assert note.total.dit == "Non comparable" and not note.bouge
    assert "rien à comparer" in " ".join(brief(note))


def test_a_month_that_is_not_over_says_so(coordonnateur: Utilisateur) -> None:
    today = timezone.localdate()
    make_passage(jour=today)
    note = read_note(coordonnateur, today.replace(day=1))
    over = note.mois.fin == today
    assert note.arretee_le == (None if over else today)


def test_the_note_costs_the_same_for_many_passages_and_sectors(
    mars: Note,
    nord: Secteur,
    coordonnateur: Utilisateur,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for rank in range(8):
        make_secteur(nord.division, f"s{rank}")
    with django_assert_max_num_queries(9):
        read_note(coordonnateur, MARS)


def text_of(content: DocumentContenu) -> str:
    lines: list[str] = []
    for bloc in content.blocs:
        if isinstance(bloc, Liste):
            lines += map(str, bloc.elements)
        elif isinstance(bloc, Paragraphe):
            lines.append(str(bloc.texte))
        elif isinstance(bloc, TableauDonnees):
            lines += [" ".join(map(str, row.cellules)) for row in bloc.lignes]
    return "\n".join(lines)


def test_the_document_says_what_moved_and_what_is_left_to_write(
    mars: Note, nord: Secteur, coordonnateur: Utilisateur
) -> None:
    make_passage(jour=MARS, note="Dit par quelqu’un", adresse="45 rue Cachée")
    recette = recettes.get(CLE)
    assert recette is not None
    (choix, *_) = recette.choix(coordonnateur)
    assert (choix.cle, choix.libelle) == ("2025-03", "Mars 2025")
    assert recette.titre(choix.parametres) == "Note d’ambiance, mars 2025"
    assert recette.autorise(coordonnateur, choix.parametres)
    content = recette.construire(choix.parametres, coordonnateur)
    assert isinstance(content, DocumentContenu)
    text = text_of(content)
    assert "Mot groupe 10 40 Hausse nette" in text and A_ECRIRE in text
    assert "Dit par" not in text and "45 rue" not in text
    write_paragraph(
        actor=coordonnateur, mois=MARS, secteur=nord, texte="Soirées animées.", avant=""
    )
    again = recette.construire(choix.parametres, coordonnateur)
    assert isinstance(again, DocumentContenu)
    assert "Soirées animées." in text_of(again) and A_ECRIRE not in text_of(again)
    assert render_docx(again)[:2] == b"PK" and render_pdf(again)[:4] == b"%PDF"


@pytest.mark.parametrize("role", [Role.PARTENAIRE, Role.LECTEUR])
def test_who_does_not_read_passages_prints_no_note(db: None, role: Role) -> None:
    make_passage()
    recette = recettes.get(CLE)
    assert recette is not None
    user = make_user(role)
    assert recette.choix(user) == []
    assert not recette.autorise(user, {"mois": "2025-03"})


def test_paragraphs_are_written_kept_and_versioned(
    client_coordonnateur: Client, mars: Note, nord: Secteur
) -> None:
    client = client_coordonnateur
    assert "Jamais" in client.get(PAGE).content.decode()
    client.post(PAGE, {"texte-nord": "Calme\r\nle soir.", "avant-nord": ""})
    client.post(PAGE, {"texte-nord": "Animé.", "avant-nord": "Calme\r\nle soir."})
    row = ParagrapheAmbiance.objects.get()
    assert (row.texte, row.mois, row.secteur) == ("Animé.", MARS, nord)
    traces = Trace.objects.filter(objet_type="signalements.paragrapheambiance")
    assert traces.count() == 2
    client.post(PAGE, {"texte-nord": "Animé.", "avant-nord": "Animé."})
    assert traces.count() == 2  # nothing new, nothing written


def test_nobody_writes_over_another_without_seeing_it(
    client_coordonnateur: Client, mars: Note, nord: Secteur
) -> None:
    agent = make_user(Role.AGENT)
    write_paragraph(actor=agent, mois=MARS, secteur=nord, texte="Le leur.", avant="")
    typed = {"texte-nord": "Le mien.", "avant-nord": ""}
    page = client_coordonnateur.post(PAGE, typed).content.decode()
    assert "Quelqu’un a écrit sur Secteur nord" in page
    assert "Le mien." in page and "Enregistré entre-temps : Le leur." in page
    assert ParagrapheAmbiance.objects.get().texte == "Le leur."
    client_coordonnateur.post(PAGE, {**typed, "avant-nord": "Le leur."})
    assert ParagrapheAmbiance.objects.get().texte == "Le mien."
    with pytest.raises(ConflitDeVersion):
        write_paragraph(actor=agent, mois=MARS, secteur=nord, texte="Tard.", avant="Le leur.")
    with pytest.raises(ActionImpossible, match="2000 caractères"):
        write_paragraph(
            actor=agent, mois=MARS, secteur=nord, texte="x" * 2001, avant="Le mien."
        )


def test_an_elected_member_reads_the_note_and_does_not_write_it(
    client: Client, mars: Note, nord: Secteur
) -> None:
    elu = make_user(Role.ELU)
    client.force_login(elu)
    page = client.get(PAGE).content.decode()
    assert "Rien n’est écrit." in page and "<textarea" not in page
    assert client.post(PAGE, {"texte-nord": "Non", "avant-nord": ""}).status_code == 403
    with pytest.raises(PermissionDenied):
        write_paragraph(actor=elu, mois=MARS, secteur=nord, texte="Non", avant="")


def test_months_are_chosen_among_those_with_passages(
    client_coordonnateur: Client, mars: Note
) -> None:
    page = client_coordonnateur.get("/signalements/passages/note/").content.decode()
    assert "Mars 2025" in page and "Février 2025" in page and "Avril" not in page
    for unknown in ("2025/4/", "2025/13/", "0/1/"):
        answer = client_coordonnateur.get(f"/signalements/passages/note/{unknown}")
        assert answer.status_code == 404


def test_without_passages_the_page_says_where_to_begin(client_coordonnateur: Client) -> None:
    page = client_coordonnateur.get("/signalements/passages/note/").content.decode()
    assert "Inscrivez un premier passage" in page


def test_passages_and_people_met_are_measured_by_kind_sector_and_moment(nord: Secteur) -> None:
    groupe = make_choix("groupe")
    for hour, met, where in ((9, "0", "nord"), (23, "6", "nord"), (5, "2", "")):
        sectors = {"quartiers": where} if where else {}
        make_passage(groupe, heure=time(hour), affluence=met, secteurs=sectors)
    span = Periode.mois(2025, 3)

    def split(mesure: str, dimension: str) -> dict[str, Decimal | None]:
        (found,) = compute([Demande(f"passages.{mesure}", (span,), par=(dimension,))])
        return {at[0]: value.nombre for at, value in found.parts[span].items()}

    assert split("passages", "tranche") == {"matin": 1, "nuit": 2}
    assert split("passages", "nature") == {"groupe": 3}
    assert split("personnes", "secteur-quartiers") == {"nord": 6, "": 2}
    assert split("passages", "affluence") == {"0": 1, "6": 1, "2": 1}


def test_nobody_passing_is_told_from_nobody_counting(systeme: None) -> None:
    spans = tuple(Periode.mois(2025, month) for month in (1, 2, 3, 4, 5, 6))

    def states() -> list[EtatValeur]:
        caches[ALIAS].clear()
        (found,) = compute([Demande("passages.passages", spans)])
        return [found.valeurs[span].etat for span in spans]

    assert set(states()) == {EtatValeur.ABSENTE}
    make_passage(jour=date(2025, 2, 3))
    make_passage(jour=date(2025, 4, 2))
    assert states() == [
        EtatValeur.ABSENTE,
        EtatValeur.CONNUE,
        EtatValeur.CONNUE,
        EtatValeur.CONNUE,
        EtatValeur.ABSENTE,
        EtatValeur.ABSENTE,
    ]
    (whole,) = compute([Demande("passages.passages", (Periode.annee(2025),))])
    assert whole.valeurs[Periode.annee(2025)].etat is EtatValeur.PARTIELLE


def test_the_lists_go_to_a_pack_and_come_back(systeme: None) -> None:
    assert read_mediateurs("") == []
    make_choix("groupe", categorie=make_categorie("bruit"), ordre=1, libelle="Groupe")
    make_geste("dialogue")
    (told,) = read_mediateurs("")
    assert (told.natures[0].categorie, told.gestes[0].code) == ("bruit", "dialogue")
    write_mediateurs([PackMediateurs()], "")
    assert not ChoixPassage.objects.exists()
    write_mediateurs([told], "")
    assert read_mediateurs("") == [told]


def test_the_demonstration_is_the_same_each_time_and_names_nobody(systeme: None) -> None:
    assert create_demo_passages() == 0
    make_choix("regroupement")
    make_geste("presence")
    assert create_demo_passages() == 0
    make_signalement(jour=date(2015, 5, 4), adresse="1 rue Imaginaire")
    assert create_demo_passages() == Passage.objects.count() > 1_500
    first = told()
    assert create_demo_passages() == 0
    Passage.objects.all().delete()
    create_demo_passages()
    assert first == told()
    assert not Passage.objects.exclude(note="").exists()


def told() -> list[tuple[Any, ...]]:
    rows = Passage.objects.order_by("pk")
    return list(rows.values_list("jour", "heure", "affluence", "gestes", "adresse"))
