"""The sign-in library's forms in our words: labels that tell, no hint inside the box."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm

ADRESSE = "Adresse électronique"
MOT = "Mot de passe"
REGLES_MOT_DE_PASSE = (
    "Au moins douze signes, qui ne soient ni tous des chiffres, ni un mot courant, ni votre "
    "nom. Une phrase se retient bien."
)
_NOUVEAU = {
    "password1": "Nouveau mot de passe",
    "password2": "Nouveau mot de passe, une seconde fois",
}


class _EnNosMots:
    """Rename the fields; drop the hints shown inside the boxes, which repeat the label."""

    LIBELLES: ClassVar[dict[str, str]] = {}
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.LIBELLES.get(name, field.label)
            if name == "password1":
                field.help_text = REGLES_MOT_DE_PASSE
            if name == "code":
                field.widget.attrs["inputmode"] = "numeric"


class ConnexionForm(_EnNosMots, account.LoginForm):  # type: ignore[misc]  # allauth is not typed
    LIBELLES: ClassVar = {"login": ADRESSE, "password": MOT}


class OubliForm(_EnNosMots, account.ResetPasswordForm):  # type: ignore[misc]
    LIBELLES: ClassVar = {"email": ADRESSE}


class NouveauMotDePasseForm(_EnNosMots, account.ResetPasswordKeyForm):  # type: ignore[misc]
    LIBELLES: ClassVar = _NOUVEAU


class ChangementForm(_EnNosMots, account.ChangePasswordForm):  # type: ignore[misc]
    LIBELLES: ClassVar = {"oldpassword": "Mot de passe actuel", **_NOUVEAU}


class ConfirmationForm(_EnNosMots, account.ReauthenticateForm):  # type: ignore[misc]
    LIBELLES: ClassVar = {"password": MOT}


class CodeForm(_EnNosMots, mfa.AuthenticateForm):  # type: ignore[misc]
    LIBELLES: ClassVar = {"code": "Code"}


class CodeConfirmationForm(_EnNosMots, mfa.ReauthenticateForm):  # type: ignore[misc]
    LIBELLES: ClassVar = {"code": "Code"}


class ActivationForm(_EnNosMots, ActivateTOTPForm):  # type: ignore[misc]
    LIBELLES: ClassVar = {"code": "Code à six chiffres"}
