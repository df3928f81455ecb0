"""Import one file: recognise, read, check, prepare, write; all or nothing."""

from collections.abc import Callable
from pathlib import Path

from quietude.comptes.models import Utilisateur
from quietude.observatoire import entrepot
from quietude.observatoire.actions.imports import Depot, Ecrit, record_reading, record_table
from quietude.observatoire.enums import FamilleSource, Nomenclature
from quietude.observatoire.imports import dispositions, etat4001, ville
from quietude.observatoire.imports.dispositions import Reconnue
from quietude.observatoire.imports.familles import SourceDecrite
from quietude.observatoire.imports.fichier import Apercu, fingerprint, look_at
from quietude.observatoire.imports.lieux import Suivis, followed
from quietude.observatoire.imports.millesimes import vintage_of
from quietude.observatoire.imports.preparation import prepare
from quietude.observatoire.imports.rapport import Rapport
from quietude.observatoire.models import Grandeur, Source
from quietude.observatoire.rules import can_import
from quietude.socle.formats import moment, nombre
from quietude.socle.regles import require

Avancer = Callable[[int], None]

_LICENCE = "Licence Ouverte 2.0"
_SSMSI = "SSMSI, ministère de l’Intérieur"
_ADRESSE = "https://www.data.gouv.fr/datasets/621df2954fa5a3b5a023e23c"
_DECRITES = {
    FamilleSource.SSMSI_COMMUNES: ("Délinquance enregistrée, base communale", _SSMSI, _ADRESSE),
    FamilleSource.SSMSI_DEPARTEMENTS: (
        "Délinquance enregistrée, base départementale",
        _SSMSI,
        _ADRESSE,
    ),
    FamilleSource.SSMSI_REGIONS: ("Délinquance enregistrée, base régionale", _SSMSI, _ADRESSE),
    FamilleSource.POPULATIONS: ("Populations municipales", "INSEE", "https://www.insee.fr"),
    FamilleSource.LOGEMENTS: ("Logements", "INSEE", "https://www.insee.fr"),
}


def import_file(
    *,
    actor: Utilisateur | None,
    chemin: Path,
    nom: str,
    millesime: str = "",
    avancer: Avancer = lambda percent: None,
) -> tuple[Source, Rapport]:
    """Take a file in and tell what changed. Raises Refus, nothing having changed."""
    if actor is not None:
        require(can_import(actor))
    apercu = look_at(chemin, nom)
    depot = Depot(apercu.nom, fingerprint(chemin), 0)
    avancer(5)
    known = Source.objects.filter(empreinte=depot.empreinte).first()
    if known is not None:
        return known, _already(known)
    columns = entrepot.columns_of(apercu)
    found = dispositions.recognise(apercu, columns)
    if found is not None:
        return _import_table(actor, apercu, found, depot, millesime, avancer)
    for family in (etat4001, ville):
        layout = family.recognise(apercu)
        if layout is not None:
            avancer(20)
            reading = family.read_rows(apercu, layout)
            avancer(60)
            depot = depot._replace(lues=reading.lues)
            written = record_reading(actor=actor, lecture=reading, depot=depot)
            return written.source, _report(written, reading.lues)
    raise dispositions.refuse_header(apercu, columns)


def _already(source: Source) -> Rapport:
    when = f" le {moment(source.importee_le)}" if source.importee_le else ""
    return Rapport(
        f"Ce fichier a déjà été importé{when} : rien n’a changé.", source=str(source)
    )


def _import_table(
    actor: Utilisateur | None,
    apercu: Apercu,
    found: Reconnue,
    depot: Depot,
    millesime: str,
    avancer: Avancer,
) -> tuple[Source, Rapport]:
    content = _take_in(apercu, found, depot.empreinte, avancer)
    try:
        decrite = _described(apercu, found, depot, millesime, content.derniere)
        suivis = followed()
        written = record_table(
            actor=actor,
            decrite=decrite,
            depot=depot._replace(lues=content.lues),
            prepare=lambda source: prepare(source, suivis),
        )
    finally:
        # Refused, failed, or at the same moment by someone else: only then is it theirs.
        if not Source.objects.filter(empreinte=depot.empreinte).exists():
            entrepot.forget(depot.empreinte)
    avancer(95)
    report = _report(written, content.lues)
    report.avertissements = [
        *_about_codes(content),
        *about_vintage(written.source),
        *_about_places(suivis, written),
        *report.avertissements,
    ]
    return written.source, report


