"""Twelve slides for the Conseil plénier: the year as it is told standing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from quietude.documents.contenu import (
    Cellule,
    Colonne,
    Figure,
    Ligne,
    Liste,
    Paragraphe,
    TableauDonnees,
)
from quietude.documents.diaporama import BlocDiapo, Chiffre, Chiffres, Diapo, Diaporama
from quietude.documents.graphiques import Genre, Graphique, Trait
from quietude.evaluation.documents.actions import lower_first
from quietude.evaluation.documents.figures import series_chart
from quietude.evaluation.documents.phrases import headlines, plural
from quietude.evaluation.page_annuelle import (
    Argent,
    LigneSerie,
    PageAnnuelle,
    is_known,
    total_of,
)
from quietude.evaluation.photo import Photo, VueFiche, VueIndicateur, VueInstance, VueObjectif
from quietude.indicateurs.enums import EtatValeur
from quietude.socle.formats import INSECABLE, euros, jour, nombre, pourcent

RESTE = "dans le rapport"
_SERIES = 6  # of a list beside a chart: more is not read from a chair
_VIDE = Paragraphe("Rien n’est écrit à ce sujet.")
_NON_DIT = "non dit"
_REMARQUE = {"Erreur": "erreurs", "Alerte": "alertes", "Remarque": "remarques"}


def slides(photo: Photo, couleur: str) -> Diaporama:
    """The cover and eleven slides, never more: what has no room is in the report."""
    page = PageAnnuelle(photo)
    adopted = f"Adoptée le {jour(photo.adoptee_le)}" if photo.adoptee_le else "Projet"
    return Diaporama(
        titre=f"Évaluation {photo.annee}",
        sous_titre=photo.strategie,
        emetteur=photo.ville,
        date=photo.adoptee_le or photo.faite_le,
        mention=adopted,
        couleur=couleur,
        diapos=tuple(
            Diapo(title, blocs, "\n".join(notes), reste=RESTE)
            for title, blocs, notes in _slides(page)
        ),
    )


def _slides(page: PageAnnuelle) -> Iterator[tuple[str, tuple[BlocDiapo, ...], Iterable[str]]]:
    """Title, blocks, and what whoever speaks may want to say or be asked."""
    photo = page.photo
    told = tuple(headlines(page))
    yield "L’année en quatre chiffres", (_figures(page),), told
    yield "L’année en bref", (Liste(told),), [photo.synthese] if photo.synthese else []
    yield "Ce qui est en hausse", _moves(page.hausses), _said(page.hausses)
    yield "Ce qui est en baisse", _moves(page.baisses), _said(page.baisses)
    yield "Où en sont les actions", _states(page), _titles(photo.fiches)
    yield "Les actions par objectif", (_objectives(page.objectifs),), []
    yield "Ce que disent les indicateurs", (_indicators(page),), _without(photo.fiches)
    yield "Le fonctionnement des instances", (_bodies(photo.instances),), _meetings(photo)
    yield "Les financements", (_funding(page),), _money(page)
    yield "Ce qu’il reste à éclaircir", (_lacking(page),), []
    yield "Propositions", (_proposals(photo.propositions),), []


# -- crime ------------------------------------------------------------------------------------


def _figures(page: PageAnnuelle) -> Chiffres:
    every, bodies = len(page.indicateurs), len(page.photo.instances)
    return Chiffres(
        (
            Chiffre(
                nombre(len(page.hausses)),
                "en hausse nette",
                f"et {len(page.baisses)} en baisse, sur "
                f"{plural(len(page.photo.delinquance), 'série', 'séries')}",
            ),
            Chiffre(
                pourcent(page.avancement),
                "d’avancement moyen",
                plural(len(page.photo.fiches), "action", "actions"),
            ),
            Chiffre(nombre(page.renseignes), "indicateurs renseignés", f"sur {every}"),
            Chiffre(
                nombre(page.reunions),
                "réunions tenues",
                plural(bodies, "instance", "instances"),
            ),
        )
    )


def _moves(lines: list[LigneSerie]) -> tuple[BlocDiapo, ...]:
    if not lines:
        return (Paragraphe("Aucun changement établi dans ce sens."),)
    kept = [_told(line) for line in lines[:_SERIES]]
    more = len(lines) - len(kept)
    if more:
        kept.append(f"Et {more} de plus, {RESTE}.")
    told = Liste(tuple(kept))
    chart = next((made for line in lines if (made := series_chart(line.serie))), None)
    return (told, Figure(chart)) if chart else (told,)


def _told(line: LigneSerie) -> str:
    before, after = line.avant, line.derniere
    name = f"{line.serie.libelle}, {line.serie.lieu}"
    if not (before and after):
        return name
    arrow = f"{INSECABLE}→{INSECABLE}"
    return f"{name}{INSECABLE}: {before.texte}{arrow}{after.texte}{line.pour_cent}"


def _said(lines: list[LigneSerie]) -> Iterator[str]:
    for line in lines:
        yield f"{line.serie.libelle}, {line.serie.lieu}{INSECABLE}: {line.serie.phrase}"
    yield from dict.fromkeys(f"Source{INSECABLE}: {line.serie.source}" for line in lines)


# -- actions ----------------------------------------------------------------------------------


def _states(page: PageAnnuelle) -> tuple[BlocDiapo, ...]:
    if not page.etats:
        return (Paragraphe("Aucune action n’est inscrite."),)
    chart = Graphique(
        titre="Nombre d’actions par état",
        genre=Genre.BARRES_HORIZONTALES,
        abscisses=tuple(name for name, _ in page.etats),
        traits=(Trait("Actions", tuple(Decimal(count) for _, count in page.etats)),),
        unite="actions",
        alternative=", ".join(f"{name} : {count}" for name, count in page.etats),
    )
    late = [f"Action {fiche.numero}, {step.titre}" for fiche, step in page.retards]
    day = jour(page.au)
    steps = Liste((f"En retard au {day}{INSECABLE}:", *late)) if late else None
    return (Figure(chart), steps or Paragraphe(f"Aucune étape n’est en retard au {day}."))


def _titles(fiches: list[VueFiche]) -> Iterator[str]:
    for row in fiches:
        yield f"{row.numero}. {row.titre}{INSECABLE}: {row.etat.lower()}"


def _objectives(rows: list[tuple[VueObjectif, list[VueFiche]]]) -> BlocDiapo:
    return TableauDonnees(
        (
            Colonne("Objectif", poids=3),
            Colonne("Actions", nombre=True),
            Colonne("Avancement", nombre=True),
        ),
        tuple(
            Ligne(
                (
                    f"{objectif.numero}. {objectif.titre}",
                    len(fiches),
                    pourcent(round(sum(row.avancement for row in fiches) / len(fiches))),
                )
            )
            for objectif, fiches in rows
            if fiches
        ),
        legende="Actions et avancement moyen par objectif",
    )


def _indicators(page: PageAnnuelle) -> BlocDiapo:
    """How many are known; those whose value changed for sure, or that a target judges."""
    rows = [(fiche, row) for fiche in page.photo.fiches for row in fiche.indicateurs]
    if not rows:
        return Paragraphe("La stratégie n’a pas d’indicateur.")
    told = [
        f"Action {fiche.numero}, {lower_first(row.libelle)}{INSECABLE}: {_says(row)}"
        for fiche, row in rows
        if is_known(row) and ("nette" in row.evolution or row.cible)
    ]
    return Liste((_count(page), *told))


def _count(page: PageAnnuelle) -> str:
    states = [row.valeurs[-1].etat for row in page.indicateurs if row.valeurs]
    hidden = states.count(EtatValeur.MASQUEE.value)
    partial = states.count(EtatValeur.PARTIELLE.value)
    told = [f"{page.renseignes} indicateurs sur {len(page.indicateurs)} ont une valeur entière"]
    if hidden:
        told.append(f"{hidden} n’en montrent pas, pour ne désigner personne")
    if partial:
        told.append(f"{partial} n’ont qu’une valeur partielle")
    return f"{INSECABLE}; ".join(told)


def _says(row: VueIndicateur) -> str:
    if "nette" in row.evolution:
        return lower_first(row.evolution.rstrip("."))
    return f"{row.signe} {row.statut}"


def _without(fiches: list[VueFiche]) -> Iterator[str]:
    numbers = [str(row.numero) for row in fiches if not row.indicateurs]
    if numbers:
        yield f"Actions auxquelles le document ne donne pas d’indicateur{INSECABLE}: " + (
            f"{', '.join(numbers)}."
        )


# -- bodies, money, what lacks ----------------------------------------------------------------


def _bodies(rows: list[VueInstance]) -> BlocDiapo:
    """Those that set themselves a rhythm, each; the others on one line."""
    judged = [row for row in rows if row.attendues]
    others = [row for row in rows if not row.attendues]
    lines = [_body(row.nom, row.attendues, [row]) for row in judged]
    if others:
        name = plural(len(others), "instance sans rythme fixé", "instances sans rythme fixé")
        lines.append(_body(name.capitalize(), "—", others))
    return TableauDonnees(
        (
            Colonne("Instance", poids=3),
            Colonne("Il en fallait", nombre=True),
            Colonne("Tenues", nombre=True),
            Colonne("Décisions closes", nombre=True),
        ),
        tuple(map(Ligne, lines)),
        legende="Réunions et décisions par instance",
    )


def _body(name: str, expected: str, rows: list[VueInstance]) -> tuple[Cellule, ...]:
    taken, closed = sum(row.decisions for row in rows), sum(row.closes for row in rows)
    decisions = f"{closed} sur {taken}" if taken else "—"
    return name, expected, sum(row.tenues for row in rows), decisions


def _meetings(photo: Photo) -> Iterator[str]:
    for row in photo.instances:
        yield f"{row.nom}{INSECABLE}: {row.phrase}"


def _funding(page: PageAnnuelle) -> BlocDiapo:
    if not page.argent:
        return Paragraphe("Aucun financement n’est inscrit pour cette année.")
    funders: dict[str, list[Argent]] = defaultdict(list)
    for line in page.argent:
        funders[line.financeur].append(line.argent)
    return TableauDonnees(
        (
            Colonne("Financeur", poids=2),
            Colonne("Demandé", nombre=True),
            Colonne("Accordé", nombre=True),
            Colonne("Dépensé", nombre=True),
        ),
        (
            *(Ligne((name, *_amounts(total_of(rows)))) for name, rows in funders.items()),
            Ligne(("Total de ce qui est dit", *_amounts(page.total)), total=True),
        ),
        legende="Financements par financeur",
    )


def _amounts(sums: Argent) -> tuple[str, ...]:
    return tuple(
        _NON_DIT if amount is None else euros(amount)
        for amount in (sums.demande, sums.accorde, sums.depense)
    )


def _money(page: PageAnnuelle) -> Iterator[str]:
    for line in page.argent:
        about = f"Action {line.fiche.numero}, {line.financeur}"
        yield about if not line.note else f"{about} ({line.note})"


def _lacking(page: PageAnnuelle) -> BlocDiapo:
    """Whose figures lack, what is late, what the coherence rules say."""
    lacks = dict.fromkeys(line for row in page.indicateurs for line in row.manques)
    told = [f"Chiffres non remis{INSECABLE}: {line}" for line in lacks]
    if page.retards:
        told.append(f"{plural(len(page.retards), 'étape', 'étapes')} en retard")
    if page.decisions_en_retard:
        late = page.decisions_en_retard
        told.append(f"{plural(late, 'décision', 'décisions')} d’instance en retard")
    told += [line.rstrip(".") for line in _without(page.photo.fiches)]
    found = ", ".join(
        plural(count, name.lower(), _REMARQUE.get(name, name)) for name, count in page.gravites
    )
    if found:
        told.append(f"Contrôle de cohérence{INSECABLE}: {found}")
    return Liste(tuple(told)) if told else Paragraphe("Rien ne manque.")


def _proposals(source: str) -> BlocDiapo:
    lines = [line.strip("-* ").strip() for line in source.splitlines()]
    kept = tuple(line for line in lines if line)
    return Liste(kept) if kept else _VIDE
