"""Addresses of the bodies, their meetings and their decisions."""

from django.urls import include, path

from quietude.instances.views import annee, decision, lecture, reunion

app_name = "instances"

_decision = [
    path("ajouter/", decision.ajouter, name="decision_ajouter"),
    path("<int:numero>/", decision.modifier, name="decision_modifier"),
    path("<int:numero>/clore/", decision.clore, name="decision_clore"),
    path("<int:numero>/rouvrir/", decision.rouvrir, name="decision_rouvrir"),
    path("<int:numero>/retirer/", decision.retirer, name="decision_retirer"),
]

_reunion = [
    path("", reunion.reunion, name="reunion"),
    path("modifier/", reunion.modifier, name="reunion_modifier"),
    path("presences/", reunion.presences, name="reunion_presences"),
    path("annuler/", reunion.annuler, name="reunion_annuler"),
    path("remettre/", reunion.remettre, name="reunion_remettre"),
    path("supprimer/", reunion.supprimer, name="reunion_supprimer"),
    path("decisions/", include(_decision)),
]

urlpatterns = [
    path("", lecture.liste, name="liste"),
    path("fonctionnement/", annee.fonctionnement, name="fonctionnement"),
    path("reunions/", annee.reunions, name="reunions"),
    path("decisions/", annee.decisions, name="decisions"),
    path("<slug:code>/", lecture.instance, name="instance"),
    path("<slug:code>/reunions/inscrire/", reunion.creer, name="reunion_creer"),
    path("<slug:code>/reunions/<int:pk>/", include(_reunion)),
]
