"""Addresses of the pages that write the diagnosis; they come before those that read it."""

from django.urls import path

from quietude.observatoire.views import (
    agregats,
    analyses,
    importation,
    perimetres,
    saisie,
    sources,
)

urlpatterns = [
    path("sources/", sources.sources, name="sources"),
    path("sources/deposer/", sources.importer, name="importer"),
    path("modeles/ville.<slug:extension>", sources.modele, name="modele"),
    path("importations/<int:pk>/", importation.importation, name="importation"),
    path(
        "importations/<int:pk>/relancer/",
        importation.importation_relancer,
        name="importation_relancer",
    ),
    path("series/nouvelle/", saisie.serie_creer, name="serie_creer"),
    path("series/<int:pk>/modifier/", saisie.serie_modifier, name="serie_modifier"),
    path("series/<int:pk>/supprimer/", saisie.serie_supprimer, name="serie_supprimer"),
    path("series/<int:pk>/valeurs/", saisie.serie_valeurs, name="serie_valeurs"),
    path(
        "series/<int:pk>/valeurs/<int:valeur>/supprimer/",
        saisie.valeur_supprimer,
        name="valeur_supprimer",
    ),
    path("perimetres/", perimetres.perimetres, name="perimetres"),
    path("perimetres/communes/suivre/", perimetres.commune_suivre, name="commune_suivre"),
    path("perimetres/services/suivre/", perimetres.service_suivre, name="service_suivre"),
    path(
        "perimetres/<int:pk>/retirer/", perimetres.perimetre_retirer, name="perimetre_retirer"
    ),
    path("agregats/", agregats.agregats, name="agregats"),
    path("agregats/nouveau/", agregats.agregat_creer, name="agregat_creer"),
    path("agregats/<slug:code>/", agregats.agregat, name="agregat"),
    path("agregats/<slug:code>/modifier/", agregats.agregat_modifier, name="agregat_modifier"),
    path(
        "agregats/<slug:code>/<int:version>/retablir/",
        agregats.agregat_retablir,
        name="agregat_retablir",
    ),
    path("themes/<slug:code>/analyse/", analyses.analyse_modifier, name="analyse_modifier"),
    path(
        "themes/<slug:code>/analyse/historique/",
        analyses.analyse_historique,
        name="analyse_historique",
    ),
    path(
        "themes/<slug:code>/analyse/<int:version>/retablir/",
        analyses.analyse_retablir,
        name="analyse_retablir",
    ),
]
