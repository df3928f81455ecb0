"""An evaluation in a terminal: its sections, and every indicator with its source and value."""

from collections.abc import Iterable, Sequence

from rich.console import Console

from quietude.evaluation.inventaire import reason_of
from quietude.evaluation.manques import Lacune
from quietude.evaluation.page_annuelle import LigneSerie, PageAnnuelle
from quietude.evaluation.photo import Photo, VueIndicateur
from quietude.observatoire.terminal.texte import say
from quietude.socle.formats import FINE, INSECABLE, euros, jour

DEUX_POINTS = f"{INSECABLE}: "


def show(console: Console, photo: Photo, manques: Sequence[tuple[str, list[Lacune]]]) -> None:
    """The whole, as wide as the terminal."""
    page = PageAnnuelle(photo)
    say(console, f"Évaluation {photo.annee}, {photo.ville}", "bold")
    state = f"adoptée le {jour(photo.adoptee_le)}" if photo.adoptee_le else "ouverte"
    say(console, f"{photo.strategie}. Calculée le {jour(photo.faite_le)}, {state}.")
    if photo.synthese:
        _title(console, "Synthèse")
        say(console, photo.synthese)
    _crime(console, page)
    _sheets(console, page)
    _bodies(console, photo)
    _money(console, page)
    _findings(console, page)
    _words(console, page)
    if photo.propositions:
        _title(console, "Propositions")
        say(console, photo.propositions)
    _missing(console, manques)


def _title(console: Console, title: str) -> None:
    console.print()
    say(console, title, "bold")


def _crime(console: Console, page: PageAnnuelle) -> None:
    _title(console, f"Délinquance{FINE}: {len(page.photo.delinquance)} séries")
    for sign, word, rows in page.mouvements:
        say(console, f"{sign} {len(rows)} en {word} nette", indent=2)
        for row in rows:
            say(
                console,
                f"{_named(row, page.photo.ville)}{DEUX_POINTS}{row.serie.phrase}",
                indent=4,
            )
    still = len(page.photo.delinquance) - len(page.hausses) - len(page.baisses)
    say(console, f"{still} sans hausse ni baisse nette, ou sans comparaison.", indent=2)


def _named(row: LigneSerie, ville: str) -> str:
    place = row.serie.lieu
    return row.serie.libelle if place == ville else f"{row.serie.libelle} ({place})"


def _sheets(console: Console, page: PageAnnuelle) -> None:
    known, total = page.renseignes, len(page.indicateurs)
    _title(console, f"Actions{FINE}: {len(page.photo.fiches)}")
    states = ", ".join(f"{count} {name.lower()}" for name, count in page.etats)
    say(console, f"{states}. {len(page.retards)} étapes en retard.", indent=2)
    say(console, f"{known} indicateurs sur {total} ont une valeur.", indent=2)
    for objectif, fiches in page.objectifs:
        say(console, f"{objectif.numero}. {objectif.titre}", "bold", indent=2)
        for fiche in fiches:
            done = f"{fiche.etat.lower()}, {fiche.avancement}{FINE}%"
            say(console, f"Action {fiche.numero}. {fiche.titre} ({done})", indent=2)
            for row in fiche.indicateurs:
                say(console, f"- {indicator_line(row)}", indent=4)
            if fiche.sans_indicateur:
                say(console, f"- {fiche.sans_indicateur}", indent=4)


def indicator_line(row: VueIndicateur) -> str:
    """Its value and its source, or why it has none."""
    last = row.valeurs[-1] if row.valeurs else None
    if last is None:
        return f"{row.libelle}{DEUX_POINTS}{row.origine}"
    if last.nombre is None and last.etat != "connue":
        return f"{row.libelle}{DEUX_POINTS}{reason_of(row)} [{row.origine.rstrip('.')}]"
    number, _, precision = last.texte.partition(" (")
    unit = f" {row.unite}" if row.unite and last.nombre is not None else ""
    told = f"{number}{unit} ({precision}" if precision else f"{number}{unit}"
    return f"{row.libelle}{DEUX_POINTS}{told}, {last.periode} [{row.origine}]"


def _bodies(console: Console, photo: Photo) -> None:
    _title(console, f"Instances{FINE}: {len(photo.instances)}")
    for row in photo.instances:
        say(console, f"- {row.nom}{DEUX_POINTS}{row.phrase}", indent=2)


def _money(console: Console, page: PageAnnuelle) -> None:
    _title(console, "Financements")
    if not page.argent:
        say(console, "Aucun n’est inscrit pour cette année.", indent=2)
        return
    total = page.total
    amounts = (
        ("demandé", total.demande), ("accordé", total.accorde), ("dépensé", total.depense)
    )  # fmt: skip
    told = ", ".join(f"{name} {euros(amount) or 'non dit'}" for name, amount in amounts)
    say(console, f"{len(page.argent)} lignes{DEUX_POINTS}{told}.", indent=2)


def _findings(console: Console, page: PageAnnuelle) -> None:
    _title(console, "Contrôle de cohérence")
    told = ", ".join(
        f"{count} {name.lower()}{'s' if count > 1 else ''}" for name, count in page.gravites
    )
    say(console, f"{told or 'Rien à redire'}.", indent=2)


def _words(console: Console, page: PageAnnuelle) -> None:
    _title(console, f"Contributions rendues{FINE}: {len(page.paroles)}")
    for fiche, word in page.paroles:
        about = f"action {fiche.numero}" if fiche else "l’année"
        say(console, f"- {word.organisation}, {about}", indent=2)


def _missing(console: Console, manques: Iterable[tuple[str, list[Lacune]]]) -> None:
    rows = list(manques)
    if not rows:
        return
    _title(console, "Ce qui manque avant d’adopter")
    for who, lacks in rows:
        say(console, f"{who}{DEUX_POINTS}{len(lacks)}", indent=2)
