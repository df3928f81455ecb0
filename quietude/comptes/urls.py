"""Addresses of the accounts."""

from django.urls import path

from quietude.comptes.views import comptes, invitations

app_name = "comptes"

urlpatterns = [
    path("", comptes.liste, name="liste"),
    path("moi/", comptes.moi, name="moi"),
    path("<int:pk>/", comptes.compte, name="compte"),
    path("<int:pk>/role/", comptes.changer_role, name="changer_role"),
    path("<int:pk>/fermer/", comptes.fermer, name="fermer"),
    path("<int:pk>/rouvrir/", comptes.rouvrir, name="rouvrir"),
    path("<int:pk>/double/", comptes.retirer_double, name="retirer_double"),
    path("inviter/", invitations.inviter, name="inviter"),
    path("invitations/<int:pk>/renvoyer/", invitations.renvoyer, name="renvoyer"),
    path("invitations/<int:pk>/annuler/", invitations.annuler, name="annuler"),
    path("invitation/<str:jeton>/", invitations.accepter, name="accepter"),
]
