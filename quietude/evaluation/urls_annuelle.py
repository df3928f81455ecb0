"""The yearly evaluation."""

from django.urls import URLPattern, path

from quietude.evaluation.views import annuelle, annuelle_vie, contributions

urlpatterns: list[URLPattern] = [
    path("annees/", annuelle.annuelles, name="annuelles"),
    path("annees/ouvrir/", annuelle_vie.ouvrir, name="annuelle_ouvrir"),
    path("annees/<int:annee>/", annuelle.annuelle, name="annuelle"),
    path("annees/<int:annee>/textes/", annuelle.textes, name="annuelle_textes"),
    path("annees/<int:annee>/ecarts/", annuelle.ecarts, name="annuelle_ecarts"),
    path("annees/<int:annee>/adopter/", annuelle_vie.adopter, name="annuelle_adopter"),
    path("annees/<int:annee>/publier/", annuelle_vie.publier, name="annuelle_publier"),
    path("annees/<int:annee>/retirer/", annuelle_vie.retirer, name="annuelle_retirer"),
    path("annees/<int:annee>/supprimer/", annuelle_vie.supprimer, name="annuelle_supprimer"),
    path(
        "annees/<int:annee>/contributions/", contributions.contributions, name="contributions"
    ),
    path(
        "annees/<int:annee>/contributions/demander/",
        contributions.demander,
        name="contributions_demander",
    ),
    path(
        "annees/<int:annee>/contributions/relancer/",
        contributions.relancer,
        name="contributions_relancer",
    ),
    path("contributions/<int:pk>/", contributions.contribution, name="contribution"),
    path("contributions/<int:pk>/brouillon/", contributions.brouillon, name="brouillon"),
    path("contributions/<int:pk>/retirer/", contributions.retirer, name="contribution_retirer"),
]
