"""The report laid before the Conseil plénier, made of a Photo and of nothing else."""

from collections.abc import Iterator
from decimal import Decimal

from quietude.documents.contenu import (
    Bloc,
    Colonne,
    DocumentContenu,
    Figure,
    Ligne,
    Liste,
    Markdown,
    Paragraphe,
    TableauDonnees,
    Titre,
)
from quietude.evaluation.documents.actions import sheets_blocks
from quietude.evaluation.documents.figures import series_chart
from quietude.evaluation.documents.phrases import headlines, plural
from quietude.evaluation.inventaire import list_indicators
from quietude.evaluation.page_annuelle import Argent, LigneSerie, PageAnnuelle, ThemeLu
from quietude.evaluation.photo import Photo, VueInstance, VuePoint
from quietude.socle.formats import INSECABLE, euros, jour
from quietude.socle.periodes import Periode

GRAPHIQUES = 8  # charts of the changes that chance does not explain
CONSTATS = 30
_RIEN = "Rien n’est écrit à ce sujet."


def report(photo: Photo, couleur: str) -> DocumentContenu:
    """The whole report: what changed, what was done, how bodies worked, what is proposed."""
    page = PageAnnuelle(photo)
    adopted = f"Adoptée le {jour(photo.adoptee_le)}" if photo.adoptee_le else ""
    return DocumentContenu(
        titre=f"Évaluation de l’année {photo.annee}",
        sous_titre=photo.strategie,
        emetteur=photo.ville,
        date=photo.adoptee_le or photo.faite_le,
        mention=adopted or f"Projet{INSECABLE}: chiffres du {jour(photo.faite_le)}",
        couleur=couleur,
        blocs=tuple(_blocks(page)),
    )


def _blocks(page: PageAnnuelle) -> Iterator[Bloc]:
    photo = page.photo
    yield Titre("Synthèse", 1)
    yield from _text(photo.synthese)
    yield Liste(tuple(headlines(page)))
    yield from _crime(page)
    yield from sheets_blocks(page)
    yield from _bodies(photo.instances)
    yield from _funding(page)
    yield from _findings(photo)
    yield from _words(page)
    yield Titre("Propositions", 1)
    yield from _text(photo.propositions)
    yield from _inventory(photo)


def _text(source: str) -> Iterator[Bloc]:
    yield Paragraphe(Markdown(source) if source.strip() else _RIEN)


def _crime(page: PageAnnuelle) -> Iterator[Bloc]:
    yield Titre("L’évolution de la délinquance et de la tranquillité", 1)
    if not page.photo.delinquance:
        yield Paragraphe("Aucun chiffre n’est connu pour cette année.")
        return
    for sign, word, lines in page.mouvements:
        yield Titre(f"{sign} Ce qui est en {word}", 2)
        yield Liste(tuple(_told(line) for line in lines))
    charts = (series_chart(line.serie) for _, _, lines in page.mouvements for line in lines)
    for chart in [chart for chart in charts if chart][:GRAPHIQUES]:
        yield Figure(chart)
    for theme in page.themes:
        yield from _theme(theme)
    silent = page.photo.series_sans_chiffre
    if silent:
        yield Titre("Ce qui n’est pas connu pour cette année", 2)
        yield Liste(tuple(silent))


def _told(line: LigneSerie) -> str:
    return f"{line.serie.libelle} ({line.serie.lieu}){INSECABLE}: {line.serie.phrase}"


def _theme(theme: ThemeLu) -> Iterator[Bloc]:
    yield Titre(theme.titre, 2)
    for word in theme.analyses:
        yield Paragraphe(Markdown(word.texte))
    if not theme.lignes:
        return
    yield TableauDonnees(
        (
            Colonne("Série", poids=4),
            Colonne("Lieu", poids=2),
            Colonne("Avant", poids=2),
            Colonne("Cette année", poids=2),
            Colonne("Ce que l’on peut dire", poids=2),
        ),
        tuple(_line(line) for line in theme.lignes),
        notes=tuple(
            f"Source{INSECABLE}: {source}"
            for source in dict.fromkeys(line.serie.source for line in theme.lignes)
        ),
    )


def _line(line: LigneSerie) -> Ligne:
    def figure(point: VuePoint | None) -> str:
        return f"{point.texte} ({_when(point)})" if point else "—"

    serie = line.serie
    return Ligne(
        (
            f"{serie.libelle} ({serie.unite})" if serie.unite else serie.libelle,
            serie.lieu,
            figure(line.avant),
            figure(line.derniere),
            f"{line.signe} {line.mot}",
        )
    )


