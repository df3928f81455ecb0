"""The analysis of a theme: every wording kept, claims checked, nothing lost between two."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.observatoire import analyses
from quietude.observatoire.actions.analyses import restore_analyse, write_analyse
from quietude.observatoire.analyses import findings, side_by_side
from quietude.observatoire.coherence import Allegation
from quietude.observatoire.enums import SensVariation
from quietude.observatoire.models import Analyse, Theme
from quietude.socle.periodes import Periode
from quietude.socle.regles import ActionImpossible, ConflitDeVersion
from tests.conftest import make_user
from tests.observatoire.factories import (
    make_annees,
    make_commune,
    make_serie,
    make_theme,
)

pytestmark = pytest.mark.django_db
Y2023, Y2024 = "2023-01-01/2023-12-31", "2024-01-01/2024-12-31"


@pytest.fixture
def theme(db: None) -> Theme:
    make_commune()
    found = make_theme("vols", titre="Les vols")
    make_annees(make_serie("vols", libelle="Vols", theme="vols"), {2023: 100, 2024: 160})
    return found


def claim(sens: SensVariation = SensVariation.HAUSSE) -> Allegation:
    return Allegation("vols", Periode.annee(2023), Periode.annee(2024), sens)


def write(actor: Utilisateur, theme: Theme, version: int = 0, **fields: Any) -> Analyse:
    values = {
        "texte": "Les vols augmentent.",
        "ecrit_le": date(2026, 3, 1),
        "allegations": [claim()],
        **fields,
    }
    return write_analyse(actor=actor, theme=theme, version=version, **values)


def test_each_wording_is_kept(coordonnateur: Utilisateur, theme: Theme) -> None:
    first = write(coordonnateur, theme)
    assert (first.version, first.auteur) == (1, coordonnateur)
    assert first.affirmations[0]["sens"] == "hausse"
    assert write(coordonnateur, theme, 1).pk == first.pk  # the same again makes no version
    second = write(coordonnateur, theme, 1, texte="Autrement dit.")
    assert second.version == 2
    assert Analyse.objects.count() == 2


def test_an_older_wording_comes_back_with_its_date(
    coordonnateur: Utilisateur, theme: Theme
) -> None:
    write(coordonnateur, theme)
    write(coordonnateur, theme, 1, texte="Autre.", ecrit_le=date(2026, 4, 1))
    back = restore_analyse(actor=coordonnateur, theme=theme, version=1)
    assert (back.version, back.texte, back.ecrit_le) == (
        3,
        "Les vols augmentent.",
        date(2026, 3, 1),
    )
    for version, told in ((3, "déjà celle"), (9, "n’existe pas")):
        with pytest.raises(ActionImpossible, match=told):
            restore_analyse(actor=coordonnateur, theme=theme, version=version)


def test_whoever_writes_over_another_is_told(coordonnateur: Utilisateur, theme: Theme) -> None:
    write(coordonnateur, theme)
    with pytest.raises(ConflitDeVersion):
        write(coordonnateur, theme, 0, texte="Autre.")
    assert Analyse.objects.count() == 1


def test_others_do_not_write(coordonnateur: Utilisateur, theme: Theme) -> None:
    reader = make_user(Role.ELU)
    write(coordonnateur, theme)
    with pytest.raises(PermissionDenied):
        write(reader, theme, 1)
    with pytest.raises(PermissionDenied):
        restore_analyse(actor=reader, theme=theme, version=1)


def test_two_texts_stand_line_against_line() -> None:
    told = side_by_side("un\n\ndeux\ntrois", "un\nDEUX\ntrois\nquatre")
    assert [(row.gauche, row.droite, row.change) for row in told] == [
        ("un", "un", False),
        ("deux", "DEUX", True),
        ("trois", "trois", False),
        ("", "quatre", True),
    ]


def test_findings_name_the_theme_whose_analysis_the_figures_contradict(
    coordonnateur: Utilisateur, theme: Theme
) -> None:
    assert findings(coordonnateur) == []
    write(coordonnateur, theme)
    assert findings(coordonnateur) == []
    write(coordonnateur, theme, 1, allegations=[claim(SensVariation.BAISSE)])
    (row,) = findings(coordonnateur)
    assert (row.theme, row.analyse.version) == (theme, 2)
    assert [finding.regle for finding in row.constats] == ["ANA-SENS"]
    assert findings(make_user(Role.ADMINISTRATEUR)) == []


def at(name: str = "analyse_modifier", *args: Any) -> str:
    return reverse(f"observatoire:{name}", args=["vols", *args])


def posted(*claims: tuple[str, str, str, str], **fields: Any) -> dict[str, Any]:
    values = {
        "version": "0",
        "texte": "Les vols **augmentent**.",
        "ecrit_le": "01/03/2026",
        "a-TOTAL_FORMS": len(claims),
        "a-INITIAL_FORMS": 0,
        **fields,
    }
    for rank, row in enumerate(claims):
        for name, value in zip(("serie", "de", "a", "sens"), row, strict=True):
            values[f"a-{rank}-{name}"] = value
    return values


RISE = ("vols", Y2023, Y2024, "hausse")
FALL = ("vols", Y2023, Y2024, "baisse")
NOTHING = ("", "", "", "")


def test_a_first_analysis_is_written(client_coordonnateur: Client, theme: Theme) -> None:
    page = client_coordonnateur.get(at()).content.decode()
    assert 'name="version" value="0"' in page
    assert "Vols, Valmont" in page
    client_coordonnateur.post(at(), posted(RISE, NOTHING))
    row = Analyse.objects.get()
    assert (row.theme, row.version, len(row.affirmations)) == ("vols", 1, 1)
    again = client_coordonnateur.get(at()).content.decode()
    assert "Les vols **augmentent**." in again
    assert f'<option value="{Y2023}" selected>' in again


def test_a_preview_shows_the_text_and_what_the_figures_answer(
    client_coordonnateur: Client, theme: Theme
) -> None:
    page = client_coordonnateur.post(at(), posted(FALL, apercu="1")).content.decode()
    assert "<strong>augmentent</strong>" in page
    assert "Commentaire que les chiffres contredisent" in page
    assert "Les vols **augmentent**." in page  # still in the form
    assert not Analyse.objects.exists()


def test_a_contradicted_analysis_is_saved_all_the_same_with_a_warning(
    client_coordonnateur: Client, theme: Theme
) -> None:
    answer = client_coordonnateur.post(at(), posted(FALL))
    assert answer.status_code == 302
    told = [
        str(message)
        for message in client_coordonnateur.get(at("analyse_historique")).context["messages"]
    ]
    assert any("les chiffres contredisent" in text for text in told)
    assert Analyse.objects.get().version == 1


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("vols", Y2023, "", "hausse"), "À choisir, ou videz la ligne"),
        (("vols", Y2023, Y2023, "hausse"), "deux périodes différentes"),
        (("autre", Y2023, Y2024, "hausse"), "n’a pas de valeur à cette période"),
        (("inconnue", Y2023, Y2024, "hausse"), "Affirmation 1, série"),
    ],
)
def test_a_wrong_claim_is_told_beside_it_and_the_text_stays(
    client_coordonnateur: Client, theme: Theme, row: Any, told: str
) -> None:
    make_annees(make_serie("autre", libelle="Autre", theme="vols"), {2023: 4})
    page = client_coordonnateur.post(at(), posted(row)).content.decode()
    assert told in page
    assert "Les vols **augmentent**." in page
    assert not Analyse.objects.exists()


def test_a_missing_date_keeps_the_text(client_coordonnateur: Client, theme: Theme) -> None:
    page = client_coordonnateur.post(at(), posted(RISE, ecrit_le="hier")).content.decode()
    assert "Écrivez une date qui existe" in page
    assert "Les vols **augmentent**." in page


def test_two_people_writing_one_see_both_texts(
    client_coordonnateur: Client, theme: Theme
) -> None:
    other = make_user(email="b@essai.example", nom="Seconde personne (essai)")
    write(other, theme, texte="Le texte de l’autre.")
    page = client_coordonnateur.post(at(), posted(RISE, version="0")).content.decode()
    assert "Seconde personne (essai) a enregistré la version 1" in page
    assert "Le texte de l’autre." in page
    assert "Les vols **augmentent**." in page
    assert 'name="version" value="1"' in page
    client_coordonnateur.post(at(), posted(RISE, version="1"))
    assert Analyse.objects.get(version=2).texte == "Les vols **augmentent**."


def test_a_form_that_speaks_of_a_version_never_written_loses_nothing(
    client_coordonnateur: Client, theme: Theme
) -> None:
    page = client_coordonnateur.post(at(), posted(RISE, version="7")).content.decode()
    assert "Les vols **augmentent**." in page
    assert 'name="version" value="0"' in page


def test_a_claim_on_a_series_gone_stays_in_its_line(
    client_coordonnateur: Client, coordonnateur: Utilisateur, theme: Theme
) -> None:
    gone = Allegation(
        "disparue", Periode.annee(2001), Periode.annee(2002), SensVariation.STABLE
    )
    write(coordonnateur, theme, allegations=[gone])
    page = client_coordonnateur.get(at()).content.decode()
    assert "disparue (n’est plus dans le thème)" in page
    assert (
        "disparue : stabilité"
        in client_coordonnateur.get(at("analyse_historique")).content.decode()
    )


def test_versions_are_read_side_by_side_and_restored(
    client_coordonnateur: Client, coordonnateur: Utilisateur, theme: Theme
) -> None:
    write(coordonnateur, theme)
    write(coordonnateur, theme, 1, texte="Les vols doublent.")
    page = client_coordonnateur.get(at("analyse_historique")).content.decode()
    assert "<del>Les vols augmentent.</del>" in page
    assert "<ins>Les vols doublent.</ins>" in page
    assert "Vols, Valmont : hausse de « 2023 » à « 2024 »" in page
    back = at("analyse_retablir", 1)
    assert "rétablie" in client_coordonnateur.post(back, follow=True).content.decode()
    again = client_coordonnateur.post(at("analyse_retablir", 3), follow=True)
    assert "déjà celle" in again.content.decode()


def test_a_reader_reads_the_versions_and_finds_no_button(
    client: Client, coordonnateur: Utilisateur, theme: Theme
) -> None:
    client.force_login(make_user(Role.LECTEUR))
    assert "Pas encore d’analyse" in client.get(at("analyse_historique")).content.decode()
    write(coordonnateur, theme)
    write(coordonnateur, theme, 1, texte="Autre.")
    page = client.get(at("analyse_historique")).content.decode()
    assert "Autre." in page
    assert "Rétablir" not in page
    assert client.get(at()).status_code == 404


def test_an_unknown_theme_is_not_found(client_coordonnateur: Client) -> None:
    for name in ("analyse_modifier", "analyse_historique"):
        address = reverse(f"observatoire:{name}", args=["inconnu"])
        assert client_coordonnateur.get(address).status_code == 404


def test_pages_cost_the_same_for_one_and_four(
    client_coordonnateur: Client, coordonnateur: Utilisateur, theme: Theme
) -> None:
    counts = []
    for rank in range(4):
        write(coordonnateur, theme, rank, texte=f"Texte {rank}.")
        with CaptureQueriesContext(connection) as queries:
            client_coordonnateur.get(at())
            client_coordonnateur.get(at("analyse_historique"))
        counts.append(len(queries))
        make_annees(make_serie(theme="vols"), {2023: 1, 2024: 2})
    assert counts[0] == counts[3]


def test_findings_on_series_read_already_read_the_analyses_alone(
    coordonnateur: Utilisateur, theme: Theme
) -> None:
    counts = []
    series = {}
    for rank in range(4):
        found = make_theme(f"essai-{rank}")
        series[found] = list(analyses.series_by_key(coordonnateur, theme).values())
        write(coordonnateur, found, allegations=[claim(SensVariation.BAISSE)])
        with CaptureQueriesContext(connection) as queries:
            assert len(analyses.findings_among(coordonnateur, series)) == rank + 1
        counts.append(len(queries))
    assert counts[0] == counts[3] <= 2
