"""The calendar: spans of time, what stands in them, the drawing."""

from datetime import date

import pytest
from django.test import Client

from quietude.strategie.calendrier import Fenetre, Vue, read_calendar
from quietude.strategie.enums import EtatJalon
from quietude.strategie.frise import LARGEUR, MARGE, draw
from quietude.strategie.models import FicheAction, Strategie
from tests.strategie import factories as make

ON = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("view", "day", "start", "end", "title"),
    [
        (Vue.MOIS, date(2024, 2, 10), date(2024, 2, 1), date(2024, 2, 29), "février 2024"),
        (
            Vue.TRIMESTRE,
            date(2026, 6, 30),
            date(2026, 4, 1),
            date(2026, 6, 30),
            "2e trimestre 2026",
        ),
        (
            Vue.TRIMESTRE,
            date(2026, 12, 1),
            date(2026, 10, 1),
            date(2026, 12, 31),
            "4e trimestre 2026",
        ),
        (Vue.ANNEE, date(2026, 6, 30), date(2026, 1, 1), date(2026, 12, 31), "2026"),
    ],
)
def test_window_holds_whole_months(
    view: Vue, day: date, start: date, end: date, title: str
) -> None:
    window = Fenetre.around(view, day)
    assert (window.debut, window.fin, window.titre) == (start, end, title)


@pytest.mark.parametrize(
    ("view", "before", "after"),
    [
        (Vue.MOIS, date(2025, 12, 1), date(2026, 2, 1)),
        (Vue.TRIMESTRE, date(2025, 10, 1), date(2026, 4, 1)),
        (Vue.ANNEE, date(2025, 1, 1), date(2027, 1, 1)),
    ],
)
def test_windows_follow_one_another(view: Vue, before: date, after: date) -> None:
    window = Fenetre.around(view, date(2026, 1, 15))
    assert (window.precedente, window.suivante) == (before, after)


@pytest.mark.parametrize(
    ("view", "marks"), [(Vue.MOIS, 5), (Vue.TRIMESTRE, 3), (Vue.ANNEE, 12)]
)
def test_marks_are_weeks_or_months(view: Vue, marks: int) -> None:
    assert len(Fenetre.around(view, ON).reperes) == marks


