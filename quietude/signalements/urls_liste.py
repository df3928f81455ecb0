"""Finding reports: list, search, map, saved views."""

from django.urls import URLPattern, path

from quietude.signalements.views import carte, liste, vues

urlpatterns: list[URLPattern] = [
    path("", liste.liste, name="liste"),
    path("attribuer/", liste.attribuer, name="attribuer"),
    path("carte/", carte.carte, name="carte"),
    path("carte/points/", carte.points, name="carte_points"),
    path("vues/", vues.vue_enregistrer, name="vue_enregistrer"),
    path("vues/<int:pk>/partager/", vues.vue_partager, name="vue_partager"),
    path("vues/<int:pk>/supprimer/", vues.vue_supprimer, name="vue_supprimer"),
]
