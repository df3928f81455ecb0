"""Every register is a set of measures by itself: its numbers, its rows, its distinct values.

Keys: `registre.<code>.<champ>`, `registre.<code>.lignes`, `registre.<code>.<champ>.distincts`.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache, partial
from typing import Any

from django.db.models import DecimalField, F, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from quietude.comptes.models import Utilisateur
from quietude.indicateurs.enums import Agregat
from quietude.indicateurs.mesures import Cellule, Dimension, Exemple, Flux, Mesure, Modalite
from quietude.partenaires.models import Organisation
from quietude.registres.collecte import collected
from quietude.registres.enums import Cumul, TypeChamp
from quietude.registres.models import Champ, Entree, Registre
from quietude.territoire.enums import NatureLieu
from quietude.territoire.models import Lieu, Secteur

PREFIXE = "registre"
FOURNISSEUR = "fournisseur"
ETABLISSEMENTS = (NatureLieu.ECOLE, NatureLieu.COLLEGE, NatureLieu.LYCEE)
_AGREGATS = {
    Cumul.SOMME: Agregat.SOMME,
    Cumul.DERNIER: Agregat.DERNIER,
    Cumul.MOYENNE: Agregat.MOYENNE,
    Cumul.MEDIANE: Agregat.MEDIANE,
}
_VENTILENT = frozenset(
    {
        TypeChamp.CHOIX,
        TypeChamp.LIEU,
        TypeChamp.SECTEUR,
        TypeChamp.ORGANISATION,
        TypeChamp.ETABLISSEMENT,
        TypeChamp.OUI_NON,
    }
)
_COMPTES = _VENTILENT - {TypeChamp.OUI_NON}
_MODELES = (
    "registres.entree",
    "registres.registre",
    "registres.champ",
    "registres.choix",
    "registres.fournisseur",
    # Whose names and whose lists are in the answers.
    "partenaires.organisation",
    "territoire.lieu",
    "territoire.secteur",
)
# What is measured rather than counted one by one.
_GRANDEURS = frozenset(
    {"heure", "minute", "jour", "semaine", "moi", "euro", "€", "km", "kilomètre", "%", "point"}
)
_OUI_NON = (Modalite("oui", "Oui"), Modalite("non", "Non"))
_NOMBRE: Any = DecimalField(max_digits=20, decimal_places=4)


def measures() -> Iterator[Mesure]:
    """What every register of the town offers."""
    lists = Listes()
    for registre in Registre.objects.described():
        yield from measures_of(registre, lists)


def measures_of(registre: Registre, listes: "Listes | None" = None) -> Iterator[Mesure]:
    """What one register offers; its children are already fetched."""
    flux = _stream(registre, listes or Listes())
    stem, told = f"{PREFIXE}.{registre.code}", registre.definition
    if registre.au_fil:
        yield Mesure(
            f"{stem}.lignes", f"{registre.nom} : nombre de lignes", "", flux, definition=told
        )
    for champ in registre.champs.all():
        if champ.est_nombre:
            yield Mesure(
                f"{stem}.{champ.code}",
                champ.libelle,
                champ.unite,
                flux,
                _AGREGATS[Cumul(champ.cumul)],
                number_of(champ),
                told,
                faits=counts_facts(champ),
            )
        elif champ.type in _COMPTES:
            yield Mesure(
                f"{stem}.{champ.code}.distincts",
                f"{champ.libelle} : nombre de valeurs différentes",
                "",
                flux,
                Agregat.DISTINCTS,
                code_of(champ),
                told,
            )


def counts_facts(champ: Champ) -> bool:
    """Whether it counts things one by one: pupils are, hours and euros are not."""
    first = champ.unite.lower().split(" ")[0]
    return champ.type == TypeChamp.ENTIER and first.rstrip("s") not in _GRANDEURS


def number_of(champ: Champ) -> Any:
    """A number kept as text in the values of a row."""
    return Cast(KeyTextTransform(champ.code, "valeurs"), _NOMBRE)


def code_of(champ: Champ) -> Any:
    """A code; nothing when the row does not say."""
    return KeyTextTransform(champ.code, "valeurs")


class Listes:
    """What codes stand for, read once for all the registers."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Modalite, ...]] = {}

    def of(self, champ: Champ) -> tuple[Modalite, ...]:
        if champ.type == TypeChamp.CHOIX:
            return tuple(Modalite(row.code, row.libelle) for row in champ.choix.all())
        if champ.type == TypeChamp.OUI_NON:
            return _OUI_NON
        if champ.type == TypeChamp.SECTEUR:
            division = champ.division.code if champ.division else ""
            return self._once(f"secteurs/{division}", partial(_sectors, division))
        return self._once(champ.type, _LISTES[TypeChamp(champ.type)])

    def _once(self, key: str, read: Callable[[], Iterable[Modalite]]) -> tuple[Modalite, ...]:
        if key not in self._kept:
            self._kept[key] = tuple(read())
        return self._kept[key]


