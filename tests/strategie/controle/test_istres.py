"""What the rules find in the Istres document, for a reader to review."""

from collections import Counter
from pathlib import Path

from quietude.config.database import PROJECT
from quietude.socle.pack.lecture import read_pack
from quietude.strategie.controle import controle
from quietude.strategie.enums import Gravite

RELEVE = Path(__file__).with_name("istres.txt")


def test_the_findings_on_istres_are_those_reviewed() -> None:
    constats = controle(read_pack(PROJECT / "packs" / "istres-2017-2020"))
    said = [
        f"{c.gravite} {c.regle} {c.message}" for c in constats if c.gravite != Gravite.REMARQUE
    ]
    remarks = Counter(c.regle for c in constats if c.gravite == Gravite.REMARQUE)
    said += [f"remarque {rule} : {count} fois" for rule, count in sorted(remarks.items())]
    text = "\n".join(said).replace("\u202f", " ") + "\n"
    assert text == RELEVE.read_text(encoding="utf-8")


def test_the_invented_town_is_sound_but_for_what_it_shows() -> None:
    constats = controle(read_pack(PROJECT / "packs" / "valombre-2026-2029"))
    found = {(c.regle, c.fichier) for c in constats if c.gravite == Gravite.ERREUR}
    assert found == {("FA-PILOTE", "fiches/04.yaml"), ("FA-INDICATEUR", "fiches/04.yaml")}
