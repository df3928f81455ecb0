"""A meeting on paper: its agenda, the sheet to sign, its minutes. By office, never by name."""

from collections.abc import Iterable, Iterator

from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.documents.contenu import (
    Bloc,
    Colonne,
    Definitions,
    DocumentContenu,
    Feuillet,
    Ligne,
    Liste,
    Markdown,
    Paragraphe,
    TableauDonnees,
    Titre,
    Valeur,
)
from quietude.instances.enums import Confidentialite, EtatPresence, QualiteMembre
from quietude.instances.models import Decision, Presence, Reunion
from quietude.instances.ordre_du_jour import agenda_of
from quietude.instances.sieges import seats_of
from quietude.socle.formats import jour
from quietude.strategie.documents.lecture import emetteur

_MENTIONS = {
    Confidentialite.OUVERTE: "",
    Confidentialite.RESTREINTE: "Diffusion limitée aux membres de l’instance.",
    Confidentialite.NOMINATIVE: "Confidentiel : membres de l’instance ayant signé la charte.",
}
_LISTES = (
    ("Présents", EtatPresence.PRESENT),
    ("Représentés", EtatPresence.REPRESENTE),
    ("Excusés", EtatPresence.EXCUSE),
    ("Absents", EtatPresence.ABSENT),
)


def agenda(reunion: Reunion, user: Utilisateur) -> DocumentContenu:
    return _document("Ordre du jour", reunion, _agenda(reunion, user))


def attendance_sheet(reunion: Reunion, user: Utilisateur) -> DocumentContenu:
    """Every seat of the body, with room for a name and a signature."""
    return _document("Feuille de présence", reunion, _to_sign(reunion))


def minutes(reunion: Reunion, user: Utilisateur) -> DocumentContenu:
    return _document("Compte rendu", reunion, _minutes(reunion, user))


def _document(sorte: str, reunion: Reunion, blocs: Iterable[Bloc]) -> DocumentContenu:
    sender, body = emetteur(), reunion.instance
    public = f" ({reunion.public})" if reunion.public else ""
    return DocumentContenu(
        titre=f"{sorte} : {body.nom}{public}",
        sous_titre=f"Réunion du {jour(reunion.date)}",
        emetteur=sender.nom,
        couleur=sender.couleur,
        date=timezone.localdate(),
        mention=_MENTIONS[Confidentialite(body.confidentialite)],
        blocs=(_head(sorte, reunion), Definitions(tuple(_where(reunion))), *blocs),
        couverture=False,
        sommaire=False,
    )


def _head(sorte: str, reunion: Reunion) -> Feuillet:
    name = f"{reunion.instance.nom}{f' ({reunion.public})' if reunion.public else ''}"
    return Feuillet(Titre(f"{sorte} du {jour(reunion.date)}", 1), surtitre=name)


def _where(reunion: Reunion) -> Iterator[tuple[str, Valeur]]:
    yield "Quand", reunion.quand
    if reunion.lieu:
        yield "Où", reunion.lieu
    if reunion.objet:
        yield "Objet", reunion.objet


def _under(texte: str, numero: str = "") -> Titre:
    return Titre(texte, 2, numero, au_sommaire=False)


def _agenda(reunion: Reunion, user: Utilisateur) -> Iterator[Bloc]:
    found = agenda_of(user, reunion)
    titles = [row.titre for row in found.points] + [row.titre for row in found.sujets]
    if titles:
        yield _under("Points")
        yield Liste(tuple(titles), ordonnee=True)
    if found.decisions:
        yield _under("Décisions à suivre")
        yield _decisions(found.decisions, taken=True)
    if not found:
        yield Paragraphe("Aucun point n’est inscrit.")


def _to_sign(reunion: Reunion) -> Iterator[Bloc]:
    seats = seats_of(reunion)
    if not seats:
        yield Paragraphe("La composition de cette instance n’est pas dite.")
        return
    columns = (
        Colonne("Siège", poids=3),
        Colonne("Nom", poids=2),
        Colonne("Signature", poids=2),
    )
    lines = []
    for seat in seats:
        office = str(seat.membre.organisation or "")
        called = seat.membre.qualite == QualiteMembre.INVITE
        told = [office, "selon les besoins" if called else ""]
        words = ", ".join(part for part in told if part)
        # A blank line leaves room for a hand.
        lines.append(Ligne((f"{seat.fonction}\n{words or ' '}\n ", "", "")))
    yield TableauDonnees(columns, tuple(lines))
    yield Paragraphe("La feuille signée se conserve avec le compte rendu.")


def _minutes(reunion: Reunion, user: Utilisateur) -> Iterator[Bloc]:
    yield _under("Présences")
    yield from _attendance(list(reunion.presences.all()))
    found = agenda_of(user, reunion)
    for rank, point in enumerate(found.points, start=1):
        yield _under(point.titre, str(rank))
        told = Markdown(point.compte_rendu) if point.compte_rendu else "Rien n’a été noté."
        yield Paragraphe(told)
    yield _under("Décisions de la réunion")
    if taken := list(reunion.decisions.all()):
        yield _decisions(taken, taken=False)
    else:
        yield Paragraphe("Aucune décision.")
    if found.decisions:
        yield _under("Décisions antérieures suivies")
        yield _decisions(found.decisions, taken=True)


def _attendance(seats: list[Presence]) -> Iterator[Bloc]:
    if not seats:
        yield Paragraphe("Les présences n’ont pas été notées.")
        return
    terms = []
    for words, etat in _LISTES:
        named = tuple(seat.fonction for seat in seats if seat.etat == etat)
        terms.append((words, named or "Aucun siège"))
    yield Definitions(tuple(terms))


def _decisions(rows: Iterable[Decision], *, taken: bool) -> TableauDonnees:
    """Those of the meeting by number; those that come back with the day they were taken."""
    first = Colonne("Prise le") if taken else Colonne("N°")
    columns = (
        first,
        Colonne("Décision", poids=4),
        Colonne("Confiée à", poids=2),
        Colonne("Pour le"),
        Colonne("État"),
    )
    lines = tuple(
        Ligne(
            (
                row.reunion.date if taken else str(row.numero),
                row.texte,
                str(row.responsable or "Personne encore"),
                row.echeance,
                "En retard" if row.en_retard else row.get_etat_display(),
            )
        )
        for row in rows
    )
    return TableauDonnees(columns, lines)
