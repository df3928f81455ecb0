"""État 4001: the ministry's counts by police or gendarmerie service, one source a sheet.

A service is wider than a town: its facts never meet a town's population. The whole sheet is
kept as Parquet; only the services that the town follows go to the database: those that are a
`Perimetre`, and those named after one of its communes. Another one: `services`, then
`prepare_service`. Zeros that are blanks are told apart: see `zeros`.
"""

from collections import defaultdict
from datetime import date
from functools import partial

from django.utils import timezone

from quietude.observatoire.entrepot_services import (
    LigneService,
    read_service,
    store_services,
)
from quietude.observatoire.enums import FamilleSource, NiveauPerimetre, Nomenclature
from quietude.observatoire.imports.ecriture import Decompte, write_observations
from quietude.observatoire.imports.familles import Disposition, Lecture, SourceDecrite
from quietude.observatoire.imports.fichier import Apercu
from quietude.observatoire.imports.lignes import CleSerie, Lieu, LigneObservation, code_of
from quietude.observatoire.imports.rapport import Refus
from quietude.observatoire.imports.releves import (
    FORCES,
    Erreur,
    Releve,
    Service,
    announced,
    read_releve,
)
from quietude.observatoire.imports.services import (
    ServiceTrouve,
    followed,
    kept_sources,
    known_services,
    services,
)
from quietude.observatoire.imports.tables import Feuille, first_rows, read_sheets
from quietude.observatoire.imports.zeros import (
    Passe,
    history,
    remember,
    revise_doubts,
    statement,
)
from quietude.observatoire.models import Grandeur, Source
from quietude.observatoire.nomenclature import index_code
from quietude.socle.formats import nombre

__all__ = ["ServiceTrouve", "prepare_service", "read_rows", "recognise", "services"]

DISPOSITION = Disposition(
    "etat-4001", "état 4001, un service par colonne", FamilleSource.ETAT_4001
)


def recognise(apercu: Apercu) -> Disposition | None:
    """A file with at least one sheet that starts "Année 2015 - services de police"."""
    found = any(_is_releve(feuille) for feuille in first_rows(apercu, 1))
    return DISPOSITION if found else None


def read_rows(apercu: Apercu, disposition: Disposition) -> Lecture:
    """The newest sheet of the file; those of other years are written right after it."""
    feuilles = read_sheets(apercu)
    releves = _read_all([feuille for feuille in feuilles if _is_releve(feuille)])
    ignored = [feuille.nom for feuille in feuilles if not _is_releve(feuille)]
    known = known_services()
    codes = followed(service for releve in releves for service in releve.services)
    passe = history(codes)
    for releve in releves:
        remember(passe, releve, codes)
    *others, main = releves
    return Lecture(
        source=_described(main),
        lignes=_lines(main, codes, passe),
        lues=sum(len(feuille.lignes) for feuille in feuilles if feuille.nom not in ignored),
        avertissements=[*_ignored(ignored), *_unfollowed(codes), *_blanks(main, codes)],
        apres=partial(_finish, main, others, codes, codes - known, passe),
    )


def _is_releve(feuille: Feuille) -> bool:
    return bool(feuille.lignes) and announced(feuille.lignes[0].cellules) is not None


def _read_all(feuilles: list[Feuille]) -> list[Releve]:
    """Every sheet, oldest first; one refusal for what is wrong in all of them."""
    releves: dict[tuple[int, str], Releve] = {}
    messages: list[str] = []
    erreurs: list[Erreur] = []
    for feuille in feuilles:
        try:
            releve = read_releve(feuille)
        except Refus as refus:
            messages.append(refus.message)
            erreurs += refus.lignes
            continue
        twin = releves.setdefault((releve.annee, releve.force), releve)
        if twin is not releve:
            messages.append(f"Deux feuilles donnent la même année ({releve.titre}).")
            erreurs.append((1, feuille.locate(f"même année que « {twin.feuille} »")))
    if messages:
        raise Refus(messages[0], erreurs)
    return [releves[key] for key in sorted(releves)]


def _described(releve: Releve) -> SourceDecrite:
    force = FORCES[releve.force]
    return SourceDecrite(
        # The same figures make the same source, whether a CSV or a workbook brings them.
        code=f"etat-4001-{releve.force}-{releve.annee}-{releve.empreinte[:10]}",
        famille=FamilleSource.ETAT_4001,
        titre=(
            f"Crimes et délits enregistrés par les services de {force} (état 4001), "
            f"{releve.annee}"
        ),
        producteur="Ministère de l’Intérieur",
        licence="Licence Ouverte 2.0",
        millesime=str(releve.annee),
        rang=str(releve.annee),
        note="Un service est plus large que la commune : ses faits ne se rapportent pas à "
        "la population de la ville.",
    )


def _lines(releve: Releve, codes: set[str], passe: Passe) -> list[LigneObservation]:
    labels = _labels()
    return [
        _line(service, number, releve.annee, passe, labels)
        for service, number, _ in releve.figures()
        if service.code in codes
    ]


