"""Every figure that the document prints, computed again: the verdicts, one by one."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.models import Utilisateur
from quietude.observatoire import lecture
from quietude.observatoire.forms.verification import VerificationForm
from quietude.observatoire.imprimes import read_printed
from quietude.observatoire.models import Rupture
from quietude.observatoire.registres import Endroit, places_of
from quietude.observatoire.verification import count_verdicts, verify
from quietude.observatoire.verifie import Verifie
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page


@dataclass(frozen=True)
class _Ligne:
    verifie: Verifie
    endroit: Endroit


COLONNES = [
    Colonne(
        "partie",
        "Partie",
        valeur="endroit.titre",
        tri="endroit.rang",
        lien=lambda row: row.endroit.adresse or None,
    ),
    Colonne("nature", "Nature", valeur="verifie.nature", tri="verifie.nature"),
    Colonne("libelle", "Ce qui est imprimé", valeur="verifie.libelle", tri="verifie.libelle"),
    Colonne("publie", "Publié", valeur="verifie.publie", nombre=True),
    Colonne("calcule", "Recalculé", valeur="verifie.calcule", nombre=True),
    Colonne(
        "verdict",
        "Verdict",
        valeur="verifie.verdict.label",
        tri="verifie.verdict",
        ton=lambda row: row.verifie.verdict.ton,
    ),
    Colonne("detail", "Comment", valeur="verifie.detail"),
]


@acces()
@require_safe
def verification(request: Requete) -> HttpResponse:
    asked = request.GET.get("recueil", "")
    recueil = lecture.chosen(lecture.recueils(request.user), asked)
    rows = _rows(request.user, recueil)
    titles = dict.fromkeys(row.endroit.titre for row in rows)
    form = VerificationForm(request.GET, parties=titles)
    kept = _filtered(rows, form)
    grille = Grille(request, kept, COLONNES, nom="verification", legende="Vérification")
    if grille.format_demande:
        return grille.exporter()
    context = {
        "grille": grille,
        "form": form,
        "recueil": recueil,
        "verdicts": count_verdicts(row.verifie for row in rows).items(),
    }
    return render_page(request, "observatoire/verification.html", context)


def _rows(user: Utilisateur, recueil: str) -> list[_Ligne]:
    if not recueil:
        return []
    found = verify(read_printed(recueil), Rupture.objects.all())
    places = places_of(user, recueil, (row.lieu for row in found))
    rows = [_Ligne(row, places[row.lieu]) for row in found]
    return sorted(rows, key=lambda row: row.endroit)


def _filtered(rows: list[_Ligne], form: VerificationForm) -> list[_Ligne]:
    asked = form.cleaned_data if form.is_valid() else {}
    verdict, partie = asked.get("verdict"), asked.get("partie")
    return [
        row
        for row in rows
        if (not verdict or row.verifie.verdict == verdict)
        and (not partie or row.endroit.titre == partie)
    ]
