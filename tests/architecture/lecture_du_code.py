"""Where the code is, and its syntax trees; parsed once for all the tests of this folder."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "quietude"
TESTS = ROOT / "tests"


def _python(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "migrations" not in path.parts)


@cache
def modules() -> list[Path]:
    return _python(PACKAGE)


@cache
def test_modules() -> list[Path]:
    return _python(TESTS)


test_modules.__test__ = False  # type: ignore[attr-defined]  # a helper, not a test


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))
