"""Addresses of the diagnosis."""

from django.urls import path

from quietude.observatoire import urls_ecriture
from quietude.observatoire.views import (
    carte,
    comparer,
    diagnostic,
    document,
    graphique,
    repere,
    serie,
    theme,
    verification,
)

app_name = "observatoire"

urlpatterns = [
    path("", diagnostic.diagnostic, name="diagnostic"),
    *urls_ecriture.urlpatterns,
    path("themes/<slug:code>/", theme.theme, name="theme"),
    path("series/<str:cle>/", serie.serie, name="serie"),
    path("series/<str:cle>/carte/", carte.carte, name="carte"),
    # One series, or several drawn together: "12,13".
    path("series/<str:cles>/graphique.<slug:extension>", graphique.graphique, name="graphique"),
    path("comparer/", comparer.comparer, name="comparer"),
    path("taille/<slug:grandeur>/<int:annee>/", repere.repere, name="repere"),
    path("document/", document.document, name="document"),
    path("verification/", verification.verification, name="verification"),
    path("<slug:recueil>/tableaux/<slug:code>/", document.tableau, name="tableau"),
]
