"""What anyone may read, and money asked of the State."""

from django.urls import URLPattern, path

from quietude.evaluation.views import fipd, publique

_EVALUATION = "publique/<slug:strategie>/<int:annee>/"

urlpatterns: list[URLPattern] = [
    path("publique/", publique.publiques, name="publiques"),
    path(_EVALUATION, publique.publique, name="publique"),
    path(f"{_EVALUATION}donnees.csv", publique.donnees, name="publique_donnees"),
    path("fipd/", fipd.fipd, name="fipd"),
    path("fipd/<slug:strategie>/<int:numero>/<int:annee>/", fipd.fipd_fiche, name="fipd_fiche"),
]
