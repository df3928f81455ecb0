"""Labels: the code proposed from one, and those that would ask who somebody is."""

import re
from collections.abc import Collection

from quietude.socle.regles import OUI, Verdict, non
from quietude.socle.texte import fold

# Words of an address of ours, or of a key that measures already use.
CODES_REGISTRE = frozenset({"creer", "manques", "a-fournir"})
CODES_CHAMP = frozenset({"lignes", "fournisseur", "organisation", "periode", "date", "neant"})

# What tells who somebody is, wherever it stands in the label; in the singular, as below.
_IDENTITE = frozenset({
    "nom", "prenom", "patronyme", "naissance", "adresse", "telephone", "tel", "courriel",
    "mail", "mel", "email", "nir", "ine", "pseudonyme", "surnom",
})  # fmt: skip
# The same, but only at the head of the label: "contrôles d’identité" counts checks.
_EN_TETE = frozenset({
    "identite", "initiale", "identifiant", "domicile", "portable", "mobile",
    "immatriculation", "plaque", "photo", "photographie", "signature",
})  # fmt: skip
_LOCUTIONS = (
    "securite sociale", "e mail", "carte vitale", "numero de portable", "etat civil",
)  # fmt: skip
# These are asked of things as well.
_DE_CHOSES = frozenset({"nom", "adresse", "telephone", "courriel", "immatriculation", "photo"})
_CHOSES = frozenset({
    "etablissement", "ecole", "college", "lycee", "classe", "association", "organisation",
    "organisme", "structure", "service", "entreprise", "commerce", "bailleur", "operateur",
    "partenaire", "commune", "ville", "quartier", "secteur", "rue", "voie", "site", "lieu",
    "residence", "immeuble", "batiment", "equipement", "poste", "camera", "dispositif",
    "action", "atelier", "projet", "programme", "seance", "session", "formation", "stage",
    "reunion", "instance", "evenement", "manifestation", "centre", "vehicule", "mission",
})  # fmt: skip
_LIAISONS = frozenset({
    "de", "du", "des", "d", "la", "le", "l", "un", "une", "chaque", "cette", "cet", "ce", "les",
})  # fmt: skip
_NUMERO = frozenset({"numero", "n", "no"})
_COMPTE = (
    "nombre de ", "nombre d ", "nombre total ", "nb de ", "nb d ", "total de ", "total des ",
    "part de ", "part des ",
)  # fmt: skip

_REFUS = (
    "« {mot} » demande qui est une personne, ce qu’un registre ne garde jamais : il compte, il "
    "ne nomme pas. Écrivez ce que l’on compte (« Nombre de… ») ou, s’il s’agit d’une chose, "
    "laquelle (« nom de l’établissement »).{suite}"
)
_AGE = " Pour un âge, choisissez une liste de tranches d’âge."


def with_unit(libelle: str, unite: str) -> str:
    """The label, and its unit when the label does not already say it."""
    said = fold(unite) in fold(libelle)
    return libelle if said else f"{libelle} ({unite})"


def propose_code(label: str, taken: Collection[str] = (), *, limit: int = 60) -> str:
    """A code from the words of a label, that nothing bears yet."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(label)).strip("-")
    if len(slug) > limit:
        slug = slug[: limit + 1].rpartition("-")[0] or slug[:limit]
    slug = slug or "sans-nom"
    code, rank = slug, 1
    while code in taken:
        rank += 1
        suffix = f"-{rank}"
        code = f"{slug[: limit - len(suffix)].rstrip('-')}{suffix}"
    return code


def check_libelle(libelle: str, *, nombre: bool = False) -> Verdict:
    """A register counts, it names nobody (GDPR, article 5: data minimisation).

    A number that says that it counts something (`nombre`) may speak of anything.
    """
    text = " ".join(re.sub(r"[^a-z0-9]+", " ", fold(libelle)).split())
    if nombre and text.startswith(_COMPTE):
        return OUI
    words = [_singular(word) for word in text.split()]
    for rank, word in enumerate(words):
        known = word in _IDENTITE or (word in _EN_TETE and _heads(words, rank))
        if known and not (word in _DE_CHOSES and _of_a_thing(words[rank + 1 :])):
            return non(_REFUS.format(mot=libelle, suite=_AGE if word == "naissance" else ""))
    if any(f" {phrase} " in f" {text} " for phrase in _LOCUTIONS):
        return non(_REFUS.format(mot=libelle, suite=""))
    return OUI


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def _heads(words: list[str], rank: int) -> bool:
    """Whether nothing but "numéro de" stands before this word."""
    return all(word in _NUMERO or word in _LIAISONS for word in words[:rank])


def _of_a_thing(after: list[str]) -> bool:
    """Whether the word is that of a thing: "nom de l’établissement", not "nom du père"."""
    if not after or after[0] not in _LIAISONS:
        return False
    told = next((word for word in after if word not in _LIAISONS), "")
    return told in _CHOSES
