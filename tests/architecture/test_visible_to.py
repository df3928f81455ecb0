"""Protected rows come through `visible_to` and nothing else, in the code of pages."""

import ast
import re
from pathlib import Path

from django.apps import apps

from tests.architecture.lecture_du_code import PACKAGE, modules, shown, tree

MANAGERS = {"objects", "_default_manager", "_base_manager"}


def protected() -> set[str]:
    """Models whose queryset offers `visible_to`."""
    return {
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("quietude.")
        and hasattr(model._default_manager, "visible_to")
    }


def of_pages() -> list[Path]:
    return [
        path
        for path in modules()
        if path.name in ("views.py", "forms.py") or "views" in path.parts[:-1]
    ]


def doors(code: ast.Module, names: set[str]) -> list[str]:
    """Uses of a protected model's manager that are not `.visible_to(...)`."""
    parents = {child: node for node in ast.walk(code) for child in ast.iter_child_nodes(node)}
    return [
        f"{node.lineno} {node.value.id}.{node.attr}"
        for node in ast.walk(code)
        if isinstance(node, ast.Attribute)
        and node.attr in MANAGERS
        and isinstance(node.value, ast.Name)
        and node.value.id in names
        and getattr(parents.get(node), "attr", "") != "visible_to"
    ]


def bare_shortcuts(code: ast.Module, names: set[str]) -> list[str]:
    """get_object_or_404(Model, ...) goes round the door."""
    return [
        f"{node.lineno} {node.func.id}"
        for node in ast.walk(code)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("get_object_or_404", "get_list_or_404")
        and node.args
        and isinstance(node.args[0], ast.Name)
        and node.args[0].id in names
    ]


def test_the_strategy_is_protected() -> None:
    assert {"Strategie", "FicheAction"} <= protected()


def test_pages_reach_protected_rows_by_visible_to_only() -> None:
    names = protected()
    found = [
        f"{shown(path)}:{use}"
        for path in of_pages()
        for use in doors(tree(path), names) + bare_shortcuts(tree(path), names)
    ]
    assert found == []


def test_templates_reach_no_manager() -> None:
    pattern = re.compile(r"\.(objects|_default_manager)\b")
    found = [
        shown(p) for p in PACKAGE.rglob("templates/**/*.html") if pattern.search(p.read_text())
    ]
    assert found == []


def test_the_check_sees_a_door_left_open() -> None:
    source = "a = FicheAction.objects.filter()\nb = FicheAction.objects.visible_to(u)\n"
    assert doors(ast.parse(source), {"FicheAction"}) == ["1 FicheAction.objects"]
    source = "get_object_or_404(FicheAction, pk=1)\nget_object_or_404(rows, pk=1)\n"
    assert bare_shortcuts(ast.parse(source), {"FicheAction"}) == ["1 get_object_or_404"]
