"""Nothing grows past the sizes of the house (design.md, section 2)."""

import ast
from pathlib import Path

from tests.architecture.lecture_du_code import PACKAGE, modules, shown, test_modules, tree

MODULE, TEST, TEMPLATE, FUNCTION = 400, 600, 150, 40


def too_long(paths: list[Path], limit: int) -> list[str]:
    sizes = ((path, len(path.read_text().splitlines())) for path in paths)
    return [f"{shown(path)} : {size}" for path, size in sizes if size > limit]


def test_modules_stay_short() -> None:
    assert too_long(modules(), MODULE) == []


def test_test_files_stay_short() -> None:
    assert too_long(test_modules(), TEST) == []


def test_templates_stay_short() -> None:
    assert too_long(sorted(PACKAGE.rglob("templates/**/*.html")), TEMPLATE) == []


def test_functions_stay_short() -> None:
    long = [
        f"{shown(path)}:{node.lineno} {node.name}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > FUNCTION
    ]
    assert long == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        shown(path)
        for path in modules()
        if path.name not in ("__init__.py", "apps.py") and not ast.get_docstring(tree(path))
    ]
    assert silent == []
