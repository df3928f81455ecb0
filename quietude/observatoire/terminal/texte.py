"""Text in a terminal: lines that never cut a number from its digits, nor from its unit."""

from textwrap import wrap

from rich.console import Console
from rich.text import Text

LARGE = 110  # columns from which a table is more readable than paragraphs


def folded(text: str, width: int, style: str = "") -> Text:
    """Folded at plain spaces only: rich would fold at no-break ones too."""
    return Text("\n".join(wrap(text, width)), style)


def say(console: Console, text: str, style: str = "", *, indent: int = 0) -> None:
    """A paragraph, as wide as the terminal."""
    margin = " " * indent
    lines = wrap(text, console.width, initial_indent=margin, subsequent_indent=margin)
    console.print(Text("\n".join(lines), style))
