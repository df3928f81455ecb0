"""Addresses of sign-in, in French; only the pages of the library that we use are open.

Change of address and download of codes are left out; sign-up says that accounts open by
invitation (the library needs its address).
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

_CLE = r"(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)"

urlpatterns = [
    path("connexion/", account.login, name="account_login"),
    path("deconnexion/", account.logout, name="account_logout"),
    path("inscription/", account.signup, name="account_signup"),
    path("ferme/", account.account_inactive, name="account_inactive"),
    path("confirmer/", account.reauthenticate, name="account_reauthenticate"),
    path("mot-de-passe/", account.password_change, name="account_change_password"),
    path("mot-de-passe/oublie/", account.password_reset, name="account_reset_password"),
    path(
        "mot-de-passe/envoye/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        rf"^mot-de-passe/cle/{_CLE}/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "mot-de-passe/change/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("double/", mfa.index, name="mfa_index"),
    path("double/code/", mfa.authenticate, name="mfa_authenticate"),
    path("double/confirmer/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("double/activer/", totp.activate_totp, name="mfa_activate_totp"),
    path("double/desactiver/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("double/secours/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "double/secours/nouveaux/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
]
