"""Twelve slides for the Conseil plénier: the year as it is told standing."""

from collections.abc import Iterator
from decimal import Decimal

from quietude.documents.contenu import Colonne, Figure, Ligne, Liste, Paragraphe, TableauDonnees
from quietude.documents.diaporama import BlocDiapo, Chiffre, Chiffres, Diapo, Diaporama
from quietude.documents.graphiques import Genre, Graphique, Trait
from quietude.evaluation.documents.figures import series_chart
from quietude.evaluation.documents.phrases import headlines, plural
from quietude.evaluation.page_annuelle import LigneSerie, PageAnnuelle
from quietude.evaluation.photo import Photo, VueFiche, VueObjectif
from quietude.socle.formats import INSECABLE, euros, jour, nombre, pourcent

_LIGNES = 6  # of a list: more is not read from a chair
_VIDE = Paragraphe("Rien n’est écrit à ce sujet.")


def slides(photo: Photo, couleur: str) -> Diaporama:
    """The cover and eleven slides; a long list goes on to one more."""
    page = PageAnnuelle(photo)
    adopted = f"Adoptée le {jour(photo.adoptee_le)}" if photo.adoptee_le else "Projet"
    return Diaporama(
        titre=f"Évaluation {photo.annee}",
        sous_titre=photo.strategie,
        emetteur=photo.ville,
        date=photo.adoptee_le or photo.faite_le,
        mention=adopted,
        couleur=couleur,
        diapos=tuple(_slides(page)),
    )


def _slides(page: PageAnnuelle) -> Iterator[Diapo]:
    photo = page.photo
    yield Diapo("L’année en quatre chiffres", (_figures(page),))
    yield Diapo("L’année en bref", (Liste(tuple(headlines(page))),))
    yield Diapo("Ce qui est en hausse", _moves(page.hausses))
    yield Diapo("Ce qui est en baisse", _moves(page.baisses))
    yield Diapo("Où en sont les actions", (_states(page),))
    yield Diapo("Les actions par objectif", (_objectives(page.objectifs),))
    yield Diapo("Ce que disent les indicateurs", (_indicators(photo.fiches),))
    yield Diapo("Le fonctionnement des instances", (_bodies(photo),))
    yield Diapo("Les financements", (_funding(page),))
    yield Diapo("Ce qu’il reste à éclaircir", (_lacking(page),))
    yield Diapo("Propositions", (_proposals(photo.propositions),))


def _figures(page: PageAnnuelle) -> Chiffres:
    known, every = page.renseignes, len(page.indicateurs)
    return Chiffres(
        (
            Chiffre(
                nombre(len(page.hausses)), "séries en hausse", f"{len(page.baisses)} en baisse"
            ),
            Chiffre(pourcent(page.avancement), "avancement moyen", _sheets(page)),
            Chiffre(f"{known} sur {every}", "indicateurs renseignés"),
            Chiffre(nombre(page.reunions), "réunions tenues"),
        )
    )


def _sheets(page: PageAnnuelle) -> str:
    return plural(len(page.photo.fiches), "action", "actions")


def _moves(lines: list[LigneSerie]) -> tuple[BlocDiapo, ...]:
    if not lines:
        return (Paragraphe("Aucun changement établi dans ce sens."),)
    told = Liste(tuple(_told(line) for line in lines[:_LIGNES]))
    chart = next((made for line in lines if (made := series_chart(line.serie))), None)
    return (told, Figure(chart)) if chart else (told,)


def _told(line: LigneSerie) -> str:
    before, after = line.avant, line.derniere
    figures = f"{INSECABLE}: {before.texte} → {after.texte}" if before and after else ""
    return f"{line.serie.libelle}, {line.serie.lieu}{figures}"


def _states(page: PageAnnuelle) -> BlocDiapo:
    if not page.etats:
        return Paragraphe("Aucune action n’est inscrite.")
    chart = Graphique(
        titre="Nombre d’actions par état",
        genre=Genre.BARRES_HORIZONTALES,
        abscisses=tuple(name for name, _ in page.etats),
        traits=(Trait("Actions", tuple(Decimal(count) for _, count in page.etats)),),
        unite="actions",
        alternative=", ".join(f"{name} : {count}" for name, count in page.etats),
    )
    return Figure(chart)


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
    )


def _indicators(fiches: list[VueFiche]) -> BlocDiapo:
    """Those whose value changed for sure, or that a target judges."""
    told = [
        f"Action {fiche.numero}, {row.libelle}{INSECABLE}: {row.valeurs[-1].texte} "
        f"({row.signe} {row.statut})"
        for fiche in fiches
        for row in fiche.indicateurs
        if row.valeurs
        and row.valeurs[-1].nombre is not None
        and ("nette" in row.evolution or row.cible)
    ]
    return (
        Liste(tuple(told[: 2 * _LIGNES]))
        if told
        else Paragraphe("Aucun indicateur n’a de cible ni de changement établi.")
    )


def _bodies(photo: Photo) -> BlocDiapo:
    return TableauDonnees(
        (
            Colonne("Instance", poids=3),
            Colonne("Il en fallait", nombre=True),
            Colonne("Tenues", nombre=True),
            Colonne("Décisions closes", nombre=True),
        ),
        tuple(
            Ligne(
                (
                    row.nom,
                    row.attendues or "—",
                    row.tenues,
                    f"{row.closes} sur {row.decisions}" if row.decisions else "—",
                )
            )
            for row in photo.instances
        ),
    )


def _funding(page: PageAnnuelle) -> BlocDiapo:
    total = page.total
    amounts = (
        ("demandés", total.demande),
        ("accordés", total.accorde),
        ("dépensés", total.depense),
    )
    known = tuple(Chiffre(euros(sum_), word) for word, sum_ in amounts if sum_ is not None)
    return Chiffres(known) if known else Paragraphe("Aucun financement n’est inscrit.")


def _lacking(page: PageAnnuelle) -> BlocDiapo:
    """Whose figures lack, what is late, what the coherence rules say."""
    lacks = dict.fromkeys(line for row in page.indicateurs for line in row.manques)
    told = [f"Chiffres non remis{INSECABLE}: {line}" for line in lacks]
    told += [
        f"En retard{INSECABLE}: action {fiche.numero}, {step.titre}"
        for fiche, step in page.retards
    ]
    without = [str(fiche.numero) for fiche in page.photo.fiches if not fiche.indicateurs]
    if without:
        told.append(f"Actions sans indicateur{INSECABLE}: {', '.join(without)}")
    told += [f"{name}{INSECABLE}: {count}" for name, count in page.gravites]
    return Liste(tuple(told[: 2 * _LIGNES])) if told else Paragraphe("Rien ne manque.")


def _proposals(source: str) -> BlocDiapo:
    lines = [line.strip("-* ").strip() for line in source.splitlines()]
    kept = tuple(line for line in lines if line)
    return Liste(kept) if kept else _VIDE
