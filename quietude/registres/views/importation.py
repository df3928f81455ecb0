"""A file of rows, or a pasted table: shown first, then written whole, or refused."""

from pathlib import Path
from tempfile import NamedTemporaryFile

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.observatoire.imports.rapport import Refus
from quietude.registres.actions.entrees import import_entrees
from quietude.registres.imports.lecture import Lecture, read_file, read_text
from quietude.registres.imports.modele import columns_to_fill, template
from quietude.registres.models import Registre
from quietude.registres.views.saisie import SAISISSENT, find_registre, own_providers
from quietude.socle.formats import nombre
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible
from quietude.socle.tableur import MIME

_TAILLE = 10_000_000
_MONTREES = 100
_TEXTE = 2_000_000


class ImportForm(forms.Form):
    fichier = forms.FileField(
        label="Fichier",
        required=False,
        help_text="Un classeur XLSX ou un CSV, de 10 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    texte = forms.CharField(
        label="Ou collez un tableau copié d’un tableur, titres compris",
        required=False,
        max_length=_TEXTE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "wrap": "off"}),
    )

    def clean(self) -> dict[str, object]:
        data: dict[str, object] = super().clean() or self.cleaned_data
        file = data.get("fichier")
        if not file and not str(data.get("texte") or "").strip():
            self.add_error("fichier", "Choisissez un fichier, ou collez un tableau.")
        elif file and file.size > _TAILLE:  # type: ignore[attr-defined]
            self.add_error("fichier", "Ce fichier dépasse 10 Mo : découpez-le.")
        return data


@acces(*SAISISSENT)
@require_http_methods(["GET", "POST"])
def importer(request: Requete, code: str) -> HttpResponse:
    """Show what a file would change; once confirmed, write it, all or nothing."""
    registre = find_registre(request, code)
    own = own_providers(request, registre)
    sent = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if sent else ImportForm()
    reading: Lecture | None = None
    if sent and form.is_valid():
        try:
            reading = _read(request, registre, form)
        except Refus as refusal:
            form.add_error("fichier" if request.FILES else "texte", str(refusal))
        else:
            if "confirmer" in request.POST and not reading.erreurs:
                try:
                    return _write(request, registre, reading)
                except ActionImpossible as refusal:
                    form.add_error(None, str(refusal))
    context = {
        "registre": registre,
        "form": form,
        "colonnes": list(columns_to_fill(registre, own)),
        "lecture": reading,
        "erreurs": sorted(reading.erreurs)[:_MONTREES] if reading else [],
        "autres": max(0, len(reading.erreurs) - _MONTREES) if reading else 0,
    }
    return render_page(request, "registres/importer.html", context)


def _read(request: Requete, registre: Registre, form: ImportForm) -> Lecture:
    file = form.cleaned_data.get("fichier")
    if not file:
        return read_text(request.user, registre, form.cleaned_data["texte"])
    with NamedTemporaryFile() as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        return read_file(request.user, registre, Path(kept.name))


def _write(request: Requete, registre: Registre, reading: Lecture) -> HttpResponse:
    import_entrees(
        actor=request.user,
        registre=registre,
        ajouts=reading.ajouts,
        corrections=reading.corrections,
    )
    told = (
        f"{nombre(len(reading.ajouts))} ligne(s) ajoutée(s), "
        f"{nombre(len(reading.corrections))} corrigée(s), "
        f"{nombre(reading.inchangees)} déjà là."
    )
    messages.success(request, told)
    return redirect("registres:entrees", registre.code)


@acces(*SAISISSENT)
@require_safe
def modele(request: Requete, code: str) -> HttpResponse:
    """The workbook to fill in."""
    registre = find_registre(request, code)
    content = template(registre, own_providers(request, registre))
    response = HttpResponse(content, content_type=MIME["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="modele-{registre.code}.xlsx"'
    return response
