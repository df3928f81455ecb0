"""What is to be done about reports."""

from django.urls import URLPattern, path

from quietude.signalements.views import taches

urlpatterns: list[URLPattern] = [
    path("a-faire/", taches.taches, name="taches"),
    path("<int:pk>/taches/ajouter/", taches.tache_ajouter, name="tache_ajouter"),
    path("taches/<int:tache>/modifier/", taches.tache_modifier, name="tache_modifier"),
    path("taches/<int:tache>/faire/", taches.tache_faire, name="tache_faire"),
    path("taches/<int:tache>/annuler/", taches.tache_annuler, name="tache_annuler"),
    path("taches/<int:tache>/rouvrir/", taches.tache_rouvrir, name="tache_rouvrir"),
]
