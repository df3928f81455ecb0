"""Codes: each defined once, each reference leading somewhere."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from quietude.observatoire.pack import PackChiffres, PackTableau
from quietude.partenaires.pack import PackPartenaires
from quietude.socle.pack.contenu import Pack
from quietude.strategie.controle.constat import Endroit, Trouvaille, regle
from quietude.strategie.enums import Gravite
from quietude.strategie.pack import (
    PackChapitre,
    PackFiche,
    PackMesure,
    PackProtocole,
    PackStrategie,
)
from quietude.territoire.pack import PackTerritoire

Definition = tuple[str, str, str, Endroit]  # kind, code, file, place
Renvoi = tuple[str, Endroit, str, str]  # file, place, kind of thing referred to, its code


def _defined(pack: Pack) -> Iterator[Definition]:
    """Kind, code, file and place of everything that a code names."""
    for define in DEFINITIONS:
        yield from define(pack)


def _partners(pack: Pack) -> Iterator[Definition]:
    for partners in pack.all(PackPartenaires):
        path = pack.path_of(partners)
        for rank, organisation in enumerate(partners.organisations):
            yield "organisation", organisation.code, path, ("organisations", rank, "code")


def _strategies(pack: Pack) -> Iterator[Definition]:
    for strategie in pack.all(PackStrategie):
        path = pack.path_of(strategie)
        for rank, objectif in enumerate(strategie.objectifs):
            yield "objectif", objectif.code, path, ("objectifs", rank, "code")
        yield "stratégie", strategie.code, path, ("code",)
        if strategie.precedente:
            yield "stratégie", strategie.precedente.code, path, ("precedente", "code")


def _sheets_and_tables(pack: Pack) -> Iterator[Definition]:
    for fiche in pack.all(PackFiche):
        yield "fiche", str(fiche.numero), pack.path_of(fiche), ("numero",)
    for tableau in pack.all(PackTableau):
        yield "tableau", tableau.code, pack.path_of(tableau), ("code",)


def _figures(pack: Pack) -> Iterator[Definition]:
    for sheet in pack.all(PackChiffres):
        path = pack.path_of(sheet)
        for rank, chiffre in enumerate(sheet.chiffres):
            yield "chiffre", chiffre.code, path, ("chiffres", rank, "code")
        for rank, claim in enumerate(sheet.affirmations):
            yield "affirmation", claim.code, path, ("affirmations", rank, "code")


def _places(pack: Pack) -> Iterator[Definition]:
    for territory in pack.all(PackTerritoire):
        yield from _territory(pack.path_of(territory), territory)


def _territory(path: str, item: PackTerritoire) -> Iterator[Definition]:
    for rank, division in enumerate(item.divisions):
        yield "division", division.code, path, ("divisions", rank, "code")
        for position, secteur in enumerate(division.secteurs):
            place: Endroit = ("divisions", rank, "secteurs", position, "code")
            yield "secteur", f"{division.code}/{secteur.code}", path, place
    for rank, lieu in enumerate(item.lieux):
        yield "lieu", lieu.code, path, ("lieux", rank, "code")


def _each(
    path: str, place: Endroit, kind: str, codes: Iterable[str | None]
) -> Iterator[Renvoi]:
    for rank, code in enumerate(codes):
        if code is not None:
            yield path, (*place, rank), kind, code


def _of_sheet(path: str, fiche: PackFiche) -> Iterator[Renvoi]:
    yield path, ("objectif",), "objectif", fiche.objectif
    yield from _each(path, ("pilotes",), "organisation", fiche.pilotes)
    yield from _each(path, ("partenaires",), "organisation", fiche.partenaires)
    yield from _each(path, ("secteurs",), "secteur", fiche.secteurs)
    yield from _each(path, ("instances",), "instance", fiche.instances)
    for rank, link in enumerate(fiche.liens):
        if link.fiche is not None:
            yield path, ("liens", rank, "fiche"), "fiche", str(link.fiche)
        if link.strategie is not None:
            yield path, ("liens", rank, "strategie"), "stratégie", link.strategie
    yield from _of_indicators(path, (), fiche)
    for rank, mesure in enumerate(fiche.mesures):
        place: Endroit = ("mesures", rank)
        yield from _each(path, (*place, "pilotes"), "organisation", mesure.pilotes)
        yield from _each(path, (*place, "instances"), "instance", mesure.instances)
        yield from _of_indicators(path, place, mesure)


def _of_indicators(path: str, place: Endroit, part: PackFiche | PackMesure) -> Iterator[Renvoi]:
    for rank, indicateur in enumerate(part.indicateurs):
        if indicateur.fournisseur is not None:
            where = (*place, "indicateurs", rank, "fournisseur")
            yield path, where, "organisation", indicateur.fournisseur


def _of_strategy(path: str, item: PackStrategie) -> Iterator[Renvoi]:
    for rank, objectif in enumerate(item.objectifs):
        if objectif.parent is not None:
            yield path, ("objectifs", rank, "parent"), "objectif", objectif.parent
    for rank, signataire in enumerate(item.signataires):
        if signataire.organisation is not None:
            place = ("signataires", rank, "organisation")
            yield path, place, "organisation", signataire.organisation


def _of_protocol(path: str, item: PackProtocole) -> Iterator[Renvoi]:
    yield from _each(path, ("sites",), "lieu", item.sites)
    if item.instance is not None:
        yield path, ("instance",), "instance", item.instance
    for rank, partie in enumerate(item.parties):
        place = ("parties", rank, "organisation")
        yield path, place, "organisation", partie.organisation


def _referred(pack: Pack) -> Iterator[Renvoi]:
    for refer in RENVOIS:
        yield from refer(pack)


def _of_documents(pack: Pack) -> Iterator[Renvoi]:
    for fiche in pack.all(PackFiche):
        yield from _of_sheet(pack.path_of(fiche), fiche)
    for strategie in pack.all(PackStrategie):
        yield from _of_strategy(pack.path_of(strategie), strategie)
    for protocole in pack.all(PackProtocole):
        yield from _of_protocol(pack.path_of(protocole), protocole)
    for chapitre in pack.all(PackChapitre):
        yield from _each(pack.path_of(chapitre), ("tableaux",), "tableau", chapitre.tableaux)


def _of_places(pack: Pack) -> Iterator[Renvoi]:
    for territory in pack.all(PackTerritoire):
        for rank, lieu in enumerate(territory.lieux):
            place = ("lieux", rank, "secteurs")
            yield from _each(pack.path_of(territory), place, "secteur", lieu.secteurs)


# Other apps add what they define ("instance") and what they refer to.
DEFINITIONS: list[Callable[[Pack], Iterator[Definition]]] = [
    _partners, _places, _strategies, _sheets_and_tables, _figures,
]  # fmt: skip
RENVOIS: list[Callable[[Pack], Iterator[Renvoi]]] = [_of_documents, _of_places]


@regle(
    "REF-DOUBLE",
    "Code défini deux fois",
    Gravite.ERREUR,
    "Un code nomme une seule chose : défini deux fois, on ne sait plus laquelle est visée.",
)
def check_duplicates(pack: Pack) -> Iterator[Trouvaille]:
    rows = list(_defined(pack))
    counts = Counter((kind, code) for kind, code, _, _ in rows)
    seen: set[tuple[str, str]] = set()
    for kind, code, path, place in rows:
        if counts[kind, code] > 1 and (kind, code) in seen:
            yield Trouvaille(
                path,
                place,
                f"{kind}/{code}",
                f"{kind} « {code} » défini(e) {counts[kind, code]} fois.",
                "Donner un autre code à l'un des deux, ou supprimer le doublon.",
            )
        seen.add((kind, code))


@regle(
    "REF-INCONNUE",
    "Renvoi vers rien",
    Gravite.ERREUR,
    "Un renvoi désigne par son code une chose définie ailleurs dans le pack.",
)
def check_unknown(pack: Pack) -> Iterator[Trouvaille]:
    known = {(kind, code) for kind, code, _, _ in _defined(pack)}
    for path, place, kind, code in _referred(pack):
        if (kind, code) not in known:
            yield Trouvaille(
                path,
                place,
                f"{path.removesuffix('.yaml')}#{kind}/{code}",
                f"{kind} « {code} » n'est défini(e) nulle part.",
                "Corriger le code, ou ajouter la définition.",
            )
