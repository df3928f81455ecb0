"""How long contacts are kept: read by those who read reports, set by the coordinator."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.journal.historique import entries_of
from quietude.journal.models import Operation, Trace
from quietude.signalements.actions.conservation import remove_duree, save_duree
from quietude.signalements.conservation import Effet, effect_of, rule_of, settings_known
from quietude.signalements.empreintes import CONSERVATION, fingerprint
from quietude.signalements.forms.conservation import ConservationForm
from quietude.signalements.models import DureeConservation
from quietude.signalements.models.conservation import JOURS_MAX, MOIS_MAX
from quietude.signalements.querysets import VOIENT_TOUT
from quietude.signalements.rules_reglages import can_amend_retention, can_set_retention
from quietude.signalements.views.passages import remove_or_ask
from quietude.signalements.views.signalement import lire_ou_ecrire
from quietude.socle.formats import jour
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible, ConflitDeVersion, require

lire = acces(*VOIENT_TOUT)
ecrire = acces(Role.COORDONNATEUR)
_HISTOIRE = 200


@lire
@require_safe
def conservation(request: Requete) -> HttpResponse:
    """What holds today, what goes tonight, every setting, who decided it."""
    today, known = timezone.localdate(), settings_known()
    rule = rule_of(today, known)
    rows = list(DureeConservation.objects.visible_to(request.user))
    kind = DureeConservation._meta.label_lower
    traces = Trace.objects.filter(objet_type=kind).exclude(operation=Operation.LECTURE)
    context = {
        "regle": rule,
        "reglages": [(row, row.depuis == rule.depuis, row.depuis > today) for row in rows],
        "defaut": known[0],
        "defaut_court": rule.depuis == known[0].depuis,
        "effet": effect_of(),
        "mois_max": MOIS_MAX,
        "jours_max": JOURS_MAX,
        "modifiable": can_set_retention(request.user),
        "entrees": entries_of(
            list(traces.select_related("acteur").order_by("-id")[:_HISTOIRE])
        ),
    }
    return render_page(request, "signalements/conservation.html", context)


@ecrire
@lire_ou_ecrire
def conservation_creer(request: Requete) -> HttpResponse:
    """A new setting; the lengths of today to start from."""
    rule = rule_of(timezone.localdate(), settings_known())
    row = DureeConservation(mois=rule.mois, quarantaine_jours=rule.jours)
    return _edit(request, row, "Nouvelle durée de conservation")


@ecrire
@lire_ou_ecrire
def conservation_modifier(request: Requete, pk: int) -> HttpResponse:
    row = _find(request, pk)
    require(can_amend_retention(request.user, row))
    return _edit(request, row, f"À partir du {jour(row.depuis)}")


def _find(request: Requete, pk: int) -> DureeConservation:
    found: DureeConservation = get_object_or_404(
        DureeConservation.objects.visible_to(request.user), pk=pk
    )
    return found


def _edit(request: Requete, row: DureeConservation, titre: str) -> HttpResponse:
    """The form, and what it would erase: a setting that erases more is saved once this was
    shown."""
    form = ConservationForm(row, request.POST if request.method == "POST" else None)
    mark = request.POST.get("version", "") if form.is_bound else fingerprint(row, CONSERVATION)
    effect: Effet | None = None
    differences: list[tuple[str, str, str]] = []
    if form.is_bound and form.is_valid():
        effect = effect_of(form.regle, row.depuis if row.pk else None)
        unseen = effect.de_plus and request.POST.get("vu") != form.marque
        if "apercu" not in request.POST and not unseen:
            try:
                saved = save_duree(
                    actor=request.user, duree=row, valeurs=form.cleaned_data, version=mark
                )
            except ConflitDeVersion as refusal:
                form.add_error(None, str(refusal))
                mark, differences = fingerprint(row, CONSERVATION), form.differences()
            except ActionImpossible as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"{saved} : le réglage est enregistré.")
                return redirect("signalements:conservation")
    context = {
        "form": form,
        "titre": titre,
        "version": mark,
        "differences": differences,
        "effet": effect,
        "marque": form.marque if effect else "",
        "supprimer": _removal(row),
    }
    return render_page(request, "signalements/conservation_regler.html", context)


def _removal(row: DureeConservation) -> str:
    return reverse("signalements:conservation_supprimer", args=[row.pk]) if row.pk else ""


@ecrire
@lire_ou_ecrire
def conservation_supprimer(request: Requete, pk: int) -> HttpResponse:
    row = _find(request, pk)
    require(can_amend_retention(request.user, row))
    back = reverse("signalements:conservation")
    return remove_or_ask(
        request,
        partial(remove_duree, actor=request.user, duree=row),
        titre=f"Supprimer « {row} » ?",
        message="Le réglage précédent continue de s’appliquer. L’historique garde la trace.",
        fait="Le réglage est supprimé.",
        retour=back,
        suite=back,
    )
