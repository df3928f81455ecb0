"""What the reports live by: how long contacts are kept, what callers are answered,
which places are in the estates of which landlord."""

from django.urls import URLPattern, path

from quietude.signalements.views import conservation, modeles, patrimoine

urlpatterns: list[URLPattern] = [
    path("conservation/", conservation.conservation, name="conservation"),
    path("conservation/creer/", conservation.conservation_creer, name="conservation_creer"),
    path(
        "conservation/<int:pk>/",
        conservation.conservation_modifier,
        name="conservation_modifier",
    ),
    path(
        "conservation/<int:pk>/supprimer/",
        conservation.conservation_supprimer,
        name="conservation_supprimer",
    ),
    path("reponses/", modeles.modeles, name="modeles"),
    path("reponses/<slug:issue>/", modeles.modele_modifier, name="modele_modifier"),
    path("reponses/<slug:issue>/origine/", modeles.modele_retablir, name="modele_retablir"),
    path("patrimoine/", patrimoine.patrimoine, name="patrimoine"),
    path("patrimoine/creer/", patrimoine.patrimoine_creer, name="patrimoine_creer"),
    path("patrimoine/<int:pk>/", patrimoine.patrimoine_modifier, name="patrimoine_modifier"),
    path(
        "patrimoine/<int:pk>/supprimer/",
        patrimoine.patrimoine_supprimer,
        name="patrimoine_supprimer",
    ),
]
