"""What lacks: the coordinator asks for it, whoever owes it finds where to enter it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.partenaires.models import Organisation
from quietude.registres.actions.relances import Bilan, remind
from quietude.registres.collecte import awaited
from quietude.registres.lecture import group_late, late_of, list_debtors, visible_registres
from quietude.registres.rules import can_type
from quietude.registres.rules_definition import can_remind
from quietude.registres.views.definition import VOIENT_MANQUES
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page
from quietude.socle.regles import ActionImpossible

_COLONNES = [
    Colonne("organisation", "Organisation", valeur="organisation.nom"),
    Colonne("registre", "Registre", valeur="registre.nom"),
    Colonne("nombre", "Remises en retard", nombre=True),
    Colonne("periodes", "Périodes"),
    Colonne("depuis_le", "En retard depuis le"),
]


@acces(*VOIENT_MANQUES)
@require_safe
def manques(request: Requete) -> HttpResponse:
    """What is late, by organisation."""
    rows = late_of(request.user, visible_registres(request.user))
    if request.GET.get("export"):
        return Grille(request, group_late(rows), _COLONNES, nom="manques").exporter()
    debtors = list_debtors(rows)
    context = {
        "debiteurs": debtors,
        "nombre": len(rows),
        "joignables": sum(1 for row in debtors if row.adresses),
        "peut_relancer": can_remind(request.user),
    }
    return render_page(request, "registres/relances.html", context)


@acces(Role.COORDONNATEUR)
@require_POST
def relancer(request: Requete) -> HttpResponse:
    """Write to all who are late, or to those of one register or organisation."""
    asked = {name: request.POST.get(name, "") for name in ("registre", "organisation")}
    try:
        bilan = remind(
            actor=request.user,
            base=request.build_absolute_uri("/").rstrip("/"),
            insister="insister" in request.POST,
            **asked,
        )
    except ActionImpossible as refusal:
        messages.info(request, str(refusal))
        return redirect(_back(request))
    if bilan.recentes and asked["organisation"] and not bilan.relancees:
        return _confirm(request, asked)
    _tell(request, bilan)
    return redirect(_back(request))


def _confirm(request: Requete, asked: dict[str, str]) -> HttpResponse:
    """Twice in three days is possible, knowingly."""
    who = Organisation.objects.visible_to(request.user).get(code=asked["organisation"])
    context = {"organisation": who, "demande": asked, "retour": _back(request)}
    return render_page(request, "registres/relance_encore.html", context)


def _tell(request: Requete, bilan: Bilan) -> None:
    if bilan.relancees:
        messages.success(request, f"Courriel envoyé à {_names(bilan.relancees)}.")
    if bilan.recentes:
        messages.warning(
            request,
            f"Déjà relancé il y a moins de trois jours, laissé de côté\u00a0: "
            f"{_names(bilan.recentes)}.",
        )
    if bilan.sans_adresse:
        messages.warning(
            request,
            f"Personne à qui écrire\u00a0: {_names(bilan.sans_adresse)}. Inscrivez un mandat "
            "avec une adresse sur la page de l’organisation.",
        )
    if bilan.echecs:
        messages.error(
            request,
            f"Le serveur de courriel a refusé le message pour {_names(bilan.echecs)}. Rien "
            "n’est noté comme envoyé\u00a0: recommencez plus tard.",
        )


def _names(names: list[str]) -> str:
    return ", ".join(names)


def _back(request: Requete) -> str:
    """The page that the button was on, of ours only."""
    asked = request.POST.get("retour", "")
    if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, None):
        return asked
    return reverse("registres:manques")


@acces()
@require_safe
def a_fournir(request: Requete) -> HttpResponse:
    """What the reader's own organisations have to hand in, late or not yet."""
    today = timezone.localdate()
    mine = list(Organisation.objects.visible_to(request.user).held_by(request.user, on=today))
    rows = [row for row in awaited(visible_registres(request.user)) if row.organisation in mine]
    context = {
        "organisations": mine,
        "peut_saisir": bool(can_type(request.user)),
        "retards": group_late(row for row in rows if row.en_retard_le <= today),
        "a_venir": group_late(row for row in rows if row.en_retard_le > today),
    }
    return render_page(request, "registres/relances_a_fournir.html", context)
