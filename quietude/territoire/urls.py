"""Addresses of the territory."""

from django.urls import path

from quietude.territoire.views import edition, importation, lecture

app_name = "territoire"

_DIVISION = "decoupages/<slug:code>/"
_SECTEUR = "decoupages/<slug:division>/secteurs/<slug:code>/"
_LIEU = "lieux/<slug:code>/"

urlpatterns = [
    path("", lecture.carte, name="carte"),
    path("decoupages/creer/", edition.division_creer, name="division_creer"),
    path(_DIVISION, lecture.division, name="division"),
    path(f"{_DIVISION}modifier/", edition.division_modifier, name="division_modifier"),
    path(f"{_DIVISION}supprimer/", edition.division_supprimer, name="division_supprimer"),
    path(f"{_DIVISION}importer/", importation.importer, name="importer"),
    path(f"{_DIVISION}secteurs/creer/", edition.secteur_creer, name="secteur_creer"),
    path(f"{_SECTEUR}modifier/", edition.secteur_modifier, name="secteur_modifier"),
    path(f"{_SECTEUR}supprimer/", edition.secteur_supprimer, name="secteur_supprimer"),
    path("lieux/", lecture.lieux, name="lieux"),
    path("lieux/creer/", edition.lieu_creer, name="lieu_creer"),
    path(_LIEU, lecture.lieu, name="lieu"),
    path(f"{_LIEU}modifier/", edition.lieu_modifier, name="lieu_modifier"),
    path(f"{_LIEU}supprimer/", edition.lieu_supprimer, name="lieu_supprimer"),
]
