"""quietude diagnostic: a commune or a document in the terminal, wide and narrow."""

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from quietude.config.demonstration import PACK
from quietude.observatoire.models import CodeOfficiel
from quietude.observatoire.recherche import find_commune
from quietude.socle.pack.chargement import prepare
from quietude.socle.pack.lecture import read_pack
from tests.observatoire.imports.conftest import depot  # noqa: F401 - a fixture
from tests.observatoire.imports.fichiers import (
    AUTRES,
    CAMBRIOLAGE,
    COMMUNES,
    POPULATIONS,
    cell,
    take,
    withheld,
    write,
)

pytestmark = pytest.mark.usefixtures("depot")
Terminal = Any


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Run the command at this width; what it says, its blanks made plain."""

    def run(*words: str, width: int = 140) -> str:
        monkeypatch.setenv("COLUMNS", str(width))
        capsys.readouterr()
        call_command("diagnostic", *words)
        shown = capsys.readouterr().out
        assert max(map(len, shown.splitlines())) <= width
        return " ".join(shown.split())

    return run


@pytest.fixture
def base(tmp_path: Path) -> None:
    lines = [
        cell(taux="0,2709292"),
        cell("42218"),
        cell(indicateur=CAMBRIOLAGE, nombre="NA", taux="7,3028"),
        withheld(indicateur=AUTRES),
    ]
    take(write(tmp_path / "base.csv", [COMMUNES, *lines]))


class TestCommune:
    @pytest.mark.parametrize("asked", ["13047", "istres", "ISTRES", " Istres "])
    def test_a_commune_is_shown_by_code_or_by_name(
        self, terminal: Terminal, base: None, asked: str
    ) -> None:
        shown = terminal(asked)
        assert "Istres (13047)" in shown
        assert "Bouches-du-Rhône (13), Provence-Alpes-Côte d" in shown
        assert "44 292 habitants (population municipale 2023, INSEE)" in shown
        assert "Vols avec armes 2024 12 0,27" in shown
        assert "Source : " in shown and "2025" in shown

    def test_a_name_of_several_words_needs_no_quotes(
        self, terminal: Terminal, base: None
    ) -> None:
        assert "Saint-Étienne (42218)" in terminal("saint-etienne")
        assert "Saint-Étienne (42218)" in terminal("st", "etienne")

    def test_the_number_of_inhabitants_is_that_of_the_latest_file(
        self, terminal: Terminal, base: None, tmp_path: Path
    ) -> None:
        header = "code,annee,population_municipale"
        take(write(tmp_path / "pop.csv", [header, "13047,2023,44292", "13047,2024,44500"]))
        assert "44 500 habitants (population municipale 2024" in terminal("13047")

    @pytest.mark.parametrize("width", [60, 140])
    def test_what_is_withheld_is_said_so_and_nothing_more(
        self, terminal: Terminal, base: None, width: int
    ) -> None:
        shown = terminal("13047", width=width)
        assert "non diffusé" in shown
        assert "1,5" not in shown  # the producer's mean of withheld communes
        assert "on ne sait s’il est nul, petit ou non" in shown

    def test_a_rate_by_dwelling_says_so_and_its_number_is_left_unsaid(
        self, terminal: Terminal, base: None
    ) -> None:
        assert "Cambriolages de logement (par logement) 2024 — 7,30" in terminal("13047")

    def test_a_narrow_terminal_reads_paragraphs(self, terminal: Terminal, base: None) -> None:
        shown = terminal("13047", width=40)
        assert "Vols avec armes, 2024 12 ; taux 0,27" in shown
        assert "2024 taux 7,30, nombre non publié" in shown

    def test_the_place_above_is_told_when_nothing_in_it_is_withheld(
        self, terminal: Terminal, tmp_path: Path
    ) -> None:
        towns = CodeOfficiel.objects.communes().filter(departement="90", population__gt=0)
        lines = [cell(code) for code in towns.values_list("code", flat=True)]
        take(write(tmp_path / "base.csv", [COMMUNES, *lines]))
        assert "0,27 — 0,27 — —" in terminal("belfort")
        assert "département 0,27" in terminal("belfort", width=60)

    def test_a_merged_commune_leads_to_its_heir(
        self, terminal: Terminal, tmp_path: Path
    ) -> None:
        take(write(tmp_path / "base.csv", [COMMUNES, cell("79179")]))
        heir = CodeOfficiel.objects.get(niveau="commune", code="79179")
        for asked in ("79075", "la chapelle saint etienne"):
            shown = terminal(asked)
            assert (
                f"La Chapelle-Saint-Étienne (79075) fait aujourd’hui partie de {heir.nom}"
                in shown
            )
            assert f"{heir.nom} (79179)" in shown


class TestUnknown:
    def test_a_name_badly_typed_gives_near_ones(self, terminal: Terminal, base: None) -> None:
        with pytest.raises(CommandError, match=r"(?s)« istrs » est inconnu.*13047  Istres"):
            terminal("istrs")

    def test_a_name_that_several_communes_bear_asks_for_the_code(
        self, terminal: Terminal, base: None
    ) -> None:
        with pytest.raises(CommandError, match=r"(?s)Plusieurs communes.*97411.*93066.*11339"):
            terminal("saint", "denis")

    @pytest.mark.parametrize("asked", ["99999", "qqqqq", "-", "%"])
    def test_what_is_nobody_says_what_to_give(
        self, terminal: Terminal, base: None, asked: str
    ) -> None:
        with pytest.raises(CommandError, match="donnez le code INSEE"):
            terminal(f" {asked}")

    def test_without_a_file_it_says_what_to_import(self, terminal: Terminal) -> None:
        with pytest.raises(CommandError, match="quietude observatoire import"):
            terminal("13047")

    def test_a_commune_that_no_file_names_says_so(self, terminal: Terminal, base: None) -> None:
        with pytest.raises(CommandError, match=r"Lille \(59350\) n’est pas dans les fichiers"):
            terminal("lille")

    def test_a_code_is_read_in_either_case(self) -> None:
        found = find_commune("2a004").commune
        assert found is not None and found.nom == "Ajaccio"


def test_the_population_file_of_insee_is_read(terminal: Terminal, base: None) -> None:
    take(POPULATIONS)
    assert "44 292 habitants (population municipale 2023, INSEE)" in terminal("13047")


class TestVerification:
    @pytest.mark.parametrize("width", [60, 140])
    def test_a_pack_is_verified_without_being_loaded(
        self, terminal: Terminal, width: int
    ) -> None:
        shown = terminal("verify", "--pack", str(PACK), width=width)
        assert "Contredit" in shown and "2.1.1" in shown
        assert "4 Faux" in shown and "chiffres et affirmations" in shown

    def test_the_database_says_what_the_pack_says(self, terminal: Terminal) -> None:
        prepare(read_pack(PACK)).apply()
        assert terminal("verify") == terminal("verify", "--pack", str(PACK))

    def test_it_is_written_as_a_spreadsheet(self, terminal: Terminal, tmp_path: Path) -> None:
        file = tmp_path / "chiffres.csv"
        assert str(file) in terminal(
            "verify", "--pack", str(PACK), "--csv", str(file), width=500
        )
        rows = list(csv.DictReader(StringIO(file.read_text("utf-8-sig")), delimiter=";"))
        (total,) = [row for row in rows if row["Libellé"].endswith("Total, 2014")]
        assert total["Publié"] == "307 appels"
        assert (total["Recalculé"], total["Verdict"]) == ("295 appels", "Faux")

    def test_nothing_to_verify_says_what_to_load(self, terminal: Terminal) -> None:
        with pytest.raises(CommandError, match="quietude pack load"):
            terminal("verify")

    def test_an_unknown_document_gives_those_known(self, terminal: Terminal) -> None:
        prepare(read_pack(PACK)).apply()
        with pytest.raises(CommandError, match="Documents : istres-2017-2020"):
            terminal("verify", "--recueil", "autre")

    def test_a_wrong_folder_or_file_is_told(self, terminal: Terminal, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="n'existe pas"):
            terminal("verify", "--pack", str(tmp_path / "absent"))
        with pytest.raises(CommandError, match="ne peut pas être écrit"):
            terminal("verify", "--pack", str(PACK), "--csv", str(tmp_path / "a" / "b.csv"))

    def test_its_options_do_not_go_with_a_commune(self, terminal: Terminal) -> None:
        with pytest.raises(CommandError, match="verify"):
            terminal("13047", "--csv", "a.csv")
