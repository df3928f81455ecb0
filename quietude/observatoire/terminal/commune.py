"""A commune in a terminal: who it is, its last figures, beside what they compare with."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from quietude.observatoire.entrepot import Quartiles
from quietude.observatoire.enums import Base, EtatObservation
from quietude.observatoire.imports.commune import (
    Chiffre,
    ChiffreCommune,
    FicheCommune,
    lire_population,
)
from quietude.observatoire.models import CodeOfficiel, Source
from quietude.observatoire.presentation.cellules import (
    DECIMALES_TAUX,
    NON_DIFFUSE,
    unpublished,
)
from quietude.observatoire.terminal.texte import LARGE, say
from quietude.socle.formats import FINE, INSECABLE, jour, nombre

_COLONNES = ("Indicateur", "Année", "Nombre", "Taux", "Même taille", "Dép.", "Région", "France")


def show_commune(
    console: Console, fiche: FicheCommune, ancienne: CodeOfficiel | None = None
) -> None:
    """The whole card, as wide as the terminal allows."""
    _head(console, fiche, ancienne)
    if console.width >= LARGE:
        console.print(_table(fiche.chiffres))
    else:
        for row in fiche.chiffres:
            _paragraph(console, row)
    _foot(console, fiche)


def _head(console: Console, fiche: FicheCommune, ancienne: CodeOfficiel | None) -> None:
    commune = fiche.commune
    if ancienne is not None:
        say(
            console,
            f"{ancienne.nom} ({ancienne.code}) fait aujourd’hui partie de {commune.nom}.",
            "yellow",
        )
    say(console, f"{commune.nom} ({commune.code})", "bold")
    above = CodeOfficiel.objects.filter(
        niveau__in=("departement", "region"), code__in=(commune.departement, commune.region)
    )
    names = {row.niveau: row for row in above if row.code == getattr(commune, row.niveau)}
    say(
        console,
        ", ".join(
            f"{names[level].nom} ({names[level].code})"
            for level in ("departement", "region")
            if level in names
        ),
    )
    say(console, _inhabitants(fiche))
    if fiche.strate:
        say(console, f"Villes de même taille{FINE}: {fiche.strate.libelle}")
    console.print()


def _inhabitants(fiche: FicheCommune) -> str:
    read = lire_population(fiche.commune)
    if read is None:
        read = next(
            (
                (row.commune.denominateur_annee, row.commune.denominateur)
                for row in fiche.chiffres
                if row.grandeur.base == Base.HABITANTS
                and row.commune.denominateur
                and row.commune.denominateur_annee
            ),
            None,
        )
    if read is not None:
        return f"{nombre(read[1])} habitants (population municipale {read[0]}, INSEE)"
    known = fiche.commune.population
    return f"{nombre(known)} habitants (INSEE)" if known else "Population inconnue"


def _table(chiffres: Iterable[ChiffreCommune]) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="bold")
    for name in _COLONNES:
        left = name in {"Indicateur", "Même taille"}
        table.add_column(name, justify="left" if left else "right", no_wrap=name == "Année")
    for row in chiffres:
        table.add_row(
            _title(row),
            str(row.annee),
            _number(row.commune),
            _rate(row.commune),
            _quartiles(row.taille),
            *(_rate(above) for above in (row.departement, row.region, row.france)),
        )
    return table


def _paragraph(console: Console, row: ChiffreCommune) -> None:
    say(console, f"{_title(row).plain}, {row.annee}", "bold")
    say(console, _said(row.commune), indent=2)
    if row.taille:
        say(console, f"  Même taille{FINE}: {_quartiles(row.taille).plain}")
    above = [
        f"{name} {_rate(figure).plain}"
        for name, figure in (
            ("département", row.departement),
            ("région", row.region),
            ("France", row.france),
        )
        if figure is not None and figure.taux is not None
    ]
    if above:
        say(console, ", ".join(above), indent=2)


def _said(figure: Chiffre) -> str:
    if figure.etat != EtatObservation.PUBLIEE:
        return _number(figure).plain
    rate = f"taux {_rate(figure).plain}"
    if figure.valeur is None:
        return f"{rate}, nombre non publié"
    return f"{nombre(figure.valeur)}{INSECABLE}; {rate}"


def _title(row: ChiffreCommune) -> Text:
    base = " (par logement)" if row.grandeur.base == Base.LOGEMENTS else ""
    return Text(f"{row.grandeur.libelle}{base}")


def _number(figure: Chiffre) -> Text:
    if figure.etat != EtatObservation.PUBLIEE:
        return Text(unpublished(figure.etat).texte, "yellow")
    return Text("—" if figure.valeur is None else nombre(figure.valeur))


def _rate(figure: Chiffre | None) -> Text:
    if figure is None or figure.taux is None:
        withheld = figure is not None and figure.etat != EtatObservation.PUBLIEE
        return Text(NON_DIFFUSE, "yellow") if withheld else Text("—")
    return Text(nombre(figure.taux, DECIMALES_TAUX))


def _quartiles(size: Quartiles | None) -> Text:
    """Median, quartiles, how many of these towns publish."""
    if size is None or size.mediane is None:
        return Text("—")
    low, middle, high = (
        nombre(value, DECIMALES_TAUX)
        for value in (size.quartile_1, size.mediane, size.quartile_3)
    )
    counted = f"{nombre(size.publiees)} villes sur {nombre(size.communes)}"
    return Text(f"{middle} ({low} à {high}{INSECABLE}; {counted})")


def _foot(console: Console, fiche: FicheCommune) -> None:
    console.print()
    say(
        console,
        f"Taux pour 1{FINE}000 habitants, ou pour 1{FINE}000 logements quand c’est dit. Même "
        f"taille{FINE}: taux médian (premier à troisième quartile) des villes qui publient.",
        "dim",
    )
    if any(row.commune.etat == EtatObservation.NON_DIFFUSEE for row in fiche.chiffres):
        why = unpublished(EtatObservation.NON_DIFFUSEE).titre
        say(console, f"Non diffusé{FINE}: {why[0].lower()}{why[1:]}", "dim")
    for source in dict.fromkeys(row.source for row in fiche.chiffres):
        say(console, f"Source{FINE}: {_cited(source)}.", "dim")


def _cited(source: Source) -> str:
    when = f"importé le {jour(source.importee_le)}" if source.importee_le else ""
    parts = (source.producteur, str(source), source.licence, when)
    return ", ".join(part for part in parts if part)
