"""docs/glossaire.md and the code know the same words; each has a definition and a source."""

import importlib
import re
from collections import Counter

from django.apps import apps
from django.db.models import Choices

from quietude.journal.models import Journalise
from tests.architecture.lecture_du_code import PACKAGE, ROOT

ROW = re.compile(r"^\| `(\w+)` \|([^|]*)\|([^|]*)\|$", re.MULTILINE)
GLOSSARY = ROW.findall((ROOT / "docs" / "glossaire.md").read_text())


def subclasses(kind: type) -> set[type]:
    direct: set[type] = set(kind.__subclasses__())
    return direct.union(*(subclasses(child) for child in direct))


def words_of_the_code() -> set[str]:
    for file in PACKAGE.glob("*/enums.py"):
        importlib.import_module(f"quietude.{file.parent.name}.enums")
    # Choices kept next to a page are a matter of display, not of the domain.
    domain = (".enums", ".models")
    choices = {kind for kind in subclasses(Choices) if kind.__module__.endswith(domain)}
    kinds: set[type] = {*apps.get_models(), Journalise, *choices}
    return {kind.__name__ for kind in kinds if kind.__module__.startswith("quietude.")}


def test_glossary_and_code_know_the_same_words() -> None:
    defined = {word for word, _, _ in GLOSSARY}
    code = words_of_the_code()
    assert code - defined == set(), "sans définition"
    assert defined - code == set(), "inconnus du code"


def test_no_word_is_defined_twice() -> None:
    counted = Counter(word for word, _, _ in GLOSSARY)
    assert [word for word, times in counted.items() if times > 1] == []


def test_every_word_has_a_definition_and_a_source() -> None:
    poor = [word for word, said, source in GLOSSARY if len(said) < 12 or not source.strip()]
    assert poor == []
