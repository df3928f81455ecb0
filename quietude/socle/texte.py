"""Texts that people write: Markdown without HTML, and sorting without accents."""

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

LEVEL_MAX = 6
_ALIGNED = {"right": "text-end", "center": "text-center"}


def readable(text: str) -> str:
    """Without what no eye sees: control characters, and marks that turn a line round, hide
    a part of it or stand for an empty answer. Line ends are told in one way."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        char
        for char in lines
        if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cf"}
    )


def fold(text: object) -> str:
    """Sort key: "École" beside "ecole"."""
    decomposed = unicodedata.normalize("NFKD", str(text)).casefold()
    decomposed = decomposed.replace("œ", "oe").replace("æ", "ae")
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _link_open(
    self: RendererHTML, tokens: Sequence[Token], idx: int, options: Any, env: Any
) -> str:
    """Links that leave the site neither vouch for it nor tell where the reader comes from."""
    if "//" in str(tokens[idx].attrGet("href")):
        tokens[idx].attrSet("rel", "nofollow noopener noreferrer")
    return self.renderToken(tokens, idx, options, env)


@cache
def _parser() -> MarkdownIt:
    # Images are off: an address elsewhere would tell that site who reads what.
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    parser.add_render_rule("link_open", _link_open)
    return parser


def _adapt(tokens: Sequence[Token], niveau: int) -> None:
    """Put "# Title" at heading level `niveau` (one outline per page); tables wear our looks."""
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + niveau - 1, LEVEL_MAX)}"
        elif token.type == "table_open":
            token.attrSet("class", "table table-sm")
        elif token.type in ("th_open", "td_open"):
            # The parser aligns with a style attribute, which our CSP forbids.
            side = str(token.attrs.pop("style", "")).removeprefix("text-align:")
            if side in _ALIGNED:
                token.attrSet("class", _ALIGNED[side])


def render_markdown(text: str, niveau: int = 3) -> SafeString:
    """CommonMark with tables; HTML is shown as text, never interpreted."""
    parser = _parser()
    tokens = parser.parse(text or "")
    _adapt(tokens, niveau)
    html: str = parser.renderer.render(tokens, parser.options, {})
    return mark_safe(html)  # noqa: S308 - HTML of the source is escaped by the parser
