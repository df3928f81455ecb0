"""All the bodies over a year: how they worked, their meetings, what they left to do."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.comptes.models import Utilisateur
from quietude.instances.annees import choose_year
from quietude.instances.bilans import BilanInstance, bilans
from quietude.instances.enums import EtatDecision, EtatReunion
from quietude.instances.forms import A_RENSEIGNER, AnneeForm, FiltreDecisions, FiltreReunions
from quietude.instances.models import Decision, Instance, Reunion
from quietude.instances.querysets import DecisionQuerySet
from quietude.socle.formats import INSECABLE
from quietude.socle.grille import Colonne, Grille
from quietude.socle.pages import render_page
from quietude.socle.periodes import Periode

_TONS_REUNION = {
    EtatReunion.PREVUE: "info",
    EtatReunion.TENUE: "succes",
    EtatReunion.ANNULEE: "neutre",
}
_TONS_DECISION = {
    EtatDecision.A_FAIRE: "info",
    EtatDecision.FAITE: "succes",
    EtatDecision.ABANDONNEE: "neutre",
}


def _out_of(taken: int, total: int) -> str:
    return f"{taken}{INSECABLE}sur{INSECABLE}{total}" if total else ""


def _kept(row: BilanInstance) -> str:
    tones = {None: "neutre", True: "succes", False: "attention"}
    return tones[row.tenu]


_BILANS = [
    Colonne(
        "instance",
        "Instance",
        valeur=lambda b: b.instance.nom,
        tri="nom",
        lien=lambda b: f"{b.instance.get_absolute_url()}?annee={b.periode.debut.year}",
    ),
    Colonne("rythme", "Rythme"),
    Colonne("tenues", "Tenues", nombre=True, tri="tenues"),
    Colonne("attendues", "Attendues", nombre=True, tri="attendues"),
    Colonne("verdict", "Rythme tenu", tri="verdict", ton=_kept),
    Colonne("presences", "Sièges occupés", valeur=lambda b: _out_of(b.presences, b.attendus)),
    Colonne("closes", "Décisions closes", valeur=lambda b: _out_of(b.closes, b.decisions)),
    Colonne("en_retard", "En retard", nombre=True, tri="en_retard"),
]

_REUNIONS_QUAND = [
    Colonne("date", "Date", tri="date", lien=lambda r: r.get_absolute_url()),
    Colonne("instance", "Instance", valeur=lambda r: r.instance.nom, tri="instance__nom"),
    Colonne("public", "Pour", tri="public"),
    Colonne("lieu", "Lieu", tri="lieu"),
]
_REUNIONS_SUITE = [
    Colonne(
        "etat",
        "État",
        valeur=lambda r: "À renseigner" if r.a_renseigner else r.get_etat_display(),
        tri="etat",
        ton=lambda r: "attention" if r.a_renseigner else _TONS_REUNION[EtatReunion(r.etat)],
    ),
    Colonne(
        "presences",
        "Sièges occupés",
        valeur=lambda r: _out_of(r.sieges_occupes, len(r.presences.all())),
    ),
    Colonne("decisions", "Décisions", valeur=lambda r: len(r.decisions.all()), nombre=True),
]

_DECISIONS = [
    Colonne("texte", "Décision", tri="texte", lien=lambda d: d.get_absolute_url()),
    Colonne("instance", "Instance", valeur=lambda d: str(d.reunion.instance)),
    Colonne("prise", "Prise le", valeur=lambda d: d.reunion.date, tri="reunion__date"),
    Colonne("responsable", "Confiée à", tri="responsable__nom"),
    Colonne("echeance", "Pour le", tri="echeance"),
    Colonne(
        "etat",
        "État",
        valeur=lambda d: "En retard" if d.en_retard else d.get_etat_display(),
        tri="etat",
        ton=lambda d: "danger" if d.en_retard else _TONS_DECISION[EtatDecision(d.etat)],
    ),
    Colonne("close_le", "Close le", tri="close_le"),
]


def _meeting_columns(user: Utilisateur) -> list[Colonne]:
    """What a meeting is about, only of the bodies that say it to this reader."""
    told = set(
        Instance.objects.visible_to(user).announced_to(user).values_list("pk", flat=True)
    )
    about = Colonne("objet", "Objet", valeur=lambda r: r.objet if r.instance_id in told else "")
    return [*_REUNIONS_QUAND, about, *_REUNIONS_SUITE]


def _year(request: Requete) -> tuple[int, list[int]]:
    met = Reunion.objects.visible_to(request.user).years()
    return choose_year(request.GET.get("annee", ""), met)


def _answer(request: Requete, grille: Grille, page: str, **context: Any) -> HttpResponse:
    if grille.format_demande:
        return grille.exporter()
    return render_page(
        request,
        f"instances/{page}.html",
        {"grille": grille, "onglet": page, **context},
        fragment=f"instances/_{page}_liste.html",
    )


@acces()
@require_safe
def fonctionnement(request: Requete) -> HttpResponse:
    """Meetings held against rhythm, seats taken, decisions closed, body by body."""
    annee, annees = _year(request)
    form = AnneeForm(annees=annees, annee=annee)
    rows = bilans(request.user, Periode.annee(annee))
    grille = Grille(
        request,
        rows,
        _BILANS,
        nom="fonctionnement",
        legende=f"Fonctionnement des instances en {annee}",
    )
    return _answer(
        request,
        grille,
        "fonctionnement",
        form=form,
        annee=annee,
        met=any(r.tenues for r in rows),
    )


@acces()
@require_safe
def reunions(request: Requete) -> HttpResponse:
    annee, annees = _year(request)
    etat = request.GET.get("etat", "")
    form = FiltreReunions(annees=annees, annee=annee, etat=etat)
    rows = Reunion.objects.visible_to(request.user)
    if etat == A_RENSEIGNER:
        rows = rows.unsettled(timezone.localdate())
    else:
        rows = rows.during(Periode.annee(annee)).in_state(etat)
    grille = Grille(
        request,
        rows.with_details().select_related("instance"),
        _meeting_columns(request.user),
        nom="reunions",
        legende="Réunions des instances",
    )
    return _answer(request, grille, "reunions", form=form, annee=annee, etat=etat)


@acces()
@require_safe
def decisions(request: Requete) -> HttpResponse:
    form = FiltreDecisions(request.GET, user=request.user)
    rows = _filtered(Decision.objects.visible_to(request.user), form.asked)
    grille = Grille(
        request,
        rows.described().by_urgency(),
        _DECISIONS if form.asked.get("etat") == "toutes" else _DECISIONS[:-1],
        nom="decisions",
        legende="Décisions des instances",
    )
    return _answer(request, grille, "decisions", form=form)


def _filtered(rows: DecisionQuerySet, asked: dict[str, Any]) -> DecisionQuerySet:
    """Open decisions, unless the late ones or all are asked for."""
    if "organisation" in asked:
        rows = rows.entrusted_to(asked["organisation"])
    if "instance" in asked:
        rows = rows.taken_by(asked["instance"])
    if asked.get("etat") == "toutes":
        return rows
    return rows.late(timezone.localdate()) if asked.get("etat") == "retard" else rows.open()
