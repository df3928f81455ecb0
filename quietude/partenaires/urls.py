"""Addresses of the partners."""

from django.urls import path

from quietude.partenaires import views

app_name = "partenaires"

urlpatterns = [
    path("", views.liste, name="liste"),
    path("creer/", views.creer, name="creer"),
    path("personnes/creer/", views.personne_creer, name="personne_creer"),
    path("personnes/<int:pk>/modifier/", views.personne_modifier, name="personne_modifier"),
    path("mandats/<int:pk>/finir/", views.mandat_finir, name="mandat_finir"),
    path("<slug:code>/", views.organisation, name="organisation"),
    path("<slug:code>/modifier/", views.modifier, name="modifier"),
    path("<slug:code>/supprimer/", views.supprimer, name="supprimer"),
    path("<slug:code>/mandater/", views.mandater, name="mandater"),
]
