"""The whole strategy: its texts in order, the objectives and sheets where they belong."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.documents.contenu import (
    Bloc,
    DocumentContenu,
    Liste,
    Markdown,
    Paragraphe,
    Titre,
)
from quietude.observatoire.documents.blocs import theme_blocks
from quietude.socle.formats import jour
from quietude.strategie.documents import annexes
from quietude.strategie.documents.annexes import Annexe
from quietude.strategie.documents.fiche import sheet_blocks
from quietude.strategie.documents.lecture import Dossier, emetteur, rank
from quietude.strategie.documents.objectifs import actions, objectives
from quietude.strategie.documents.protocole import protocol_blocks
from quietude.strategie.documents.tableaux import data_table
from quietude.strategie.enums import EtatStrategie
from quietude.strategie.models import Chapitre, FicheAction, Protocole, Strategie

# Chapters of these codes receive what their name says. Without them, the numbers that the
# chapters leave free are theirs, else they come at the end.
OBJECTIFS, ACTIONS, SIGNATAIRES = "objectifs", "actions", "signataires"
_APRES = 10_000  # ranks after any sub-chapter
_TITRES = {OBJECTIFS: "Les objectifs", ACTIONS: "Les actions", SIGNATAIRES: "Signataires"}


@dataclass(frozen=True)
class _Partie:
    """A part that has no chapter of its own; `place` is empty at the end."""

    code: str
    place: tuple[int, ...] = ()
    numero: str = ""


def strategy_document(strategie: Strategie, user: Utilisateur) -> DocumentContenu:
    """The document of the whole strategy, with what `user` may read."""
    sender = emetteur()
    today = timezone.localdate()
    return DocumentContenu(
        titre=strategie.titre,
        sous_titre=period_label(strategie),
        emetteur=sender.nom,
        couleur=sender.couleur,
        date=today,
        mention=mention(strategie, today),
        blocs=tuple(_body(Dossier(strategie, user))),
    )


def sheet_document(fiche: FicheAction) -> DocumentContenu:
    """One sheet alone."""
    sender = emetteur()
    today = timezone.localdate()
    return DocumentContenu(
        titre=f"{fiche.strategie.niveau_fiche} {fiche.numero} : {fiche.titre}",
        sous_titre=fiche.strategie.titre,
        emetteur=sender.nom,
        couleur=sender.couleur,
        date=today,
        mention=f"{fiche.strategie.titre}, édition du {jour(today)}",
        blocs=tuple(sheet_blocks(fiche, 1)),
        couverture=False,
        sommaire=False,
    )


def period_label(strategie: Strategie) -> str:
    if strategie.debut.year == strategie.fin.year:
        return str(strategie.debut.year)
    return f"{strategie.debut.year} – {strategie.fin.year}"


def mention(strategie: Strategie, today: date) -> str:
    """The state of the text, so that a draft never passes for the adopted version."""
    if strategie.etat == EtatStrategie.PROJET:
        state = "Projet"
    elif strategie.adoptee_le:
        state = f"Adoptée le {jour(strategie.adoptee_le)}"
    else:
        state = strategie.get_etat_display()
    return f"{state}, édition du {jour(today)}"


def _body(dossier: Dossier) -> Iterator[Bloc]:
    """Chapters by number, then what found no chapter to stand in."""
    parts = _parts_without_chapter(dossier)
    yield from _by_number(dossier, [part for part in parts if part.place])
    for part in parts:
        if not part.place:
            yield from _part(part, dossier)
    for protocole in dossier.protocoles:
        if not rank(protocole.lieu):
            yield from protocol_blocks(protocole, 1)
    codes = {chapitre.code for chapitre in dossier.chapitres}
    for annexe in annexes.every():
        if annexe.chapitre not in codes:
            blocks = annexe.construire(dossier.strategie, dossier.user, 2)
            yield from _with_heading(Titre(annexe.titre), blocks)


def _parts_without_chapter(dossier: Dossier) -> list[_Partie]:
    codes = {chapitre.code for chapitre in dossier.chapitres}
    wanted = [code for code in (OBJECTIFS, ACTIONS) if code not in codes]
    taken = {chapitre.rang[0] for chapitre in dossier.chapitres if chapitre.rang}
    span = range(min(taken, default=0), max(taken, default=0))
    free = [number for number in span if number not in taken][: len(wanted)]
    unnumbered = len(wanted) - len(free)
    parts = [_Partie(code, tuple(free[:1])) for code in wanted[:unnumbered]]
    parts += [
        _Partie(code, (number,), str(number))
        for code, number in zip(wanted[unnumbered:], free, strict=True)
    ]
    if SIGNATAIRES not in codes:
        parts.append(_Partie(SIGNATAIRES))
    return parts


def _by_number(dossier: Dossier, parts: Sequence[_Partie]) -> Iterator[Bloc]:
    """Agreements printed under a number take their place among the chapters; what completes
    a chapter comes after its sub-chapters."""
    numbered: list[tuple[tuple[int, ...], Chapitre | Protocole | Annexe | _Partie]] = [
        (part.place, part) for part in parts
    ]
    numbered += [(chapitre.rang, chapitre) for chapitre in dossier.chapitres]
    numbered += [(rank(p.lieu), p) for p in dossier.protocoles if rank(p.lieu)]
    numbered += [
        ((*chapitre.rang, _APRES), annexe)
        for chapitre in dossier.chapitres
        for annexe in annexes.every()
        if annexe.chapitre == chapitre.code
    ]
    for place, item in sorted(numbered, key=lambda pair: pair[0]):
        niveau = max(1, len(place))
        if isinstance(item, Protocole):
            yield from protocol_blocks(item, niveau)
        elif isinstance(item, _Partie):
            yield from _part(item, dossier)
        elif isinstance(item, Annexe):
            yield from item.construire(dossier.strategie, dossier.user, niveau)
        else:
            yield from _chapter(item, dossier, niveau)
            yield from _own(item.code, dossier, niveau + 1)


def _part(part: _Partie, dossier: Dossier) -> Iterator[Bloc]:
    titre = Titre(_TITRES[part.code], 1, part.numero)
    return _with_heading(titre, _own(part.code, dossier, 2))


def _with_heading(titre: Titre, blocks: Iterable[Bloc]) -> Iterator[Bloc]:
    found = list(blocks)
    if found:
        yield titre
        yield from found


def _chapter(chapitre: Chapitre, dossier: Dossier, niveau: int) -> Iterator[Bloc]:
    unnumbered = not any(chapitre.rang)  # a foreword is numbered 0 to come first
    yield Titre(chapitre.titre, niveau, "" if unnumbered else chapitre.numero)
    if chapitre.texte.strip():
        yield Paragraphe(Markdown(chapitre.texte))
    for illustration in chapitre.illustrations.all():
        yield data_table(illustration.tableau)
    yield from _diagnosis(chapitre, dossier, niveau + 1)


def _diagnosis(chapitre: Chapitre, dossier: Dossier, niveau: int) -> Iterator[Bloc]:
    """The themes that complete a chapter, without the tables that it already prints."""
    themes = dossier.themes.get(chapitre.code, [])
    printed = {row.tableau.code for row in chapitre.illustrations.all()}
    for read in filter(None, themes):
        named = read.theme.code == chapitre.code  # the chapter's own heading says it
        if not named:
            yield Titre(read.theme.titre, niveau, au_sommaire=False)
        yield from theme_blocks(read, niveau if named else niveau + 1, printed)


def _own(code: str, dossier: Dossier, niveau: int) -> Iterator[Bloc]:
    """What a chapter of this code carries besides its own text."""
    if code == OBJECTIFS:
        yield from objectives(dossier, niveau)
    elif code == ACTIONS:
        yield from actions(dossier, niveau)
    elif code == SIGNATAIRES:
        signers = tuple(row.fonction for row in dossier.strategie.signataires.all())
        if signers:
            yield Liste(signers)
