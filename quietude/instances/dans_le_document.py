"""The bodies in the printed strategy: who sits, how often, for what."""

from quietude.comptes.models import Utilisateur
from quietude.documents.contenu import Bloc, Definitions, Markdown, Paragraphe, Titre, Valeur
from quietude.instances.enums import QualiteMembre
from quietude.instances.models import Instance, Membre
from quietude.strategie.documents import annexes
from quietude.strategie.documents.annexes import Annexe
from quietude.strategie.models import Strategie

_CHAPITRE = "gouvernance"


def bodies(strategie: Strategie, user: Utilisateur, niveau: int) -> list[Bloc]:
    """One heading a body, its missions, then its table (three queries)."""
    blocks: list[Bloc] = []
    for body in Instance.objects.visible_to(user).described():
        blocks.append(Titre(body.nom, niveau, au_sommaire=False))
        if body.missions:
            blocks.append(Paragraphe(Markdown(body.missions)))
        blocks.append(Definitions(tuple(_terms(body))))
    return blocks


def _terms(body: Instance) -> list[tuple[str, Valeur]]:
    terms: list[tuple[str, Valeur]] = [
        ("Nature", body.get_nature_display()),
        ("Composition", tuple(_seat(row) for row in body.composition.all()) or "Non dite"),
        ("Rythme", tuple(row.phrase for row in body.rythmes.all()) or "Non dit"),
        ("Confidentialité", body.get_confidentialite_display()),
    ]
    if body.base_legale:
        terms.append(("Base légale", body.base_legale))
    if body.rend_compte_a:
        terms.append(("Rend compte à", body.rend_compte_a.nom))
    return terms


def _seat(row: Membre) -> str:
    if row.qualite == QualiteMembre.MEMBRE:
        return row.fonction
    return f"{row.fonction} ({row.get_qualite_display().lower()})"


def register() -> None:
    annexes.register(Annexe("Les instances", _CHAPITRE, bodies))