@pytest.mark.django_db
class TestContent:
    @pytest.fixture
    def strategie(self) -> Strategie:
        return make.make_strategie("valmont")

    def test_span_overlapping_the_window_is_shown(self, strategie: Strategie) -> None:
        start, end = date(2026, 1, 1), date(2026, 12, 31)
        make.make_fiche(strategie, titre="Toute l'année", debut=start, fin=end)
        make.make_fiche(strategie, titre="Sans fin", debut=date(2025, 5, 1))
        make.make_fiche(strategie, titre="Finie", fin=date(2026, 5, 31))
        make.make_fiche(strategie, titre="Sans dates")
        shown = read_calendar(FicheAction.objects.all(), Fenetre.around(Vue.MOIS, ON), ON)
        assert [sheet.titre for sheet in shown.actions] == ["Toute l'année", "Sans fin"]

    def test_steps_are_told_apart_in_words(self, strategie: Strategie) -> None:
        sheet = make.make_fiche(strategie)
        make.make_jalon(sheet, echeance=date(2026, 6, 1))
        make.make_jalon(sheet, echeance=date(2026, 6, 2), etat=EtatJalon.ATTEINT)
        make.make_jalon(sheet, echeance=date(2026, 6, 3), etat=EtatJalon.ABANDONNE)
        make.make_jalon(sheet, echeance=date(2026, 6, 30))
        make.make_jalon(sheet, echeance=date(2026, 7, 1))
        shown = read_calendar(FicheAction.objects.all(), Fenetre.around(Vue.MOIS, ON), ON)
        words = [step.mot for step in shown.etapes]
        assert words == ["En retard", "Atteinte", "Abandonnée", "Prévue"]

    def test_undated_steps_are_listed_apart(self, strategie: Strategie) -> None:
        make.make_jalon(make.make_fiche(strategie), echeance=None, precision="au fil")
        shown = read_calendar(FicheAction.objects.all(), Fenetre.around(Vue.MOIS, ON), ON)
        assert [jalon.precision for jalon in shown.sans_date] == ["au fil"]
        assert not shown.etapes

    def test_drawing_stays_inside_its_width(self, strategie: Strategie) -> None:
        sheet = make.make_fiche(strategie, debut=date(2025, 1, 1), fin=date(2028, 1, 1))
        make.make_jalon(sheet, echeance=date(2026, 12, 31))
        make.make_jalon(make.make_fiche(strategie), echeance=date(2026, 1, 1))
        window = Fenetre.around(Vue.ANNEE, ON)
        drawing = draw(read_calendar(FicheAction.objects.all(), window, ON), ON)
        first, second = drawing.rangees
        assert (first.barre_x, first.barre_largeur) == (MARGE, LARGEUR - MARGE)
        assert second.barre_largeur == 0
        assert len(first.losanges) == len(second.losanges) == 1
        assert drawing.aujourd_hui is not None
        assert MARGE < drawing.aujourd_hui < LARGEUR

    def test_today_outside_the_window_is_not_drawn(self) -> None:
        window = Fenetre.around(Vue.ANNEE, date(2020, 1, 1))
        drawing = draw(read_calendar(FicheAction.objects.all(), window, ON), ON)
        assert drawing.aujourd_hui is None
        assert drawing.rangees == []

    def test_long_name_is_cut_in_the_drawing_only(self, strategie: Strategie) -> None:
        make.make_fiche(strategie, titre="Une action au titre très long " * 3, fin=ON)
        window = Fenetre.around(Vue.ANNEE, ON)
        (row,) = draw(read_calendar(FicheAction.objects.all(), window, ON), ON).rangees
        assert row.nom.endswith("…")
        assert len(row.nom) == 36


@pytest.mark.django_db
class TestPage:
    URL = "/strategie/valmont-2025-2028/calendrier/"

    def page(self, client: Client, query: str = "", **headers: str) -> str:
        make.make_valmont()
        response = client.get(f"{self.URL}?{query}", headers=headers or None)
        assert response.status_code == 200
        return response.content.decode()

    def test_table_says_what_the_drawing_shows(self, client_coordonnateur: Client) -> None:
        page = self.page(client_coordonnateur, "vue=trimestre&le=2026-06-01")
        assert "2e trimestre 2026" in page
        assert "Premier bilan</td>" in page
        assert "<svg" in page
        assert "Réunion avec les familles" in page  # undated
        assert "style=" not in page

    def test_numbers_of_the_drawing_have_no_separator(
        self, client_coordonnateur: Client
    ) -> None:
        page = self.page(client_coordonnateur, "vue=annee&le=2026-06-01")
        assert f'viewBox="0 0 {LARGEUR} ' in page

    def test_filters_of_the_list_apply(self, client_coordonnateur: Client) -> None:
        page = self.page(client_coordonnateur, "le=2026-06-01&pilote=bailleur")
        assert "Premier bilan" not in page
        assert "2. Chantiers" in page
        assert "pilote=bailleur" in page.split('rel="next"')[0]

    @pytest.mark.parametrize(
        "query", ["vue=siecle", "le=demain", "le=0001-01-01", "le=9999-12-31"]
    )
    def test_unknown_span_falls_back(self, client_coordonnateur: Client, query: str) -> None:
        assert "Période suivante" in self.page(client_coordonnateur, query)

    def test_fragment_is_the_same_part_of_the_page(self, client_coordonnateur: Client) -> None:
        page = self.page(client_coordonnateur)
        response = client_coordonnateur.get(self.URL, headers={"HX-Request": "true"})
        assert response.content.decode().strip() in page