def _take_in(
    apercu: Apercu, found: Reconnue, empreinte: str, avancer: Avancer
) -> entrepot.Contenu:
    known = _indicateurs()
    with entrepot.draft() as drafted:
        content = entrepot.take_in(apercu, found, known, drafted.cellules)
        avancer(60)
        if found.table.famille == FamilleSource.SSMSI_COMMUNES:
            entrepot.sum_up(drafted, known)
        entrepot.keep(drafted, empreinte)
    avancer(75)
    return content


def _indicateurs() -> list[entrepot.Indicateur]:
    rows = Grandeur.objects.filter(nomenclature=Nomenclature.SSMSI)
    return [entrepot.Indicateur(row.code, row.base, tuple(row.libelles)) for row in rows]


def _described(
    apercu: Apercu, found: Reconnue, depot: Depot, millesime: str, derniere: int
) -> SourceDecrite:
    vintage = vintage_of(apercu.nom, found.geographie, millesime, derniere)
    family = found.table.famille
    title, producer, address = _DECRITES[family]
    return SourceDecrite(
        code=f"{found.table.code}-{vintage.rang}-{depot.empreinte[:8]}",
        famille=family,
        titre=title,
        producteur=producer,
        licence=_LICENCE,
        adresse=address,
        millesime=vintage.libelle,
        rang=vintage.rang,
        note="Cambriolages seuls, communes diffusées." if found.table.partielle else "",
    )


def _report(written: Ecrit, lues: int) -> Rapport:
    added, revised, same = written.decompte
    return Rapport(
        f"Lignes lues : {nombre(lues)}. Chiffres des lieux suivis : {nombre(added)} ajoutés, "
        f"{nombre(revised)} révisés, {nombre(same)} inchangés.",
        source=str(written.source),
        lues=lues,
        ajoutees=added,
        revisees=revised,
        inchangees=same,
        avertissements=written.avertissements,
    )


def _about_codes(content: entrepot.Contenu) -> list[str]:
    if not content.inconnus:
        return []
    return [
        "Codes de commune plus récents que la liste officielle livrée avec le logiciel : "
        f"{nombre(content.inconnus)}. Ils sont gardés, sans nom."
    ]


def _about_places(suivis: Suivis, written: Ecrit) -> list[str]:
    if suivis.communes and not sum(written.decompte):
        return ["Ce fichier ne dit rien des lieux suivis : il est gardé pour les autres."]
    if suivis.communes:
        return []
    return [
        "Aucune commune n’est encore suivie : le fichier est gardé, ses chiffres viendront "
        "avec le territoire."
    ]


def about_vintage(source: Source) -> list[str]:
    """How this file stands among the vintages of its family already there."""
    others = Source.objects.filter(famille=source.famille).exclude(pk=source.pk)
    others = others.exclude(empreinte="")
    newer = others.filter(rang__gt=source.rang).order_by("-rang").first()
    told = []
    if newer is not None:
        told.append(
            f"Un millésime plus récent est déjà là ({newer.millesime}) : celui-ci est gardé et "
            "ne le remplace pas."
        )
    older = others.filter(rang__lte=source.rang).order_by("-rang", "-importee_le").first()
    kind = source.code.removesuffix(f"-{source.rang}-{source.empreinte[:8]}")
    if older is None or not older.code.startswith(kind):
        return told
    if not entrepot.files_of(older.empreinte).cellules.exists():
        return told
    return told + _about_changes(older, source)


def _about_changes(older: Source, source: Source) -> list[str]:
    rows = entrepot.changes(
        older.empreinte,
        source.empreinte,
        valeurs=source.famille in (FamilleSource.POPULATIONS, FamilleSource.LOGEMENTS),
    )
    if not any(row.revisees or row.inchangees for row in rows):
        return []  # nothing in common
    revised = {row.annee: row.revisees for row in rows if row.revisees}
    if not revised:
        return [f"Aucun chiffre du millésime précédent ({older.millesime}) n’est révisé."]
    years = ", ".join(f"{nombre(count)} en {year}" for year, count in revised.items())
    return [f"Chiffres révisés dans tout le fichier, depuis « {older.millesime} » : {years}."]
