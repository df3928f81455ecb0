"""Forms about accounts; the rules and the writing are in `actions`."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from quietude.comptes.enums import Role
from quietude.comptes.formulaires_connexion import REGLES_MOT_DE_PASSE
from quietude.comptes.models import Invitation, Utilisateur
from quietude.socle.formulaires import ChampDate, Filtre

_NOM = "Comme les autres vous verront, par exemple votre prénom, votre nom et votre service."
_MOT = {"autocomplete": "new-password"}


class RoleField(forms.ChoiceField):
    """A role among those that one may give."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="Rôle", **kwargs)

    def offer(self, roles: list[Role]) -> None:
        self.choices = [("", "Choisir…"), *((role.value, role.label) for role in roles)]


class InvitationForm(forms.Form):
    """Whom to invite, and with what role."""

    email = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        help_text="Adresse professionnelle et personnelle à l’invité, pas une boîte partagée.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    nom = forms.CharField(label="Nom affiché", max_length=150)
    role = RoleField()

    def __init__(self, roles: list[Role], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, RoleField)
        field.offer(roles)


class RoleForm(forms.Form):
    """Another role for an account."""

    role = RoleField()

    def __init__(self, roles: list[Role], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, RoleField)
        field.offer(roles)


class AcceptationForm(forms.Form):
    """Open one's account: a name and a password."""

    nom = forms.CharField(
        label="Nom affiché",
        max_length=150,
        help_text=_NOM,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password1 = forms.CharField(
        label="Mot de passe",
        strip=False,
        help_text=REGLES_MOT_DE_PASSE,
        widget=forms.PasswordInput(attrs=_MOT),
    )
    password2 = forms.CharField(
        label="Mot de passe, une seconde fois",
        strip=False,
        widget=forms.PasswordInput(attrs=_MOT),
    )

    def __init__(self, invitation: Invitation, data: Any = None) -> None:
        super().__init__(data, initial={"nom": invitation.nom})
        self.invitation = invitation

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", "Les deux mots de passe ne sont pas les mêmes.")
        elif first:
            future = Utilisateur(email=self.invitation.email, nom=data.get("nom", ""))
            try:
                validate_password(first, future)
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return data


class MonCompteForm(forms.Form):
    """What one may change alone."""

    nom = forms.CharField(
        label="Nom affiché",
        max_length=150,
        help_text=_NOM,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class FiltreComptes(Filtre):
    """Filters of the list of accounts; what is unknown filters nothing."""

    OUVERTS, FERMES = "ouverts", "fermes"

    q = forms.CharField(
        label="Nom ou adresse",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    role = forms.ChoiceField(
        label="Rôle", required=False, choices=[("", "Tous"), *Role.choices]
    )
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "Tous"), (OUVERTS, "Ouverts"), (FERMES, "Fermés")],
    )


class FiltreJournal(Filtre):
    """Filters of the journal; the object is given by a link, not typed."""

    SYSTEME = "systeme"

    qui = forms.ChoiceField(label="Qui", required=False)
    operation = forms.ChoiceField(label="Quoi", required=False)
    genre = forms.ChoiceField(label="Sur quoi", required=False)
    du = ChampDate(label="Du", required=False)
    au = ChampDate(label="Au", required=False)
    sujet = forms.RegexField(
        r"^[a-z]+\.[a-z]+:\d+$", required=False, widget=forms.HiddenInput()
    )

    def __init__(
        self,
        data: Any,
        *,
        operations: list[tuple[str, str]],
        genres: list[tuple[str, str]],
    ) -> None:
        super().__init__(data)
        people = [(str(user.pk), user.nom) for user in Utilisateur.objects.order_by("nom")]
        for name, choices in (
            ("qui", [("", "Tous"), (self.SYSTEME, "Quiétude elle-même"), *people]),
            ("operation", [("", "Tout"), *operations]),
            ("genre", [("", "Tout"), *genres]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
