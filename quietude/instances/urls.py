"""Addresses of the bodies, their meetings and their decisions."""

from django.urls import path

from quietude.instances.views import (
    agenda,
    annee,
    chartes,
    convocation,
    decision,
    lecture,
    membres,
    points,
    reglement,
    reunion,
)

app_name = "instances"

_REUNION = "<slug:code>/reunions/<int:pk>/"
_POINT = f"{_REUNION}points/<int:point>/"
_REGLEMENT = "<slug:code>/reglement/<int:version>/"
_DECISION = f"{_REUNION}decisions/<int:numero>/"

urlpatterns = [
    path("", lecture.liste, name="liste"),
    path("fonctionnement/", annee.fonctionnement, name="fonctionnement"),
    path("reunions/", annee.reunions, name="reunions"),
    path("chartes/", chartes.chartes_a_signer, name="chartes"),
    path("decisions/", annee.decisions, name="decisions"),
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/revoquer/", agenda.revoquer, name="agenda_revoquer"),
    path("agenda/<str:jeton>.ics", agenda.fichier, name="agenda_ics"),
    path("reponse/<str:jeton>/", convocation.repondre, name="repondre"),
    path("<slug:code>/", lecture.instance, name="instance"),
    path("<slug:code>/membres/", membres.membres, name="membres"),
    path("<slug:code>/membres/ma-charte/", chartes.ma_charte, name="ma_charte"),
    path(
        "<slug:code>/membres/ma-charte/retirer/",
        chartes.ma_charte_retirer,
        name="ma_charte_retirer",
    ),
    path("<slug:code>/membres/designer/", membres.nommer, name="membre_nommer"),
    path("<slug:code>/membres/<int:designation>/finir/", membres.finir, name="membre_finir"),
    path("<slug:code>/membres/<int:designation>/charte/", chartes.charte, name="membre_charte"),
    path(
        "<slug:code>/membres/<int:designation>/charte/retirer/",
        chartes.charte_retirer,
        name="membre_charte_retirer",
    ),
    path("<slug:code>/reglement/", reglement.reglement, name="reglement"),
    path("<slug:code>/reglement/projet/", reglement.ecrire, name="reglement_ecrire"),
    path(_REGLEMENT, reglement.version, name="reglement_version"),
    path(f"{_REGLEMENT}adopter/", reglement.adopter, name="reglement_adopter"),
    path(f"{_REGLEMENT}reprendre/", reglement.reprendre, name="reglement_reprendre"),
    path(f"{_REGLEMENT}supprimer/", reglement.supprimer, name="reglement_supprimer"),
    path("<slug:code>/reunions/inscrire/", reunion.creer, name="reunion_creer"),
    path(_REUNION, reunion.reunion, name="reunion"),
    path(f"{_REUNION}modifier/", reunion.modifier, name="reunion_modifier"),
    path(f"{_REUNION}presences/", reunion.presences, name="reunion_presences"),
    path(f"{_REUNION}convoquer/", convocation.convoquer, name="reunion_convoquer"),
    path(f"{_REUNION}reponses/", convocation.reponses, name="reunion_reponses"),
    path(f"{_REUNION}annuler/", reunion.annuler, name="reunion_annuler"),
    path(f"{_REUNION}remettre/", reunion.remettre, name="reunion_remettre"),
    path(f"{_REUNION}supprimer/", reunion.supprimer, name="reunion_supprimer"),
    path(f"{_REUNION}points/ajouter/", points.ajouter, name="point_ajouter"),
    path(_POINT, points.modifier, name="point_modifier"),
    path(f"{_POINT}retirer/", points.retirer, name="point_retirer"),
    path(f"{_POINT}<str:sens>/", points.deplacer, name="point_deplacer"),
    path(f"{_REUNION}decisions/ajouter/", decision.ajouter, name="decision_ajouter"),
    path(_DECISION, decision.modifier, name="decision_modifier"),
    path(f"{_DECISION}clore/", decision.clore, name="decision_clore"),
    path(f"{_DECISION}rouvrir/", decision.rouvrir, name="decision_rouvrir"),
    path(f"{_DECISION}retirer/", decision.retirer, name="decision_retirer"),
]
