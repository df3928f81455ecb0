"""The page that a link opens: what is needed to act, and a form to say what was done."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from quietude.comptes.acces import public
from quietude.portail.demande import asked
from quietude.portail.forms_liens import ReponseForm
from quietude.signalements.actions.liens import LienPerime, answer_link, usable_link
from quietude.socle.debit import HEURE, hits
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible

PAR_HEURE = 10
TROP = (
    "Beaucoup de réponses sont venues par ce lien en peu de temps : celle-ci n’est pas partie. "
    "Attendez une heure, ou appelez la mairie."
)


@public
@never_cache
@sensitive_post_parameters()
@sensitive_variables("jeton")
@require_http_methods(["GET", "HEAD", "POST"])
def repondre(request: HttpRequest, jeton: str) -> HttpResponse:
    """Read and answer. Unknown, expired, revoked: one same page, which says what to do."""
    try:
        response = _answer(request, jeton)
    except LienPerime:
        response = render_page(request, "portail/lien_perime.html", status=404)
    response["X-Robots-Tag"] = "noindex"
    return response


def _answer(request: HttpRequest, jeton: str) -> HttpResponse:
    lien = usable_link(jeton)
    form = ReponseForm(request.POST or None)
    context: dict[str, Any] = {"lien": lien, "form": form, "demande": asked(lien)}
    if request.method != "POST" or not form.is_valid():
        return render_page(request, "portail/repondre.html", context)
    if hits("lien", jeton, HEURE) > PAR_HEURE:
        return render_page(
            request, "portail/repondre.html", {**context, "message": TROP}, status=429
        )
    try:
        answer_link(actor=None, jeton=jeton, **form.cleaned_data)
    except LienPerime:
        raise
    except ActionImpossible as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Merci : votre réponse est transmise.")
    return redirect("portail:repondre", jeton)