def _sectors(division: str) -> Iterator[Modalite]:
    rows = Secteur.objects.filter(division__code=division).select_related("division")
    return (Modalite(row.chemin, row.nom) for row in rows)


def _places() -> Iterator[Modalite]:
    return (Modalite(*row) for row in Lieu.objects.values_list("code", "nom"))


def _schools() -> Iterator[Modalite]:
    rows = Lieu.objects.filter(nature__in=ETABLISSEMENTS)
    return (Modalite(*row) for row in rows.values_list("code", "nom"))


def _organisations() -> Iterator[Modalite]:
    return (Modalite(row.code, str(row)) for row in Organisation.objects.all())


_LISTES: dict[TypeChamp, Callable[[], Iterable[Modalite]]] = {
    TypeChamp.LIEU: _places,
    TypeChamp.ETABLISSEMENT: _schools,
    TypeChamp.ORGANISATION: _organisations,
}


def _stream(registre: Registre, listes: Listes) -> Flux:
    fields = [champ for champ in registre.champs.all() if champ.type in _VENTILENT]
    dimensions = [
        Dimension(champ.code, champ.libelle, code_of(champ), partial(listes.of, champ))
        for champ in fields
    ]
    providers = [row.organisation for row in registre.fournit.all()]
    who = tuple(Modalite(row.code, str(row)) for row in providers)
    dimensions.append(
        Dimension(FOURNISSEUR, "Fourni par", F("organisation__code"), lambda: who)
    )
    return Flux(
        cle=f"{PREFIXE}.{registre.code}",
        libelle=registre.nom,
        lignes=partial(_rows, registre.pk),
        debut="debut",
        fin="fin",
        modeles=_MODELES,
        lisibles=partial(_readable, registre.pk),
        exemple=_shown(registre, listes),
        dimensions=tuple(dimensions),
        collecte=partial(collected, registre),
        par_qui="organisation_id",
        nominatif=registre.nominatif,
        seuil=registre.seuil,
    )


def _rows(registre: int) -> QuerySet[Entree]:
    return Entree.objects.filter(registre=registre, neant=False)


def _readable(registre: int, user: Utilisateur) -> QuerySet[Entree]:
    return (
        Entree.objects.visible_to(user)
        .filter(registre=registre, neant=False)
        .select_related("registre", "organisation")
    )


def _shown(registre: Registre, listes: Listes) -> Exemple:
    def span(row: Entree) -> str:
        return row.periode.libelle

    def who(row: Entree) -> str:
        return str(row.organisation)

    columns = [(champ.libelle, _reader(champ, listes)) for champ in registre.champs.all()]
    return Exemple(
        (("Période", span), ("Fourni par", who), *columns), lambda row: row.get_absolute_url()
    )


def _reader(champ: Champ, listes: Listes) -> Callable[[Entree], Cellule]:
    """What a row says of a field: a number, a day, the words of a code."""

    @cache
    def words() -> dict[str, str]:
        return {row.code: row.libelle for row in listes.of(champ)}

    def said(row: Entree) -> Cellule:
        told = row.valeurs.get(champ.code)
        if told is None:
            return None
        if champ.est_nombre:
            return Decimal(told)
        if champ.type == TypeChamp.DATE:
            return date.fromisoformat(told)
        return words().get(str(told), str(told))

    return said
