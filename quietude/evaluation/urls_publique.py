"""What anyone may read, and money asked of the State."""

from django.urls import URLPattern, path

from quietude.evaluation.views import publique

_EVALUATION = "publique/<slug:strategie>/<int:annee>/"

urlpatterns: list[URLPattern] = [
    path("publique/", publique.publiques, name="publiques"),
    path(_EVALUATION, publique.publique, name="publique"),
    path(f"{_EVALUATION}donnees.csv", publique.donnees, name="publique_donnees"),
]
