"""Read a pack directory: syntax, schema, and the line of every error."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from quietude.socle.pack.contenu import Erreur, Pack, PackInvalide
from quietude.socle.pack.registre import Section, section_for, sections

# pydantic's error types, in the reader's language; {} takes the error's context.
_MESSAGES = {
    "missing": "champ obligatoire absent",
    "extra_forbidden": "champ inconnu",
    "string_type": "un texte est attendu",
    "string_too_short": "texte vide",
    "string_too_long": "texte trop long ({max_length} caractères au plus)",
    "string_pattern_mismatch": "forme inattendue (attendu : {pattern})",
    "int_type": "un nombre entier est attendu",
    "int_parsing": "un nombre entier est attendu",
    "int_from_float": "un nombre entier est attendu",
    "decimal_type": "un nombre est attendu",
    "decimal_parsing": "un nombre est attendu",
    "decimal_max_places": "trop de décimales ({decimal_places} au plus)",
    "float_type": "un nombre est attendu",
    "float_parsing": "un nombre est attendu",
    "bool_type": "true ou false est attendu",
    "bool_parsing": "true ou false est attendu",
    "date_type": "une date AAAA-MM-JJ est attendue",
    "date_parsing": "une date AAAA-MM-JJ est attendue",
    "date_from_datetime_parsing": "une date AAAA-MM-JJ est attendue",
    "list_type": "une liste est attendue",
    "dict_type": "des couples clé : valeur sont attendus",
    "model_type": "des couples clé : valeur sont attendus",
    "enum": "valeur inconnue (attendu : {expected})",
    "literal_error": "valeur inconnue (attendu : {expected})",
    "too_short": "liste trop courte ({min_length} au moins)",
    "greater_than_equal": "au moins {ge} est attendu",
    "less_than_equal": "au plus {le} est attendu",
    "union_tag_not_found": "le champ « type » manque",
    "union_tag_invalid": "type inconnu (attendu : {expected_tags})",
}


class _Loader(yaml.SafeLoader):
    """Decimals stay exact: 43.26 is what was printed, not its nearest binary fraction."""


def _decimal(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)).replace("_", ""))


_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)


def _locate(
    node: yaml.Node, location: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], int]]:
    yield location, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*location, key.value), key.start_mark.line + 1
            inside = _locate(value, (*location, key.value))
            next(inside)
            yield from inside
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _locate(value, (*location, index))


def _explain(error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        message = str(context.get("error", error["msg"]))
    else:
        message = _MESSAGES.get(error["type"], error["msg"]).format_map(context)
    name = next((str(part) for part in reversed(error["loc"]) if isinstance(part, str)), "")
    return f"« {name} » : {message}" if name else message


def _duplicate_keys(node: yaml.Node) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.start_mark.line + 1, key.value
            seen.add(key.value)
            yield from _duplicate_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _duplicate_keys(value)


def _read_file(pack: Pack, section: Section[Any], path: str, text: str) -> Iterator[Erreur]:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        data = loader.construct_document(node) if node else None
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        yield Erreur(path, mark.line + 1 if mark else 0, f"YAML illisible : {problem}")
        return
    if node is None:
        yield Erreur(path, 0, "fichier vide")
        return
    for line, key in _duplicate_keys(node):
        yield Erreur(path, line, f"« {key} » est écrit deux fois")
    pack.lignes.update({((path, where)): line for where, line in _locate(node)})
    try:
        pack.items[path] = section.model.model_validate(data)
    except ValidationError as invalid:
        for detail in invalid.errors():
            yield Erreur(path, pack.line(path, tuple(detail["loc"])), _explain(detail))
        return
    expected = section.path_of(pack.items[path])
    if expected != path:
        yield Erreur(path, 0, f"ce fichier devrait s'appeler {expected}")


def read_pack(folder: Path) -> Pack:
    """Read every file of a pack directory.

    Raises PackInvalide with the file, line and reason of everything that is wrong: a missing
    or unknown file, a syntax error, a field that the schema refuses.
    """
    if not folder.is_dir():
        raise PackInvalide([Erreur(str(folder), 0, "ce dossier n'existe pas")])
    pack, erreurs = Pack(), []
    files = sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))
    for file in files:
        path = file.relative_to(folder).as_posix()
        section = section_for(path)
        if section is None:
            if file.suffix in {".yaml", ".yml", ".geojson"}:
                known = ", ".join(s.pattern for s in sections())
                erreurs.append(Erreur(path, 0, f"fichier inattendu (attendus : {known})"))
            continue
        erreurs.extend(_read_file(pack, section, path, file.read_text(encoding="utf-8")))
    erreurs.extend(
        Erreur(section.pattern, 0, "fichier obligatoire absent")
        for section in sections()
        if section.is_single and not (folder / section.pattern).is_file()
    )
    if erreurs:
        raise PackInvalide(erreurs)
    return pack
