"""What is done to a report from its page, one small form each."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation
from quietude.signalements.actions.cloture import still_to_do
from quietude.signalements.empreintes import CHARGE, ETAT, MEDIATION, fingerprint
from quietude.signalements.enums import (
    EtatSignalement,
    IssueMediation,
    MotifSansSuite,
    NatureSuite,
    SortTaches,
)
from quietude.signalements.models import Mediation, Signalement, Tache
from quietude.signalements.querysets import REPONDENT
from quietude.signalements.rules import PAROLES_PARTENAIRE, can_follow
from quietude.signalements.workflow import SIGNALEMENT
from quietude.socle.formulaires import ChampDate, ListeRapide

# What an agent says; episodes, answers to the caller and satisfaction have their own forms.
PAROLES_VILLE = (
    NatureSuite.INTERVENTION,
    NatureSuite.PATROUILLE,
    NatureSuite.CONTACT,
    NatureSuite.REPONSE_SERVICE,
    NatureSuite.NOTE,
)
SANS_NOM = "Des faits seulement : jamais de nom ni rien qui désigne une personne."


def _short_text(label: str, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=1000,
        help_text=SANS_NOM,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class Geste(forms.Form):
    """A small form on the page of `row`; its ids do not clash with its neighbours'.

    `version` says what the page showed; `SUIVIS` are the fields that it is made of.
    """

    SUIVIS: Sequence[str] = ()
    nom = ""

    def __init__(self, user: Utilisateur, row: Signalement, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{self.nom}-%s", initial=self.starts(row))
        self.user, self.row = user, row
        if self.SUIVIS and (followed := self.followed()):
            self.fields["version"] = forms.CharField(
                widget=forms.HiddenInput,
                required=False,
                initial=fingerprint(followed, self.SUIVIS),
            )
        self.prepare()

    def followed(self) -> Signalement | Mediation | Tache | None:
        """What somebody else may write meanwhile."""
        return self.row

    def starts(self, row: Signalement) -> dict[str, Any]:
        return {}

    def prepare(self) -> None:
        """Fill the lists in."""

    def renew(self, now: Signalement | Mediation | Tache) -> None:
        """After a conflict: what was typed stays, to be sent again knowingly."""
        self.data = {**self.data.dict(), "version": fingerprint(now, self.SUIVIS)}  # type: ignore[attr-defined]

    def as_arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class EtatForm(Geste):
    nom, SUIVIS = "etat", ETAT
    etat = forms.ChoiceField(label="Nouvel état")
    motif = forms.ChoiceField(
        label="Motif", required=False, help_text="Pour un classement sans suite."
    )
    satisfait = forms.NullBooleanField(
        label="Le plaignant est-il satisfait ?",
        required=False,
        help_text="À demander quand on clôt.",
        widget=forms.Select(
            choices=[("", "Non demandé"), ("true", "Oui"), ("false", "Non")],
        ),
    )
    taches = forms.ChoiceField(
        required=False,
        choices=[("", "À dire si vous clôturez"), *SortTaches.choices],
    )

    def __init__(
        self, user: Utilisateur, row: Signalement, data: Any = None, *, restantes: int = 0
    ) -> None:
        self.restantes = restantes
        super().__init__(user, row, data)

    def prepare(self) -> None:
        """Whatever is still to do is asked about only when something is."""
        fields: Any = self.fields
        if self.restantes:
            fields["taches"].label = still_to_do(self.restantes)
        else:
            del fields["taches"]
        after = SIGNALEMENT[EtatSignalement(self.row.etat)]
        fields["etat"].choices = [
            (one.value, one.label) for one in EtatSignalement if one in after
        ]
        fields["motif"].choices = [("", "Aucun"), *MotifSansSuite.choices]

    def as_arguments(self) -> dict[str, Any]:
        values = super().as_arguments()
        if not self.data.get("satisfait"):
            values["satisfait"] = None
        return values


class ChargeForm(Geste):
    nom, SUIVIS = "charge", CHARGE
    service = forms.ModelChoiceField(
        label="Service chargé",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="Aucun",
        widget=ListeRapide,
    )
    agent = forms.ModelChoiceField(
        label="Suivi par",
        queryset=Utilisateur.objects.none(),
        required=False,
        empty_label="Personne en particulier",
        widget=ListeRapide,
    )
    echeance = ChampDate(label="À traiter avant le", required=False)

    def starts(self, row: Signalement) -> dict[str, Any]:
        return {"service": row.service_id, "agent": row.agent_id, "echeance": row.echeance}

    def prepare(self) -> None:
        fields: Any = self.fields
        fields["service"].queryset = Organisation.objects.visible_to(self.user)
        fields["agent"].queryset = Utilisateur.objects.filter(
            is_active=True, role__in=REPONDENT
        ).order_by("nom")


class SuiteForm(Geste):
    nom = "suite"
    nature = forms.ChoiceField(label="Ce qui a été fait")
    texte = _short_text("En quelques mots")

    def prepare(self) -> None:
        partner = not can_follow(self.user, self.row)
        said = [one for one in PAROLES_VILLE if not partner or one in PAROLES_PARTENAIRE]
        self.fields["nature"].choices = [  # type: ignore[attr-defined]
            (one.value, one.label) for one in said
        ]
        if partner:
            self.fields["nature"].initial = NatureSuite.REPONSE_SERVICE


class EpisodeForm(Geste):
    nom = "episode"
    fait_le = ChampDate(label="Date du nouvel épisode")
    texte = _short_text("En quelques mots")

    def starts(self, row: Signalement) -> dict[str, Any]:
        return {"fait_le": timezone.localdate()}


class MediationForm(Geste):
    """A new mediation, or how one ended."""

    nom, SUIVIS = "mediation", MEDIATION
    organisation = forms.ModelChoiceField(
        label="Menée par", queryset=Organisation.objects.none(), widget=ListeRapide
    )
    proposee_le = ChampDate(label="Proposée le")
    tenue_le = ChampDate(label="Tenue le", required=False)
    issue = forms.ChoiceField(label="Issue", required=False)

    def __init__(
        self,
        user: Utilisateur,
        row: Signalement,
        data: Any = None,
        *,
        mediation: Mediation | None = None,
    ) -> None:
        self.mediation = mediation
        super().__init__(user, row, data)

    def followed(self) -> Mediation | None:
        return self.mediation

    def starts(self, row: Signalement) -> dict[str, Any]:
        known = self.mediation
        if known is None:
            return {"proposee_le": timezone.localdate()}
        return {
            "organisation": known.organisation_id,
            "proposee_le": known.proposee_le,
            "tenue_le": known.tenue_le,
            "issue": known.issue,
        }

    def prepare(self) -> None:
        fields: Any = self.fields
        fields["organisation"].queryset = Organisation.objects.visible_to(self.user)
        fields["issue"].choices = [("", "Pas encore connue"), *IssueMediation.choices]


class FusionForm(Geste):
    nom = "fusion"
    numero = forms.IntegerField(
        label="Rejoindre le signalement nº", min_value=1, widget=forms.TextInput
    )
    error_messages = {"inconnu": "Aucun signalement ne porte ce numéro."}  # noqa: RUF012

    def clean_numero(self) -> Signalement:
        seen = Signalement.objects.visible_to(self.user)
        found = seen.filter(pk=self.cleaned_data["numero"]).first()
        if found is None:
            raise forms.ValidationError(self.error_messages["inconnu"])
        return found

    def as_arguments(self) -> dict[str, Any]:
        return {"dans": self.cleaned_data["numero"]}
