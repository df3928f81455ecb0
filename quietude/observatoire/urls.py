"""Addresses of the diagnosis."""

from django.urls import path

from quietude.observatoire import urls_ecriture
from quietude.observatoire.views import document

app_name = "observatoire"

urlpatterns = [
    path("", document.document, name="diagnostic"),
    *urls_ecriture.urlpatterns,
    path("document/", document.document, name="document"),
    path("<slug:recueil>/tableaux/<slug:code>/", document.tableau, name="tableau"),
]
