"""What changed between two texts, as HTML: removed words in <del>, added ones in <ins>."""

import re
from difflib import SequenceMatcher

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_CONTEXT = 2  # unchanged lines kept on each side of a change
_WORDS_MAX = 4000  # beyond, words are not compared one by one: it would take seconds
ELLIPSE = "[…]"


def difference(avant: str, apres: str) -> SafeString:
    """Compare line by line, then word by word inside the lines that changed."""
    old, new = avant.splitlines(keepends=True), apres.splitlines(keepends=True)
    parts: list[str] = []
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for rank, (tag, a, b, c, d) in enumerate(blocks):
        if tag == "equal":
            parts.append(_unchanged(old[a:b], first=rank == 0, last=rank == len(blocks) - 1))
        else:
            parts.append(_words("".join(old[a:b]), "".join(new[c:d])))
    return mark_safe("".join(parts))  # noqa: S308 - every piece went through escape()


def _html(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _marked(tag: str, text: str) -> str:
    return f"<{tag}>{_html(text)}</{tag}>" if text else ""


def _unchanged(lines: list[str], *, first: bool, last: bool) -> str:
    """Lines that did not move; only those near a change when there are many."""
    head = 0 if first else _CONTEXT
    tail = 0 if last else _CONTEXT
    if len(lines) <= head + tail + 1:
        return _html("".join(lines))
    kept = [*lines[:head], f"{ELLIPSE}\n", *lines[len(lines) - tail :]]
    return _html("".join(kept))


def _words(avant: str, apres: str) -> str:
    old, new = _WORDS.findall(avant), _WORDS.findall(apres)
    if not old or not new or len(old) + len(new) > _WORDS_MAX:
        return _marked("del", avant) + _marked("ins", apres)
    parts = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(_html("".join(old[a:b])))
        else:
            parts.append(_marked("del", "".join(old[a:b])))
            parts.append(_marked("ins", "".join(new[c:d])))
    return "".join(parts)
