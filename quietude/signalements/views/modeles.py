"""The letters that answer the callers: read by those who answer, worded by the coordinator."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.journal.historique import entries_of
from quietude.journal.models import Operation, Trace
from quietude.signalements.actions.modeles import restore_modele, save_modele
from quietude.signalements.empreintes import MODELE, fingerprint
from quietude.signalements.enums import IssueRetour
from quietude.signalements.forms.modeles import ModeleForm
from quietude.signalements.modeles_retour import REPERES, example, fill, origin
from quietude.signalements.models import ModeleRetour
from quietude.signalements.querysets import REPONDENT
from quietude.signalements.rules_reglages import can_set_models
from quietude.signalements.views.signalement import lire_ou_ecrire
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible, ConflitDeVersion

lire = acces(*REPONDENT)
ecrire = acces(Role.COORDONNATEUR)
_HISTOIRE = 100


@lire
@require_safe
def modeles(request: Requete) -> HttpResponse:
    """Each outcome with its letter, filled in from a report that never was."""
    own = {row.issue: row for row in ModeleRetour.objects.visible_to(request.user)}
    shown = example()
    kind = ModeleRetour._meta.label_lower
    traces = Trace.objects.filter(objet_type=kind).exclude(operation=Operation.LECTURE)
    context = {
        "modeles": [
            (one, one in own, fill(own[one].texte if one in own else origin(one), shown))
            for one in IssueRetour
        ],
        "modifiable": can_set_models(request.user),
        "entrees": entries_of(
            list(traces.select_related("acteur").order_by("-id")[:_HISTOIRE])
        ),
    }
    return render_page(request, "signalements/modeles.html", context)


def _find(request: Requete, issue: str) -> tuple[IssueRetour, ModeleRetour | None]:
    if issue not in IssueRetour.values:
        raise Http404
    found = ModeleRetour.objects.visible_to(request.user).filter(issue=issue).first()
    return IssueRetour(issue), found


@ecrire
@lire_ou_ecrire
def modele_modifier(request: Requete, issue: str) -> HttpResponse:
    """The text and what it gives; two editors never lose a word."""
    one, row = _find(request, issue)
    text = row.texte if row else origin(one)
    form = ModeleForm(one, text, request.POST if request.method == "POST" else None)
    mark = request.POST.get("version", "") if form.is_bound else fingerprint(row, MODELE)
    theirs = ""
    if form.is_bound and form.is_valid() and "apercu" not in request.POST:
        typed = form.cleaned_data["texte"]
        try:
            save_modele(actor=request.user, issue=one, texte=typed, version=mark)
        except ConflitDeVersion as refusal:
            form.add_error(None, str(refusal))
            mark, theirs = fingerprint(row, MODELE), text
        except ActionImpossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"La réponse « {one.label} » est enregistrée.")
            return redirect("signalements:modeles")
    context = {
        "form": form,
        "issue": one,
        "version": mark,
        "sien": row,
        "enregistre": theirs,
        "apercu": fill(str(form["texte"].value() or ""), example()),
        "reperes": [(f"{{{name}}}", said) for name, said in REPERES.items()],
    }
    return render_page(request, "signalements/modele.html", context)


@ecrire
@lire_ou_ecrire
def modele_retablir(request: Requete, issue: str) -> HttpResponse:
    """Ask first; then the text of origin is back."""
    one, _ = _find(request, issue)
    if request.method != "POST":
        context = {
            "titre": f"Revenir au texte d’origine, « {one.label} » ?",
            "message": "Le texte de la ville reste dans l’historique.",
            "action_libelle": "Revenir au texte d’origine",
            "retour": reverse("signalements:modele_modifier", args=[one.value]),
        }
        return render_page(request, "socle/confirmer.html", context)
    try:
        restore_modele(actor=request.user, issue=one)
    except ActionImpossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"La réponse « {one.label} » est celle d’origine.")
    return redirect("signalements:modeles")
