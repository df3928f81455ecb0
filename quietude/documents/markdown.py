"""Markdown as a small tree that both renderers walk; HTML in it is plain text."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from quietude.documents.contenu import Colonne, Ligne, Markdown, TableauDonnees, Texte
from quietude.documents.typographie import french

_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
_URL_MAX = 2000


@dataclass(frozen=True)
class Fragment:
    """A run of text of one style; a line end is a run of its own."""

    texte: str
    gras: bool = False
    italique: bool = False
    lien: str = ""


@dataclass(frozen=True)
class Alinea:
    fragments: tuple[Fragment, ...]

    @property
    def texte(self) -> str:
        return "".join(fragment.texte for fragment in self.fragments)


@dataclass(frozen=True)
class Enumeration:
    elements: tuple[tuple["Noeud", ...], ...]
    ordonnee: bool = False
    debut: int = 1


Noeud: TypeAlias = Alinea | Enumeration | TableauDonnees


def parse(texte: Texte) -> tuple[Noeud, ...]:
    """Paragraphs and lists; plain text only loses its blank lines."""
    if isinstance(texte, Markdown):
        return _blocks(SyntaxTreeNode(_PARSER.parse(texte.source)).children)
    paragraphs = (part.strip() for part in texte.split("\n\n"))
    return tuple(Alinea((Fragment(french(part)),)) for part in paragraphs if part)


def _blocks(nodes: Sequence[SyntaxTreeNode]) -> tuple[Noeud, ...]:
    found: list[Noeud] = []
    for node in nodes:
        if node.type in {"paragraph", "heading"}:
            found.append(_paragraph(node, bold=node.type == "heading"))
        elif node.type in {"bullet_list", "ordered_list"}:
            found.append(_list(node))
        elif node.type == "table":
            found.append(_table(node))
        elif node.type in {"fence", "code_block"}:
            found.append(Alinea((Fragment(french(node.content.strip())),)))
        else:
            found.extend(_blocks(node.children))
    return tuple(block for block in found if not isinstance(block, Alinea) or block.texte)


def _paragraph(node: SyntaxTreeNode, *, bold: bool) -> Alinea:
    fragments: list[Fragment] = []
    for child in node.children:
        _inline(child.children, Fragment("", gras=bold), fragments)
    return Alinea(tuple(fragments))


def _list(node: SyntaxTreeNode) -> Enumeration:
    return Enumeration(
        tuple(_blocks(item.children) for item in node.children),
        ordonnee=node.type == "ordered_list",
        debut=int(node.attrs.get("start", 1)),
    )


def _table(node: SyntaxTreeNode) -> TableauDonnees:
    head, *rows = [
        [_paragraph(cell, bold=False).texte for cell in row.children]
        for part in node.children
        for row in part.children
    ]
    return TableauDonnees(
        tuple(Colonne(title) for title in head), tuple(Ligne(tuple(row)) for row in rows)
    )


def _inline(nodes: Sequence[SyntaxTreeNode], style: Fragment, into: list[Fragment]) -> None:
    for node in nodes:
        if node.type in {"text", "code_inline", "text_special"}:
            if text := french(node.content):
                into.append(replace(style, texte=text))
        elif node.type == "softbreak":
            into.append(replace(style, texte=" "))
        elif node.type == "hardbreak":
            into.append(replace(style, texte="\n"))
        else:
            _inline(node.children, _styled(node, style), into)


def _styled(node: SyntaxTreeNode, style: Fragment) -> Fragment:
    if node.type == "strong":
        return replace(style, gras=True)
    if node.type == "em":
        return replace(style, italique=True)
    if node.type == "link":
        return replace(style, lien=_safe_url(str(node.attrs.get("href", ""))))
    return style


def _safe_url(url: str) -> str:
    """Only addresses that a reader can follow; anything else stays as text."""
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return ""
    return url if scheme in {"http", "https", "mailto"} and len(url) <= _URL_MAX else ""
