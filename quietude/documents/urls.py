"""Addresses of the documents."""

from django.urls import path

from quietude.documents import views

app_name = "documents"

urlpatterns = [
    path("", views.liste, name="liste"),
    path("demander/", views.demander, name="demander"),
    path("<int:pk>/", views.document, name="document"),
    path("<int:pk>/fichier/", views.fichier, name="fichier"),
    path("<int:pk>/relancer/", views.relancer, name="relancer"),
    path("<int:pk>/supprimer/", views.supprimer, name="supprimer"),
]
