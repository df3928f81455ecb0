"""Texts that several hands write: what they said when a form was opened."""

import hashlib
from difflib import ndiff


def fingerprint(*texts: str) -> str:
    """Tells whether somebody wrote since."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def normalise(text: str) -> str:
    """As browsers send it and as the database keeps it: one kind of line end, no blank ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def differences(kept: str, typed: str) -> list[tuple[str, str]]:
    """Sign and line: "-" is kept by the other hand, "+" was typed here, " " is in both."""
    lines = ndiff(kept.splitlines(), typed.splitlines())
    return [(line[0], line[2:]) for line in lines if not line.startswith("?")]
