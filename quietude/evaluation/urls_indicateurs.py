"""Indicators: values, comments, what they are read from, what each partner must provide."""

from django.urls import URLPattern, path

from quietude.evaluation.views import (
    calcul,
    commentaires,
    fournir,
    indicateur,
    liaison,
    tableau,
)

_INDICATEUR = "indicateurs/<slug:strategie>/<int:numero>/<str:code>/"

urlpatterns: list[URLPattern] = [
    path("", tableau.tableau, name="tableau"),
    path("indicateurs/nouveau/", liaison.indicateur_creer, name="indicateur_creer"),
    path(_INDICATEUR, indicateur.indicateur, name="indicateur"),
    path(
        f"{_INDICATEUR}graphique.<str:extension>",
        indicateur.graphique,
        name="indicateur_graphique",
    ),
    path(f"{_INDICATEUR}calcul/<str:periode>/", calcul.calcul, name="calcul"),
    path(f"{_INDICATEUR}source/", liaison.liaison, name="liaison"),
    path(f"{_INDICATEUR}source/retirer/", liaison.liaison_retirer, name="liaison_retirer"),
    path(
        f"{_INDICATEUR}commentaires/",
        commentaires.commentaire_historique,
        name="commentaire_historique",
    ),
    path(
        f"{_INDICATEUR}commentaires/<str:periode>/",
        commentaires.commentaire,
        name="commentaire",
    ),
    path(
        f"{_INDICATEUR}commentaires/<str:periode>/supprimer/",
        commentaires.commentaire_supprimer,
        name="commentaire_supprimer",
    ),
    path("fournir/", fournir.fournir, name="fournir"),
    path(
        "fournir/<slug:organisation>/",
        fournir.fournir_organisation,
        name="fournir_organisation",
    ),
]