def _labels() -> dict[int, str]:
    rows = Grandeur.objects.filter(nomenclature=Nomenclature.ETAT_4001)
    return {row.numero or 0: row.libelle for row in rows}


def _line(
    service: Service, number: int, year: int, passe: Passe, labels: dict[int, str]
) -> LigneObservation:
    place = Lieu(NiveauPerimetre.SERVICE, service.code, service.libelle)
    quantity = index_code(number)
    key = CleSerie(
        code=code_of(quantity, place),
        libelle=labels[number],
        lieu=place,
        unite="faits",
        grandeur=quantity,
    )
    state, value, note = statement(service.code, number, year, passe)
    return LigneObservation(
        key, date(year, 1, 1), date(year, 12, 31), value, etat=state, note=note
    )


def _finish(
    main: Releve,
    others: list[Releve],
    codes: set[str],
    fresh: set[str],
    passe: Passe,
    source: Source,
) -> list[str]:
    """Write the other sheets, keep all of them whole, look again at every zero."""
    counts = [_write_other(releve, codes, passe, source) for releve in others]
    store_services(source.code, _stored(main))
    for code in sorted(fresh):
        prepare_service(code)
    return [*_about_others(others, counts), *revise_doubts(codes)]


def _write_other(releve: Releve, codes: set[str], passe: Passe, main: Source) -> Decompte:
    described = _described(releve)
    values = {
        name: getattr(described, name)
        for name in ("famille", "titre", "producteur", "licence", "millesime", "rang", "note")
    }
    source, _ = Source.objects.get_or_create(
        code=described.code,
        defaults=values
        | {
            "fichier": main.fichier,
            "empreinte": releve.empreinte,
            "importee_le": timezone.now(),
        },
    )
    count = write_observations(source, _lines(releve, codes, passe))
    store_services(source.code, _stored(releve))
    return count


def _about_others(others: list[Releve], counts: list[Decompte]) -> list[str]:
    if not others:
        return []
    total = _sum(counts)
    return [
        f"Autres tableaux de ce classeur ({', '.join(_years(others))}) : "
        f"{nombre(total.ajoutees)} chiffres ajoutés, {nombre(total.revisees)} révisés, "
        f"{nombre(total.inchangees)} inchangés."
    ]


def _years(releves: list[Releve]) -> list[str]:
    """["gendarmerie 2012, 2013", "police 2012"]."""
    by_force: dict[str, list[str]] = defaultdict(list)
    for releve in releves:
        by_force[FORCES[releve.force]].append(str(releve.annee))
    return [f"{force} {', '.join(years)}" for force, years in by_force.items()]


def _sum(counts: list[Decompte]) -> Decompte:
    return Decompte(
        sum(count.ajoutees for count in counts),
        sum(count.revisees for count in counts),
        sum(count.inchangees for count in counts),
    )


def _stored(releve: Releve) -> list[LigneService]:
    return [
        LigneService(
            releve.annee,
            service.force,
            service.departement,
            service.nom,
            service.code,
            number,
            facts,
        )
        for service, number, facts in releve.figures()
    ]


def _ignored(names: list[str]) -> list[str]:
    shown = ", ".join(f"« {name} »" for name in names)
    return [f"Feuilles laissées de côté, d’une autre forme : {shown}."] if names else []


def _unfollowed(codes: set[str]) -> list[str]:
    if codes:
        return []
    return [
        "Aucun service ne porte le nom d’une commune du territoire : le tableau est gardé, "
        "choisissez les services à suivre dans les périmètres."
    ]


def _blanks(releve: Releve, codes: set[str]) -> list[str]:
    blank = sum(
        facts is None for service, _, facts in releve.figures() if service.code in codes
    )
    return [f"Cellules vides, notées manquantes ({releve.titre}) : {blank}."] if blank else []


def prepare_service(code: str) -> Decompte:
    """Bring one service of the sheets kept to the database, all years. Call it in an action."""
    rows: dict[str, list[LigneService]] = defaultdict(list)
    for kept, row in read_service(kept_sources(), code):
        rows[kept].append(row)
    sources = list(Source.objects.filter(code__in=rows).order_by("rang", "importee_le"))
    passe: Passe = defaultdict(dict)
    for source in sources:
        _recall(passe, rows[source.code])
    labels = _labels()
    counts = []
    for source in sources:
        # Each says its own figure; of one year, the sheet published last comes last and holds.
        _recall(passe, rows[source.code])
        lines = [
            _line(_service(row), row.numero, row.annee, passe, labels)
            for row in rows[source.code]
        ]
        counts.append(write_observations(source, lines))
    return _sum(counts)


def _recall(passe: Passe, rows: list[LigneService]) -> None:
    for row in rows:
        passe[row.code, row.numero][row.annee] = row.faits


def _service(row: LigneService) -> Service:
    return Service(row.force, row.departement, row.nom)
