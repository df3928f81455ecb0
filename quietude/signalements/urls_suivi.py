"""Taking a call, and following a report until it is closed."""

from django.urls import URLPattern, path

from quietude.signalements.views import (
    appel,
    appelant,
    categories,
    fusion,
    mediations,
    signalement,
    suites,
)

urlpatterns: list[URLPattern] = [
    path("appel/", appel.appel, name="appel"),
    path("appel/brouillon/", appel.appel_brouillon, name="appel_brouillon"),
    path("appel/lieux/", appel.appel_lieux, name="appel_lieux"),
    path("<int:pk>/", signalement.signalement, name="signalement"),
    path("<int:pk>/corriger/", signalement.signalement_corriger, name="signalement_corriger"),
    path(
        "<int:pk>/historique/",
        signalement.signalement_historique,
        name="signalement_historique",
    ),
    path("<int:pk>/etat/", suites.etat, name="etat"),
    path("<int:pk>/charge/", suites.charge, name="charge"),
    path("<int:pk>/suites/", suites.suite_ajouter, name="suite_ajouter"),
    path("<int:pk>/episodes/", suites.episode_ajouter, name="episode_ajouter"),
    path(
        "<int:pk>/episodes/<int:suite>/detacher/",
        suites.episode_detacher,
        name="episode_detacher",
    ),
    path("<int:pk>/mediations/", mediations.mediation_ajouter, name="mediation_ajouter"),
    path(
        "<int:pk>/mediations/<int:mediation>/",
        mediations.mediation_modifier,
        name="mediation_modifier",
    ),
    path("<int:pk>/fusion/", fusion.fusionner, name="fusionner"),
    path("<int:pk>/separer/", fusion.separer, name="separer"),
    path("<int:pk>/appelant/", appelant.appelant, name="appelant"),
    path("<int:pk>/appelant/effacer/", appelant.appelant_effacer, name="appelant_effacer"),
    path("<int:pk>/retour/", appelant.retour, name="retour"),
    path("categories/", categories.categories, name="categories"),
    path(
        "categories/historique/",
        categories.categories_historique,
        name="categories_historique",
    ),
    path("categories/creer/", categories.categorie_creer, name="categorie_creer"),
    path("categories/faits/creer/", categories.fait_creer, name="fait_creer"),
    path("categories/faits/<slug:code>/", categories.fait_modifier, name="fait_modifier"),
    path(
        "categories/faits/<slug:code>/supprimer/",
        categories.fait_supprimer,
        name="fait_supprimer",
    ),
    path("categories/c/<slug:code>/", categories.categorie_modifier, name="categorie_modifier"),
    path(
        "categories/c/<slug:code>/supprimer/",
        categories.categorie_supprimer,
        name="categorie_supprimer",
    ),
]
