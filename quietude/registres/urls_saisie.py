"""Rows of the registers."""

from django.urls import URLPattern, path

from quietude.registres.views import importation, saisie

urlpatterns: list[URLPattern] = [
    path("<slug:code>/lignes/", saisie.entrees, name="entrees"),
    path("<slug:code>/lignes/saisir/", saisie.saisir, name="saisir"),
    path("<slug:code>/lignes/importer/", importation.importer, name="importer"),
    path("<slug:code>/lignes/modele/", importation.modele, name="modele"),
    path("<slug:code>/lignes/retablir/", saisie.retablir, name="retablir"),
    path("<slug:code>/lignes/<int:pk>/", saisie.entree, name="entree"),
    path("<slug:code>/lignes/<int:pk>/corriger/", saisie.corriger, name="corriger"),
    path("<slug:code>/lignes/<int:pk>/supprimer/", saisie.supprimer, name="supprimer"),
]
