"""What a rule answers: yes, or no with the sentence shown to the person refused."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True)
class Verdict:
    """True or false, with the reason in French when it is false."""

    permis: bool
    motif: str = ""

    def __bool__(self) -> bool:
        return self.permis


OUI = Verdict(True)


def non(motif: str) -> Verdict:
    return Verdict(False, motif)


def require(verdict: Verdict) -> None:
    """Raise PermissionDenied with the rule's own sentence."""
    if not verdict:
        raise PermissionDenied(verdict.motif)


class ActionImpossible(Exception):
    """An action that the state of things forbids; the message is shown as it is."""


class ConflitDeVersion(ActionImpossible):
    """Someone else wrote since the form was opened; nothing was changed."""
