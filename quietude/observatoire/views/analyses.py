"""Write the analysis of a theme; read its versions, take one up again."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.journal.differences import difference
from quietude.observatoire import analyses
from quietude.observatoire.actions.analyses import restore_analyse, write_analyse
from quietude.observatoire.coherence import Constat, check_analyse, read_allegations
from quietude.observatoire.forms.analyses import AnalyseForm, Choix, claims_form
from quietude.observatoire.models import Analyse, Theme
from quietude.observatoire.rules import can_write_diagnostic
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible, ConflitDeVersion


@dataclass
class _Saisie:
    """What the page holds: the theme, its last wording, the text and the claims typed."""

    theme: Theme
    derniere: Analyse | None
    choix: Choix
    form: AnalyseForm
    rows: Any

    def is_valid(self) -> bool:
        valid = self.form.is_valid()
        return bool(self.rows.is_valid()) and valid

    def check(self) -> list[Constat]:
        """What the figures answer to what is typed."""
        data = self.form.cleaned_data
        claims = self.rows.allegations()
        return check_analyse(data["texte"], data["ecrit_le"], claims, self.choix.series)


def _open(request: Requete, theme: Theme) -> _Saisie:
    last = next(iter(analyses.wordings(request.user, theme)), None)
    choices = Choix(analyses.series_by_key(request.user, theme))
    data = request.POST if request.method == "POST" else None
    initial = {
        "version": last.version if last else 0,
        "texte": last.texte if last else "",
        "ecrit_le": timezone.localdate(),
    }
    claims = read_allegations(last.affirmations) if last else []
    rows = claims_form(choices, claims, data)
    return _Saisie(theme, last, choices, AnalyseForm(data, initial=initial), rows)


@acces(Role.COORDONNATEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def analyse_modifier(request: Requete, code: str) -> HttpResponse:
    """Write the next version; `apercu` shows how it reads without saving."""
    saisie = _open(request, analyses.find_theme(request.user, code))
    if request.method != "POST" or not saisie.is_valid():
        return _show(request, saisie)
    if "apercu" in request.POST:
        return _show(request, saisie, apercu=True)
    data = saisie.form.cleaned_data
    try:
        written = write_analyse(
            actor=request.user,
            theme=saisie.theme,
            version=data["version"] or 0,
            texte=data["texte"],
            ecrit_le=data["ecrit_le"],
            allegations=saisie.rows.allegations(),
        )
    except ConflitDeVersion:
        return _show(request, saisie, conflit=True)
    return _saved(request, saisie.theme, written, saisie.check())


def _saved(
    request: Requete, theme: Theme, written: Analyse, found: list[Constat]
) -> HttpResponse:
    """Saved all the same; what the figures answer is told."""
    messages.success(request, f"L’analyse est enregistrée (version {written.version}).")
    for finding in found:
        messages.warning(request, f"{finding.titre}. {finding.message} {finding.suggestion}")
    return redirect(theme)


def _show(
    request: Requete, saisie: _Saisie, *, apercu: bool = False, conflit: bool = False
) -> HttpResponse:
    context: dict[str, Any] = {
        "theme": saisie.theme,
        "form": saisie.form,
        "saisie": saisie.rows,
        "par_serie": saisie.choix.par_serie,
        "apercu": apercu,
        "constats": saisie.check() if apercu or conflit else [],
    }
    if conflit:
        context |= _both(request, saisie)
    return render_page(request, "observatoire/analyse_modifier.html", context)


def _both(request: Requete, saisie: _Saisie) -> dict[str, Any]:
    """Their version beside what was typed, which goes on top of it when sent again."""
    other = saisie.derniere
    data = request.POST.copy()
    data["version"] = str(other.version if other else 0)
    form = AnalyseForm(data)
    form.is_valid()
    mine = saisie.form.cleaned_data["texte"]
    told = difference(other.texte if other else "", mine)
    return {"form": form, "conflit": other, "difference": told}


@acces()
@require_safe
def analyse_historique(request: Requete, code: str) -> HttpResponse:
    """Every version against the one before."""
    theme = analyses.find_theme(request.user, code)
    versions = analyses.wordings(request.user, theme)
    series = analyses.series_by_key(request.user, theme) if versions else {}
    texts = [*(row.texte for row in versions), ""]
    told = [
        {
            "analyse": row,
            "cotes": analyses.side_by_side(texts[rank + 1], row.texte),
            "affirmations": analyses.in_words(read_allegations(row.affirmations), series),
        }
        for rank, row in enumerate(versions)
    ]
    context = {
        "theme": theme,
        "versions": told,
        "constats": analyses.findings_of(versions[0], series) if versions else [],
        "modifiable": can_write_diagnostic(request.user),
    }
    return render_page(request, "observatoire/analyse_historique.html", context)


@acces(Role.COORDONNATEUR)
@require_POST
def analyse_retablir(request: Requete, code: str, version: int) -> HttpResponse:
    """Take up an older version: written again as the newest."""
    theme = analyses.find_theme(request.user, code)
    try:
        row = restore_analyse(actor=request.user, theme=theme, version=version)
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"La version {version} est rétablie (version {row.version}).")
    return redirect("observatoire:analyse_historique", code)
