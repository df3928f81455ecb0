"""The figures of a strategy's document: who sees them, and where they are printed.

"2.1.1" is a chapter, "2.1.1 (texte)" too, "action 7" a sheet.
"""

import re
from collections.abc import Iterable

from django.urls import reverse

from quietude.comptes.models import Utilisateur
from quietude.observatoire.registres import Endroit
from quietude.strategie.models import Chapitre, FicheAction, Strategie

_ACTION = re.compile(r"action (\d+)\b")
_TEXTES, _FICHES = 0, 1  # the text is read before the sheets


def places(user: Utilisateur, recueil: str, lieux: Iterable[str]) -> dict[str, Endroit]:
    """Chapters and sheets of the strategy `recueil`, for whoever may see it (three queries)."""
    strategie = Strategie.objects.visible_to(user).filter(code=recueil).first()
    if strategie is None:
        return {}
    chapters = {row.numero: row for row in strategie.chapitres.defer("texte")}
    rows = FicheAction.objects.visible_to(user).filter(strategie=strategie)
    sheets = {row.numero: row for row in rows.only("numero", "titre")}
    found = {}
    for lieu in lieux:
        action, chapter = _ACTION.match(lieu), chapters.get(lieu.partition(" (")[0])
        if chapter:
            found[lieu] = _chapter(strategie, chapter)
        elif action and (sheet := sheets.get(int(action[1]))):
            found[lieu] = _sheet(strategie, sheet)
    return found


def _chapter(strategie: Strategie, chapitre: Chapitre) -> Endroit:
    address = reverse("strategie:chapitre", args=[strategie.code, chapitre.code])
    return Endroit((_TEXTES, *chapitre.rang), str(chapitre), address)


def _sheet(strategie: Strategie, fiche: FicheAction) -> Endroit:
    address = reverse("strategie:fiche", args=[strategie.code, fiche.numero])
    return Endroit((_FICHES, fiche.numero), f"Action {fiche.numero} : {fiche.titre}", address)


def reserved(user: Utilisateur) -> set[str]:
    """Strategies that this reader may not see; so neither their diagnosis."""
    seen = Strategie.objects.visible_to(user).values("pk")
    return set(Strategie.objects.exclude(pk__in=seen).values_list("code", flat=True))
