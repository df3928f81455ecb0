"""What a photo says of a year, read from the live data."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.evaluation.enums import EtatContribution
from quietude.evaluation.models import CommentaireIndicateur, EvaluationAnnuelle
from quietude.evaluation.photo import Photo, VueSerie
from quietude.evaluation.photographie import (
    freeze,
    photograph,
    present,
    read_copy,
    read_photo,
    seal,
    town,
)
from quietude.evaluation.photographie_fiches import SANS_INDICATEUR
from quietude.evaluation.photographie_series import MEMES_MOIS
from quietude.observatoire.enums import EtatObservation, NatureSerie, NiveauPerimetre
from quietude.observatoire.models import Serie
from quietude.registres.enums import Frequence, TypeChamp
from quietude.socle.periodes import Periode
from quietude.strategie.enums import EtatJalon, FrequenceIndicateur
from tests.conftest import make_user
from tests.evaluation.annuelles import ANNEE, make_contribution, make_evaluation
from tests.observatoire.factories import (
    make_analyse,
    make_commune,
    make_observation,
    make_perimetre,
    make_rupture,
    make_serie,
    make_source,
    make_theme,
)
from tests.registres.factories import make_entree, make_registre
from tests.strategie.factories import (
    engage,
    make_fiche,
    make_financement,
    make_indicateur,
    make_jalon,
    make_mandat,
    make_mesure,
    make_organisation,
    make_strategie,
    write,
)

NEUF_MOIS = "9 premiers mois de 2025"


def nine_months(annee: int) -> tuple[date, date]:
    return date(annee, 1, 1), date(annee, 9, 30)


class Ville:
    """A strategy with one theme, and the evaluation of its first year."""

    def __init__(self) -> None:
        make_commune()
        self.strategie = make_strategie("essai", debut=date(2025, 1, 1))
        self.evaluation = make_evaluation(self.strategie)
        make_theme("vols", recueil="essai", titre="Les vols")
        make_source("essai")

    def serie(self, *figures: tuple[Any, Any], **fields: Any) -> Serie:
        row = make_serie(theme="vols", **fields)
        for when, value in figures:
            make_observation(row, when, value)
        return row

    def photo(self, user: Utilisateur | None = None) -> Photo:
        return photograph(user, self.evaluation)

    def vue(self) -> VueSerie:
        (found,) = self.photo().delinquance
        return found


@pytest.fixture
def ville(db: None) -> Ville:
    return Ville()


# -- crime ----------------------------------------------------------------------------------


def test_a_series_says_the_year_and_the_year_before(ville: Ville) -> None:
    ville.serie((2023, 90), (2024, 100), (2025, 200))
    seen = ville.vue()
    assert [(p.periode, p.texte) for p in seen.points] == [
        ("2023", "90"),
        ("2024", "100"),
        ("2025", "200"),
    ]
    assert (seen.sens, seen.theme) == ("hausse", "Les vols")
    assert seen.phrase.startswith("Hausse nette") and "Service fictif" in seen.source


@pytest.mark.parametrize(
    ("before", "after", "sens"),
    [(100, 30, "baisse"), (10, 12, "indecis"), (10, 10, "stable")],
)
def test_a_change_that_chance_explains_is_neither_up_nor_down(
    ville: Ville, before: int, after: int, sens: str
) -> None:
    ville.serie((2024, before), (2025, after))
    seen = ville.vue()
    assert (seen.sens, seen.etabli) == (sens, sens == "baisse")


def test_a_share_moves_without_a_test(ville: Ville) -> None:
    ville.serie((2024, 22), (2025, 21), nature=NatureSerie.TAUX, unite="%")
    seen = ville.vue()
    assert (seen.sens, seen.etabli) == ("baisse", False)


def test_nine_months_are_compared_with_nine_months_and_it_is_said(ville: Ville) -> None:
    ville.serie((2024, 400), (nine_months(2024), 100), (nine_months(2025), 200))
    seen = ville.vue()
    assert [p.periode for p in seen.points] == ["9 mois 2024", "9 mois 2025"]
    assert seen.sens == "hausse" and seen.phrase.endswith(MEMES_MOIS)


def test_nine_months_that_compare_stand_before_a_year_that_does_not(ville: Ville) -> None:
    ville.serie((2025, 300), (nine_months(2024), 100), (nine_months(2025), 200))
    assert ville.vue().points[-1].periode == "9 mois 2025"


def test_a_first_figure_is_shown_without_comparison(ville: Ville) -> None:
    ville.serie((nine_months(2025), 12))
    seen = ville.vue()
    assert seen.sens == "" and len(seen.points) == 1
    assert seen.phrase.startswith("9 premiers mois de 2025")
    assert "Pas de période comparable" in seen.phrase


def test_a_break_between_the_two_years_is_told(ville: Ville) -> None:
    ville.serie((2024, 100), (2025, 200), ruptures=["logiciel"])
    make_rupture("logiciel", le=date(2025, 1, 1), titre="Nouveau logiciel")
    seen = ville.vue()
    assert seen.sens == "" and "nouveau logiciel" in seen.phrase
    assert [p.periode for p in seen.points] == ["2025"]


def test_a_figure_that_is_withheld_is_told_and_is_no_zero(ville: Ville) -> None:
    row = ville.serie((2024, 100))
    make_observation(row, 2025, None, etat=EtatObservation.NON_DIFFUSEE)
    seen = ville.vue()
    assert seen.points[-1].nombre is None and seen.points[-1].texte == "non diffusé"
    assert seen.sens == ""


def test_at_most_five_points_are_kept(ville: Ville) -> None:
    ville.serie(*[(annee, 100) for annee in range(2017, 2026)])
    assert [p.periode for p in ville.vue().points] == ["2021", "2022", "2023", "2024", "2025"]


def test_a_school_year_counts_in_the_year_in_which_it_ends(ville: Ville) -> None:
    ville.serie(
        ((date(2023, 9, 1), date(2024, 8, 31)), 5), ((date(2024, 9, 1), date(2025, 8, 31)), 6)
    )
    assert [p.periode for p in ville.vue().points] == ["2023-2024", "2024-2025"]


def test_a_series_without_figure_of_the_year_is_named_apart(ville: Ville) -> None:
    ville.serie((2024, 100), libelle="Vols de vélos")
    ville.serie((2022, 100), libelle="Abandonnée")
    photo = ville.photo()
    assert photo.delinquance == []
    assert photo.series_sans_chiffre == ["Vols de vélos"]


def test_stocks_and_wider_places_are_left_to_the_diagnosis(ville: Ville) -> None:
    ville.serie((2025, 43_000), nature=NatureSerie.STOCK)
    france = make_perimetre(NiveauPerimetre.PAYS, "FR")
    ville.serie((2025, 12), nature=NatureSerie.TAUX, perimetre=france)
    assert ville.photo().delinquance == []


def test_police_services_are_told_by_their_own_name(ville: Ville) -> None:
    service = make_perimetre(NiveauPerimetre.SERVICE, "pn-essai", nom="Commissariat")
    ville.serie((2024, 9), (2025, 9), perimetre=service)
    assert ville.vue().lieu == "Commissariat"


@pytest.mark.parametrize(
    ("texte", "kept"), [("En 2025, tout baisse.", True), ("En 2019, rien.", False)]
)
def test_an_analysis_is_kept_when_it_speaks_of_the_year(
    ville: Ville, texte: str, kept: bool
) -> None:
    make_analyse("vols", recueil="essai", texte=texte)
    found = [(row.organisation, row.texte) for row in ville.photo().analyses]
    assert found == ([("Les vols", texte)] if kept else [])


# -- sheets ---------------------------------------------------------------------------------


def test_steps_are_late_as_of_the_end_of_the_year(ville: Ville) -> None:
    fiche = make_fiche(ville.strategie, 1)
    make_jalon(fiche, titre="Passée", echeance=date(2025, 6, 30))
    make_jalon(fiche, titre="Atteinte", echeance=date(2025, 6, 30), etat=EtatJalon.ATTEINT)
    make_jalon(fiche, titre="Plus tard", echeance=date(2026, 1, 15))
    make_jalon(fiche, titre="Au fil de l’eau", echeance=None, precision="Toute l’année")
    (seen,) = ville.photo().fiches
    late = {step.titre: step.en_retard for step in seen.etapes}
    assert late == {
        "Passée": True,
        "Atteinte": False,
        "Plus tard": False,
        "Au fil de l’eau": False,
    }


def test_a_running_year_is_late_as_of_today(ville: Ville) -> None:
    today = timezone.localdate()
    evaluation = make_evaluation(ville.strategie, annee=today.year)
    fiche = make_fiche(ville.strategie, 1)
    make_jalon(fiche, echeance=today + timedelta(days=1))
    (seen,) = photograph(None, evaluation).fiches
    assert not seen.etapes[0].en_retard


def test_a_sheet_names_who_leads_it_and_its_measures(ville: Ville) -> None:
    mairie, college = make_organisation(nom="Mairie"), make_organisation(nom="Collège")
    fiche = make_fiche(ville.strategie, 1, pilotes=[mairie], avancement=30)
    engage(fiche, "pilote", [college, mairie], make_mesure(fiche))  # type: ignore[arg-type]
    (seen,) = ville.photo().fiches
    assert seen.pilotes == ["Mairie", "Collège"]
    assert (seen.etat, seen.avancement, seen.sans_indicateur) == (
        "En cours",
        30,
        SANS_INDICATEUR,
    )
    (objectif,) = ville.photo().objectifs
    assert (objectif.code, objectif.fiches) == (seen.objectif, [1])


def test_an_indicator_reads_its_register_for_both_years(ville: Ville) -> None:
    college = make_organisation("college", nom="Collège")
    registre = make_registre(
        "mediation",
        champs={"seances": TypeChamp.ENTIER},
        fournisseurs=[college],
        frequence=Frequence.ANNUELLE,
    )
    make_entree(registre, college, Periode.annee(2024), seances=4)
    make_entree(registre, college, Periode.annee(2025), seances=9)
    fiche = make_fiche(ville.strategie, 1)
    source = {"mesure": "registre.mediation.seances"}
    row = make_indicateur(fiche, source=source, reference=3, cible=10)
    write(
        CommentaireIndicateur,
        indicateur=row,
        debut=date(2025, 1, 1),
        fin=date(2025, 12, 31),
        texte="Deux médiateurs de plus.",
        auteur=make_user(),
    )
    ((seen,),) = (fiche.indicateurs for fiche in ville.photo().fiches)
    assert [(v.periode, v.texte) for v in seen.valeurs] == [("2024", "4"), ("2025", "9")]
    assert seen.commentaire == "Deux médiateurs de plus."
    assert (seen.reference, seen.cible, seen.nature) == ("3", "10", "Activité")


def test_who_has_not_handed_in_is_named(ville: Ville) -> None:
    college = make_organisation("college", nom="Collège")
    make_registre("mediation", fournisseurs=[college], frequence=Frequence.ANNUELLE)
    make_indicateur(
        make_fiche(ville.strategie, 1), source={"mesure": "registre.mediation.nombre"}
    )
    ((seen,),) = (fiche.indicateurs for fiche in ville.photo().fiches)
    assert seen.valeurs[-1].nombre is None
    assert [told.split("\u00a0")[0] for told in seen.manques] == ["Collège"]


def test_an_indicator_by_school_year_reads_the_one_that_ends_in_the_year(ville: Ville) -> None:
    fiche = make_fiche(ville.strategie, 1)
    make_indicateur(fiche, frequence=FrequenceIndicateur.ANNEE_SCOLAIRE)
    make_indicateur(fiche)
    school, year = ville.photo().fiches[0].indicateurs
    assert [v.fin for v in school.valeurs] == [date(2024, 8, 31), date(2025, 8, 31)]
    assert [v.fin for v in year.valeurs] == [date(2024, 12, 31), date(2025, 12, 31)]


def test_a_text_is_the_value_of_an_indicator_that_is_one(ville: Ville) -> None:
    row = make_indicateur(make_fiche(ville.strategie, 1), source={"texte": True})
    span = {"debut": date(2025, 1, 1), "fin": date(2025, 12, 31)}
    write(CommentaireIndicateur, indicateur=row, texte="Dit.", auteur=make_user(), **span)
    ((seen,),) = (fiche.indicateurs for fiche in ville.photo().fiches)
    assert [v.texte for v in seen.valeurs] == ["texte à écrire", "Dit."]
    assert seen.commentaire == ""


def test_money_is_that_of_the_year_and_what_has_no_year(ville: Ville) -> None:
    fiche = make_fiche(ville.strategie, 1)
    make_financement(fiche, annee=2024, demande=1)
    make_financement(fiche, annee=2025, demande=1000, accorde=800, depense=750)
    make_financement(fiche, annee=None, note="À dater")
    (seen,) = ville.photo().fiches
    assert [(m.annee, m.demande, m.depense) for m in seen.financements] == [
        (2025, Decimal(1000), Decimal(750)),
        (None, None, None),
    ]


# -- words, readers -------------------------------------------------------------------------


def test_only_what_was_handed_in_is_said_and_a_partner_sees_its_own(ville: Ville) -> None:
    fiche = make_fiche(ville.strategie, 1)
    college, bailleur = make_organisation(nom="Collège"), make_organisation(nom="Bailleur")
    done: dict[str, Any] = {"etat": EtatContribution.RENDUE, "rendue_le": timezone.now()}
    make_contribution(ville.evaluation, college, fiche, texte="Mieux", **done)
    make_contribution(ville.evaluation, bailleur, texte="Bien", **done)
    make_contribution(ville.evaluation, college, texte="Brouillon")
    photo = ville.photo()
    assert [(w.organisation, w.texte) for w in photo.paroles] == [("Bailleur", "Bien")]
    assert [w.texte for w in photo.fiches[0].paroles] == ["Mieux"]
    partner = make_user(Role.PARTENAIRE)
    make_mandat(partner, college)
    seen = ville.photo(partner)
    assert seen.paroles == [] and [w.texte for w in seen.fiches[0].paroles] == ["Mieux"]


def test_a_rule_set_aside_is_not_repeated(ville: Ville) -> None:
    from quietude.strategie.models import Dispense

    make_fiche(ville.strategie, 1)
    found = [row.regle for row in ville.photo().constats]
    assert "FA-PILOTE" in found
    where = {"regle": "FA-PILOTE", "objet": "fiches/01"}
    write(Dispense, strategie=ville.strategie, motif="Provisoire", **where)
    assert "FA-PILOTE" not in [row.regle for row in ville.photo().constats]


def test_a_copy_reads_back_as_it_was(ville: Ville) -> None:
    ville.serie((2024, 100), (2025, 200))
    make_financement(make_fiche(ville.strategie, 1), annee=2025, demande=Decimal("12.50"))
    photo = ville.photo()
    kept = freeze(photo)
    row = EvaluationAnnuelle(copie=kept)
    assert read_copy(row) == photo
    assert seal(kept) == seal(dict(reversed(kept.items())))


def test_a_town_alone_or_several_are_named(ville: Ville) -> None:
    assert town() == "Valmont"
    make_commune("99002", nom="Essais", ordre=2)
    assert town() == "Valmont et Essais"


def test_the_present_state_is_kept_until_something_is_written(
    ville: Ville, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    user = make_user()
    before = read_photo(user, ville.evaluation)
    with django_assert_max_num_queries(4):
        assert read_photo(user, ville.evaluation) == before
    ville.serie((2024, 100), (2025, 200))
    assert len(read_photo(user, ville.evaluation).delinquance) == 1


def test_what_an_earlier_version_kept_is_not_read(
    ville: Ville, monkeypatch: pytest.MonkeyPatch
) -> None:
    from quietude.evaluation import photographie

    class Cache:
        def get(self, key: str) -> str:
            return '{"inconnu": 1}'

        def set(self, *args: object) -> None: ...

    monkeypatch.setattr(photographie, "cache", Cache())
    assert present(make_user(), ville.evaluation).annee == ANNEE


def test_the_number_of_queries_does_not_grow(ville: Ville) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    user = make_user()

    def grow(count: int) -> None:
        for _ in range(count):
            ville.serie((2024, 100), (2025, 200))
            fiche = make_fiche(ville.strategie, pilotes=[make_organisation()])
            make_indicateur(fiche, source={"texte": True})
            make_jalon(fiche)
            make_financement(fiche, annee=2025)
            make_contribution(ville.evaluation, make_organisation(), fiche)

    def measure() -> int:
        with CaptureQueriesContext(connection) as queries:
            photograph(user, ville.evaluation)
        return len(queries)

    grow(1)
    first = measure()
    grow(3)
    assert measure() == first
