"""Pages without an account, and what the town's agents do of what comes through them."""

from django.urls import path

from quietude.portail.views import liens, quarantaine, repondre, signaler

app_name = "portail"
urlpatterns = [
    path("", signaler.signaler, name="signaler"),
    path("suivre/", signaler.suivre, name="suivre"),
    path("vos-donnees/", signaler.donnees, name="donnees"),
    path("quarantaine/", quarantaine.quarantaine, name="quarantaine"),
    path("quarantaine/trier/", quarantaine.trier, name="trier"),
    path("reponse/<str:jeton>/", repondre.repondre, name="repondre"),
    path("liens/envoyer/<int:pk>/", liens.envoyer, name="lien_envoyer"),
    path("liens/<int:pk>/revoquer/", liens.revoquer, name="lien_revoquer"),
]
