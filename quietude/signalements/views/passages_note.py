"""The note d'ambiance: choose a month, read what moved, write a paragraph for each sector."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete
from quietude.signalements.actions.passages import TEXTE_MAX, write_paragraph
from quietude.signalements.ambiance import Note, Paragraphe, months, read_note, span_of
from quietude.signalements.documents.note import LECTURE, brief
from quietude.signalements.rules_passages import can_report_passage, can_write_note
from quietude.signalements.views.passages import lire
from quietude.signalements.views.signalement import lire_ou_ecrire
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible
from quietude.territoire.models import Secteur


@dataclass(frozen=True)
class Saisie:
    """The paragraph of a sector as the page shows it; `avant` is what is stored."""

    secteur: Secteur
    texte: str
    avant: str
    refus: str = ""

    @property
    def nom(self) -> str:
        return f"texte-{self.secteur.code}"


@lire
@require_safe
def note_mois(request: Requete) -> HttpResponse:
    """The months with passages, by year."""
    context = {
        "mois": [(row, span_of(row).libelle) for row in months(request.user)],
        "inscrit": can_report_passage(request.user),
    }
    return render_page(request, "signalements/passage_note_mois.html", context)


@lire
@lire_ou_ecrire
def note(request: Requete, annee: int, mois: int) -> HttpResponse:
    """What is drafted, and what is left to write."""
    first = _month(annee, mois)
    if first not in months(request.user):
        raise Http404
    read = read_note(request.user, first)
    saisies = [Saisie(row.secteur, row.texte, row.texte) for row in read.paragraphes]
    if request.method == "POST":
        saisies = [_write(request, first, row) for row in read.paragraphes]
        if not any(row.refus for row in saisies):
            messages.success(request, "Les paragraphes sont enregistrés.")
            return redirect("signalements:note", annee, mois)
    return _show(request, read, saisies)


def _month(annee: int, mois: int) -> date:
    try:
        return date(annee, mois, 1)
    except ValueError:
        raise Http404 from None


def _write(request: Requete, mois: date, row: Paragraphe) -> Saisie:
    """One paragraph; a refusal keeps what was typed, and shows what it would replace."""
    name = f"texte-{row.secteur.code}"
    typed = request.POST.get(name, row.texte).replace("\r\n", "\n")
    before = request.POST.get(f"avant-{row.secteur.code}", "").replace("\r\n", "\n")
    try:
        write_paragraph(
            actor=request.user, mois=mois, secteur=row.secteur, texte=typed, avant=before
        )
    except ActionImpossible as refusal:
        return Saisie(row.secteur, typed, row.texte, str(refusal))
    return Saisie(row.secteur, typed, typed)


def _show(request: Requete, read: Note, saisies: list[Saisie]) -> HttpResponse:
    context = {
        "note": read,
        "cle": f"{read.mois.debut:%Y-%m}",
        "bref": list(brief(read)),
        "lecture": LECTURE,
        "saisies": saisies,
        "ecrit": can_write_note(request.user),
        "longueur": TEXTE_MAX,
    }
    return render_page(request, "signalements/passage_note.html", context)