def _when(point: VuePoint) -> str:
    """Dates in figures do not wrap: said in words."""
    dated = "/" in point.periode
    return Periode(point.debut, point.fin).libelle if dated else point.periode


def _bodies(instances: list[VueInstance]) -> Iterator[Bloc]:
    yield Titre("Le fonctionnement des instances", 1)
    if not instances:
        yield Paragraphe("Aucune instance n’est décrite.")
        return
    yield TableauDonnees(
        (
            Colonne("Instance", poids=4),
            Colonne("Rythme fixé", poids=3),
            Colonne("Il en fallait", nombre=True),
            Colonne("Tenues", nombre=True),
            Colonne("Sièges pris", nombre=True),
            Colonne("Décisions closes", nombre=True),
        ),
        tuple(
            Ligne(
                (
                    row.nom,
                    row.rythme or "aucun",
                    row.attendues or "—",
                    row.tenues,
                    f"{row.presences} sur {row.attendus}" if row.attendus else "—",
                    f"{row.closes} sur {row.decisions}" if row.decisions else "—",
                )
            )
            for row in instances
        ),
        notes=("Un siège est pris quand son titulaire est présent ou représenté.",),
    )
    late = sum(row.en_retard for row in instances)
    if late:
        yield Paragraphe(f"{plural(late, 'décision est', 'décisions sont')} en retard.")


def _funding(page: PageAnnuelle) -> Iterator[Bloc]:
    yield Titre("Les financements", 1)
    if not page.argent:
        yield Paragraphe("Aucun financement n’est inscrit pour cette année.")
        return

    def amounts(argent: Argent) -> tuple[str, str, str]:
        asked, granted, spent = argent.demande, argent.accorde, argent.depense
        return _euros(asked), _euros(granted), _euros(spent)

    yield TableauDonnees(
        (
            Colonne("Action", poids=4),
            Colonne("Financeur", poids=2),
            Colonne("Demandé", nombre=True),
            Colonne("Accordé", nombre=True),
            Colonne("Dépensé", nombre=True),
        ),
        (
            *(
                Ligne(
                    (
                        f"{line.fiche.numero}. {line.fiche.titre}",
                        line.financeur,
                        *amounts(line.argent),
                    )
                )
                for line in page.argent
            ),
            Ligne(("Total", "", *amounts(page.total)), total=True),
        ),
        notes=("Un tiret : le montant n’est pas dit.",),
    )


def _euros(amount: Decimal | None) -> str:
    return euros(amount) if amount is not None else "—"


def _findings(photo: Photo) -> Iterator[Bloc]:
    yield Titre("Ce que dit le contrôle de cohérence", 1)
    if not photo.constats:
        yield Paragraphe("Aucun constat.")
        return
    kinds = [row.gravite for row in photo.constats]
    told = [f"{kind.lower()}{INSECABLE}: {kinds.count(kind)}" for kind in dict.fromkeys(kinds)]
    yield Paragraphe(f"{', '.join(told).capitalize()}.")
    shown = photo.constats[:CONSTATS]
    yield TableauDonnees(
        (Colonne("Gravité"), Colonne("Constat", poids=6), Colonne("Que faire", poids=4)),
        tuple(Ligne((row.gravite, row.message, row.suggestion)) for row in shown),
    )
    more = len(photo.constats) - len(shown)
    if more:
        yield Paragraphe(
            f"Et {plural(more, 'autre constat', 'autres constats')}, dans le classeur des "
            "chiffres."
        )


def _inventory(photo: Photo) -> Iterator[Bloc]:
    """All the indicators on one list, so that none is forgotten."""
    rows = list_indicators(photo)
    if not rows:
        return
    yield Titre("Annexe : inventaire des indicateurs", 1)
    yield TableauDonnees(
        (
            Colonne("Action"),
            Colonne("Indicateur", poids=4),
            Colonne("Valeur, ou pourquoi il n’y en a pas", poids=3),
            Colonne("Source", poids=3),
        ),
        tuple(
            Ligne(
                (
                    str(row.fiche.numero),
                    f"{row.code} {row.libelle}".strip() or "—",
                    row.valeur or row.raison,
                    row.source or "—",
                )
            )
            for row in rows
        ),
    )


def _words(page: PageAnnuelle) -> Iterator[Bloc]:
    yield Titre("Ce que disent les partenaires", 1)
    if not page.paroles:
        yield Paragraphe("Aucune contribution n’a été rendue.")
    for fiche, word in page.paroles:
        about = f", action {fiche.numero}" if fiche else ""
        yield Titre(f"{word.organisation}{about}", 2, au_sommaire=False)
        yield Paragraphe(Markdown(word.texte))
