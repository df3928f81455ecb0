"""Every address of the site; each view declares who may open it."""

from django.urls import URLPattern, URLResolver, include, path

from quietude.strategie.views.accueil import accueil

urlpatterns: list[URLPattern | URLResolver] = [
    path("compte/", include("quietude.comptes.urls_connexion")),
    path("comptes/", include("quietude.comptes.urls")),
    path("journal/", include("quietude.comptes.urls_journal")),
    path("", accueil, name="accueil"),
    path("", include("quietude.socle.urls")),
    path("documents/", include("quietude.documents.urls")),
    path("diagnostic/", include("quietude.observatoire.urls")),
    path("instances/", include("quietude.instances.urls")),
    path("registres/", include("quietude.registres.urls")),
    path("signalements/", include("quietude.signalements.urls")),
    path("open311/", include("quietude.api.urls")),
    path("signaler/", include("quietude.portail.urls")),
    path("evaluation/", include("quietude.evaluation.urls")),
    path("territoire/", include("quietude.territoire.urls")),
    path("partenaires/", include("quietude.partenaires.urls")),
    path("", include("quietude.strategie.urls")),
]

handler400 = "quietude.socle.views.bad_request"
handler403 = "quietude.socle.views.refused"
handler404 = "quietude.socle.views.not_found"
handler500 = "quietude.socle.views.server_error"
