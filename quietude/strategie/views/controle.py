"""The page "Contrôle": what the coherence rules find in the live strategy."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.enums import Role
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pack.contenu import Pack
from quietude.socle.pack.ecriture import current_pack
from quietude.socle.pages import render_page
from quietude.strategie.actions.controle import restore_rule, waive_rule
from quietude.strategie.controle import controle
from quietude.strategie.controle.constat import REGLES, Constat, Endroit, Regle
from quietude.strategie.enums import Gravite
from quietude.strategie.forms.controle import DispenseForm, FiltreConstatsForm
from quietude.strategie.models import Strategie
from quietude.strategie.rules import can_waive_rule
from quietude.strategie.sections import part_at

_TONS = {Gravite.ERREUR: "danger", Gravite.ALERTE: "attention", Gravite.REMARQUE: "info"}

# What is missing has no place in the file: here is the field to fill.
_MANQUE: dict[str, Endroit] = {
    "FA-PILOTE": ("pilotes",),
    "FA-CALENDRIER": ("jalons",),
    "FA-INDICATEUR": ("indicateurs",),
    "FA-TITRE": ("titre",),
}


@dataclass(frozen=True)
class ConstatLu:
    """A finding with the page where it can be mended."""

    constat: Constat
    lien: str


@dataclass(frozen=True)
class Groupe:
    """The findings of one rule; its suggestion is said once when it is always the same."""

    regle: Regle
    ton: str
    constats: list[ConstatLu]

    @property
    def suggestion(self) -> str:
        said = {lu.constat.suggestion for lu in self.constats}
        return said.pop() if len(said) == 1 else ""


def _link(strategie: Strategie, constat: Constat) -> str:
    section, _, name = constat.fichier.removesuffix(".yaml").partition("/")
    if section == "fiches":
        sheet = reverse("strategie:fiche", args=[strategie.code, int(name)])
        partie = part_at(_MANQUE.get(constat.regle, constat.endroit))
        return f"{sheet}#{partie.ancre}" if partie else sheet
    if section == "tableaux":
        return reverse("observatoire:tableau", args=[strategie.code, name])
    if section == "chiffres":
        return reverse("observatoire:document")
    if section == "instances":
        body = constat.objet.partition("#")[2].partition("/")
        if body[0] and not body[1]:  # "objectif/o1" is what a body refers to, not a body
            return reverse("instances:instance", args=[body[0]])
        return reverse("instances:liste")
    return reverse("strategie:arbre")


def _read(strategie: Strategie, constats: Iterable[Constat]) -> list[ConstatLu]:
    return [ConstatLu(constat, _link(strategie, constat)) for constat in constats]


def _by_rule(strategie: Strategie, constats: Iterable[Constat]) -> list[Groupe]:
    """Findings come sorted by severity then by rule: one group a rule, in that order."""
    groups = []
    for code, found in groupby(constats, key=lambda constat: constat.regle):
        rule = REGLES[code]
        groups.append(Groupe(rule, _TONS[rule.gravite], _read(strategie, found)))
    return groups


def constats_of(strategie: Strategie) -> list[Constat]:
    """The findings on the live strategy: it is read as a pack and judged as one."""
    pack: Pack = current_pack(strategie.code)
    return controle(pack)


_COLONNES = [
    Colonne("gravite", "Gravité", valeur=lambda c: c.gravite.label),
    Colonne("regle", "Règle"),
    Colonne("titre", "Intitulé"),
    Colonne("fichier", "Où"),
    Colonne("message", "Constat"),
    Colonne("suggestion", "Suggestion"),
    Colonne("dispense", "Motif de dispense"),
]


@acces(Role.COORDONNATEUR, Role.ELU, Role.AGENT, Role.PARTENAIRE)
@require_safe
def constats(request: Requete, code: str) -> HttpResponse:
    strategie = get_object_or_404(Strategie.objects.visible_to(request.user), code=code)
    found = constats_of(strategie)
    filtre = FiltreConstatsForm(request.GET)
    shown = filtre.apply(found)
    grille = Grille(request, shown, _COLONNES, nom="controle")
    if grille.format_demande:
        return grille.exporter()
    context = {
        "strategie": strategie,
        "filtre": filtre,
        "comptes": [
            (g, _TONS[g], sum(c.gravite == g and not c.dispense for c in found))
            for g in Gravite
        ],
        "groupes": _by_rule(strategie, (c for c in shown if not c.dispense)),
        "nombre": sum(not c.dispense for c in shown),
        "ecartes": _read(strategie, (c for c in shown if c.dispense)),
        "peut_ecarter": can_waive_rule(request.user),
    }
    return render_page(
        request, "strategie/controle.html", context, fragment="strategie/_constats.html"
    )


@acces(Role.COORDONNATEUR, Role.ELU, Role.AGENT, Role.PARTENAIRE)
@require_safe
def regles(request: Requete) -> HttpResponse:
    by_severity = [
        (g, _TONS[g], [rule for rule in REGLES.values() if rule.gravite == g]) for g in Gravite
    ]
    return render_page(request, "strategie/regles.html", {"par_gravite": by_severity})


@acces(Role.COORDONNATEUR)
@require_http_methods(["GET", "HEAD", "POST"])
def dispense(request: Requete, code: str) -> HttpResponse:
    """Ask for the reason, then set one rule aside on one object."""
    strategie = get_object_or_404(Strategie.objects.visible_to(request.user), code=code)
    form = DispenseForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        waive_rule(actor=request.user, strategie=strategie, **form.cleaned_data)
        messages.success(request, "La règle est écartée ici ; le motif est conservé.")
        return redirect("strategie:controle", code)
    asked = (form["regle"].value(), form["objet"].value())
    found = [c for c in constats_of(strategie) if (c.regle, c.objet) == asked]
    context = {"strategie": strategie, "form": form, "constats": found}
    return render_page(request, "strategie/dispense.html", context)


@acces(Role.COORDONNATEUR)
@require_POST
def dispense_lever(request: Requete, code: str) -> HttpResponse:
    strategie = get_object_or_404(Strategie.objects.visible_to(request.user), code=code)
    row = get_object_or_404(
        strategie.dispenses,
        regle=request.POST.get("regle", ""),
        objet=request.POST.get("objet", ""),
    )
    restore_rule(actor=request.user, dispense=row)
    messages.success(request, "La règle s'applique de nouveau.")
    return redirect("strategie:controle", code)
