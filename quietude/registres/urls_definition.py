"""Defining registers, asking for what lacks."""

from django.urls import URLPattern, path

from quietude.registres.views import champs, definition, relances

urlpatterns: list[URLPattern] = [
    path("", definition.liste, name="liste"),
    path("creer/", definition.creer, name="creer"),
    path("manques/", relances.manques, name="manques"),
    path("manques/relancer/", relances.relancer, name="relancer"),
    path("a-fournir/", relances.a_fournir, name="a_fournir"),
    path("<slug:code>/", definition.registre, name="registre"),
    path("<slug:code>/modifier/", definition.modifier, name="modifier"),
    path("<slug:code>/copier/", definition.copier, name="copier"),
    path("<slug:code>/supprimer/", definition.registre_supprimer, name="registre_supprimer"),
    path("<slug:code>/historique/", definition.historique, name="historique"),
    path("<slug:code>/champs/", champs.champs, name="champs"),
    path("<slug:code>/champs/apercu/", champs.champ_apercu, name="champ_apercu"),
    path(
        "<slug:code>/champs/<slug:champ>/modifier/",
        champs.champ_modifier,
        name="champ_modifier",
    ),
    path("<slug:code>/champs/<slug:champ>/fermer/", champs.champ_fermer, name="champ_fermer"),
    path(
        "<slug:code>/champs/<slug:champ>/rouvrir/", champs.champ_rouvrir, name="champ_rouvrir"
    ),
    path(
        "<slug:code>/champs/<slug:champ>/deplacer/",
        champs.champ_deplacer,
        name="champ_deplacer",
    ),
    path(
        "<slug:code>/champs/<slug:champ>/supprimer/",
        champs.champ_supprimer,
        name="champ_supprimer",
    ),
]
