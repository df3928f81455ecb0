"""What can be produced: each app above hands its recipes in AppConfig.ready."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from quietude.comptes.models import Utilisateur
from quietude.documents.contenu import Classeur, DocumentContenu
from quietude.documents.diaporama import Diaporama
from quietude.documents.enums import Format
from quietude.socle.regles import Verdict

Parametres: TypeAlias = Mapping[str, str]


@dataclass(frozen=True)
class Choix:
    """One thing a recipe can be applied to; `cle` stands for it in forms and links."""

    cle: str
    libelle: str
    parametres: Parametres


@dataclass(frozen=True)
class Recette:
    """How one kind of document is made, of what, in which formats, and for whom.

    `construire` reads with the requester's rights; `titre` names the document produced.
    `garde` says who may still open a copy kept from before, when that can change with time or
    is not for every coordinator; without it, whoever sees the row.
    """

    cle: str
    libelle: str
    description: str
    formats: tuple[Format, ...]
    choix: Callable[[Utilisateur], Sequence[Choix]]
    construire: Callable[[Parametres, Utilisateur], DocumentContenu | Classeur | Diaporama]
    autorise: Callable[[Utilisateur, Parametres], Verdict]
    titre: Callable[[Parametres], str]
    ordre: int = 0
    garde: Callable[[Utilisateur, Parametres], Verdict] | None = None


_RECETTES: dict[str, Recette] = {}


def register(recette: Recette) -> None:
    known = _RECETTES.setdefault(recette.cle, recette)
    assert known == recette, f"two recipes named {recette.cle}"


def get(cle: str) -> Recette | None:
    return _RECETTES.get(cle)


def every() -> list[Recette]:
    return sorted(_RECETTES.values(), key=lambda recette: (recette.ordre, recette.libelle))
