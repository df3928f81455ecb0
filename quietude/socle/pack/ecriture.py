"""Write a pack in its one canonical form, so that two equal packs are equal files."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from quietude.socle.pack.champs import PackModel
from quietude.socle.pack.contenu import Pack
from quietude.socle.pack.registre import sections


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Write a shared value twice: no reader wants to follow anchors."""
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _number(dumper: yaml.SafeDumper, value: Decimal) -> yaml.ScalarNode:
    plain = f"{value:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    tag = "float" if "." in plain else "int"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{tag}", plain)


def _day(dumper: yaml.SafeDumper, value: date) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", value.isoformat())


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Decimal, _number)
_Dumper.add_representer(date, _day)


def to_data(item: PackModel) -> dict[str, Any]:
    """Plain data of an item, defaults left out, in the order of the schema."""
    return item.model_dump(mode="python", exclude_defaults=True)


def to_text(item: PackModel, path: str) -> str:
    """The canonical text of one file."""
    if path.endswith(".geojson"):
        return json.dumps(to_data(item), ensure_ascii=False, indent=1, default=float) + "\n"
    return yaml.dump(
        to_data(item), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=96, indent=2
    )


def current_pack(key: str) -> Pack:
    """What the database holds now under this key, as a pack."""
    return Pack(
        items={
            section.path_of(item): item for section in sections() for item in section.read(key)
        }
    )


def write_pack(pack: Pack, folder: Path) -> list[Path]:
    """Write every item under `folder`; return the files written."""
    written = []
    for path, item in pack.items.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(to_text(item, path), encoding="utf-8")
        written.append(file)
    return written
