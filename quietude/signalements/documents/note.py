"""The note d'ambiance as a document that mediators finish in Word."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from quietude.documents.contenu import (
    Bloc,
    Colonne,
    DocumentContenu,
    Figure,
    Ligne,
    Liste,
    Paragraphe,
    TableauDonnees,
    Titre,
)
from quietude.documents.graphiques import Genre, Graphique, Trait
from quietude.signalements.ambiance import JOURS_QUI_REVIENNENT, Note
from quietude.signalements.ambiance_calculs import Mouvement
from quietude.socle.formats import INSECABLE, jour, nombre

A_ECRIRE = "À écrire par les médiateurs : ce que l’on voit, jamais qui."
SOURCE = "Passages inscrits par les médiateurs, signalements reçus par la ville"
_RECUS = "nuisances reçues par la ville le même mois"
LECTURE = (
    "Un écart est dit net quand le hasard ne suffit pas à l’expliquer (test exact sur deux "
    "comptages, 5 %, en tenant compte du nombre de lignes comparées et des jours de présence).",
    "Deux mois qui se suivent n’ont pas la même saison : une hausse nette ne dit pas pourquoi.",
    "Un passage dit ce que les médiateurs ont vu là où ils sont allés, non tout ce qui s’est "
    "passé. « Au moins » : au-delà de deux, les personnes sont comptées par tranches.",
    "Les lieux sont des lieux connus ou des rues ; aucun logement, aucune personne.",
)


def note_document(note: Note, emetteur: str, couleur: str) -> DocumentContenu:
    """Four pages at most in an ordinary month."""
    return DocumentContenu(
        titre=f"Note d’ambiance, {note.mois.libelle}",
        sous_titre="Ce que les médiateurs ont rencontré",
        emetteur=emetteur,
        date=note.arretee_le or note.mois.fin,
        mention=f"Mois en cours{INSECABLE}: chiffres provisoires" if note.arretee_le else "",
        couleur=couleur,
        blocs=tuple(_blocks(note)),
        couverture=False,
        sommaire=False,
    )


def _blocks(note: Note) -> Iterator[Bloc]:
    """One heading of the first level: a section that follows does not begin a page."""
    yield Titre(f"Note d’ambiance, {note.mois.libelle}", 1)
    if note.arretee_le:
        yield Paragraphe(f"Mois en cours{INSECABLE}: chiffres du {jour(note.arretee_le)}.")
    yield Liste(tuple(brief(note)))
    yield Titre("Secteur par secteur", 2)
    yield _compared(
        note, "Secteur", [row for row, _ in note.secteurs], [n for _, n in note.secteurs]
    )
    yield from _paragraphs(note)
    yield Titre("Ce que les médiateurs rencontrent", 2)
    yield _compared(note, "Nature", note.natures)
    yield Titre("À quel moment", 2)
    yield Figure(_hours(note))
    yield _compared(note, "Moment", note.tranches)
    yield Titre("Les lieux qui reviennent", 2)
    yield _places(note)
    yield Titre("Comment lire cette note", 2)
    yield Liste(LECTURE)


def _paragraphs(note: Note) -> Iterator[Bloc]:
    """Of each sector that something is said of, or where something was met or reported."""
    lively = {row.libelle for row, reports in note.secteurs if row.apres or reports}
    for row in note.paragraphes:
        if row.texte or row.secteur.nom in lively:
            yield Titre(row.secteur.nom, 3)
            said = row.texte or A_ECRIRE
            yield from (Paragraphe(part) for part in said.splitlines() if part)


def brief(note: Note) -> Iterator[str]:
    """The first lines of the note, on the page as on paper."""
    before, now = note.jours
    yield (
        f"{plural(note.total.apres, 'passage')} en {plural(now, 'jour')} de présence, "
        f"{nombre(note.personnes[1])} personnes rencontrées au moins, "
        f"{plural(note.signalements, 'signalement')} de nuisance le même mois."
    )
    if not note.compare:
        when = note.precedent.libelle
        yield f"Aucun passage n’est inscrit en {when}{INSECABLE}: rien à comparer."
        return
    yield (
        f"En {note.precedent.libelle}{INSECABLE}: {plural(note.total.avant, 'passage')} en "
        f"{plural(before, 'jour')} de présence, {nombre(note.personnes[0])} personnes au moins."
    )
    for word, row in note.bouge:
        what = row.libelle if word != "Ensemble" else "Ensemble des passages"
        counts = f"de {nombre(row.avant)} à {nombre(row.apres)}"
        yield f"{what}{INSECABLE}: {row.dit.lower()}, {counts}."
    if not note.bouge:
        yield (
            f"Rien n’a nettement bougé depuis {note.precedent.libelle}{INSECABLE}: le hasard "
            "suffit à expliquer les écarts."
        )


def plural(count: int, word: str) -> str:
    return f"{nombre(count)}{INSECABLE}{word}{'s' if count > 1 else ''}"


def _compared(
    note: Note, head: str, rows: Sequence[Mouvement], reports: Sequence[int] = ()
) -> TableauDonnees:
    beside = (Colonne("Signalés", nombre=True),) if reports else ()
    return TableauDonnees(
        (
            Colonne(head, poids=4),
            Colonne(note.precedent.court, nombre=True),
            Colonne(note.mois.court, nombre=True),
            *beside,
            Colonne("Ce que l’on peut dire", poids=4),
        ),
        tuple(
            Ligne((row.libelle, row.avant, row.apres, *reports[rank : rank + 1], row.dit))
            for rank, row in enumerate(rows)
        ),
        notes=(f"Passages ; signalés{INSECABLE}: {_RECUS}.",) if reports else (),
    )


def _hours(note: Note) -> Graphique:
    told = "; ".join(f"{row.libelle} : {row.avant}, puis {row.apres}" for row in note.tranches)
    return Graphique(
        titre=f"Passages selon le moment, {note.mois.libelle}",
        genre=Genre.BARRES,
        abscisses=tuple(row.libelle.split(" (")[0] for row in note.tranches),
        traits=(
            Trait(note.precedent.court, tuple(Decimal(row.avant) for row in note.tranches)),
            Trait(note.mois.court, tuple(Decimal(row.apres) for row in note.tranches)),
        ),
        unite="passages",
        source=SOURCE,
        alternative=f"Passages selon le moment. {told}.",
    )


def _places(note: Note) -> Bloc:
    if not note.lieux:
        return Paragraphe(f"Aucun lieu n’a été vu {JOURS_QUI_REVIENNENT} jours ou plus.")
    return TableauDonnees(
        (
            Colonne("Lieu ou rue", poids=4),
            Colonne("Secteur", poids=3),
            Colonne("Passages", nombre=True),
            Colonne("Jours", nombre=True),
            Colonne("Signalés", nombre=True),
        ),
        tuple(
            Ligne((row.nom, row.secteur, row.passages, row.jours, row.signalements))
            for row in note.lieux
        ),
        notes=(f"Vus {JOURS_QUI_REVIENNENT} jours ou plus ; signalés{INSECABLE}: {_RECUS}.",),
    )
