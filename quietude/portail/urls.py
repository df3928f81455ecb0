"""Pages without an account, and what the town's agents do of what comes through them."""

from django.urls import path

from quietude.portail.views import quarantaine, signaler

app_name = "portail"
urlpatterns = [
    path("", signaler.signaler, name="signaler"),
    path("suivre/", signaler.suivre, name="suivre"),
    path("vos-donnees/", signaler.donnees, name="donnees"),
    path("quarantaine/", quarantaine.quarantaine, name="quarantaine"),
    path("quarantaine/trier/", quarantaine.trier, name="trier"),
]
