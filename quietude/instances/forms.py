"""Forms of the meetings and of their decisions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.instances.enums import Confidentialite, EtatDecision, EtatPresence, EtatReunion
from quietude.instances.models import Decision, Instance, Reunion
from quietude.instances.sieges import forgotten, seats_of
from quietude.partenaires.models import Organisation
from quietude.socle.formulaires import ChampDate, ChampHeure, Filtre

A_RENSEIGNER = "a-renseigner"
_SANS_NOM = "Sans nommer ni désigner personne."
_LECTEURS = {
    Confidentialite.OUVERTE: f"Tous ceux qui voient la stratégie le lisent. {_SANS_NOM}",
    Confidentialite.RESTREINTE: f"Les membres de l’instance le lisent. {_SANS_NOM}",
    Confidentialite.NOMINATIVE: "Les membres qui ont signé la charte le lisent : ni nom, ni "
    "situation reconnaissable, même pour eux.",
}


def no_name_help(instance: Instance) -> str:
    """Who reads it and what may not be written, said louder where situations are examined."""
    return _LECTEURS[Confidentialite(instance.confidentialite)]


class ReunionForm(forms.Form):
    """A meeting, planned or entered afterwards."""

    date = ChampDate(label="Date")
    debut = ChampHeure(
        label="De", required=False, help_text="Nécessaire pour convoquer les membres."
    )
    fin = ChampHeure(label="À", required=False)
    public = forms.ChoiceField(
        label="Pour", help_text="Chaque public a son rythme : il se compte à part."
    )
    lieu = forms.CharField(label="Lieu", max_length=200, required=False)
    objet = forms.CharField(
        label="Objet",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, instance: Instance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objet"].help_text = no_name_help(instance)
        publics = list(dict.fromkeys(row.public for row in instance.rythmes.all()))
        here = self.initial.get("public", "")
        if not any(publics):
            del self.fields["public"]
            return
        known = publics if here in publics else [here, *publics]
        self.fields["public"].choices = [  # type: ignore[attr-defined]  # a choice field
            (public, public or "Choisir…") for public in known
        ]


class PresencesForm(forms.Form):
    """One row of buttons by seat: nothing is assumed, all seats or none are noted."""

    def __init__(self, *args: Any, reunion: Reunion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sieges = seats_of(reunion)
        for seat in self.sieges:
            office = seat.membre.organisation
            self.fields[f"siege_{seat.membre.pk}"] = forms.ChoiceField(
                label=seat.fonction,
                help_text=str(office) if office else "",
                choices=EtatPresence.choices,
                initial=seat.etat,
                required=False,
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            )

    def clean(self) -> None:
        for seat in forgotten(self.sieges, self.etats):
            self.add_error(f"siege_{seat.membre.pk}", "Dites si ce siège était occupé.")

    @property
    def etats(self) -> dict[int, str]:
        """What each seat did, by member; empty when it was not noted."""
        return {
            seat.membre.pk: self.cleaned_data.get(f"siege_{seat.membre.pk}", "")
            for seat in self.sieges
        }


class AnnulationForm(forms.Form):
    motif = forms.CharField(
        label="Pourquoi la réunion est annulée", max_length=300, help_text=_SANS_NOM
    )


class PointForm(forms.Form):
    """A point of the agenda; with what was said of it once the meeting is held."""

    titre = forms.CharField(label="Point", max_length=200)
    compte_rendu = forms.CharField(
        label="Ce qui a été dit",
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    def __init__(
        self, *args: Any, reunion: Reunion, minutes: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        warned = no_name_help(reunion.instance)
        self.fields["titre"].help_text = warned
        self.fields["compte_rendu"].help_text = f"{warned} Markdown accepté."
        if not minutes:
            del self.fields["compte_rendu"]


class DecisionForm(forms.Form):
    """What is to do, by whom, by when."""

    texte = forms.CharField(
        label="Décision", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    responsable: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        None,
        label="Confiée à",
        required=False,
        empty_label="Personne encore",
    )
    echeance = ChampDate(label="À faire pour le", required=False)

    def __init__(
        self, *args: Any, user: Utilisateur, instance: Instance, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["texte"].help_text = no_name_help(instance)
        responsable = self.fields["responsable"]
        responsable.queryset = Organisation.objects.visible_to(user)  # type: ignore[attr-defined]

    @classmethod
    def of(cls, decision: Decision) -> dict[str, Any]:
        """What the form shows of a decision."""
        return {
            "texte": decision.texte,
            "responsable": decision.responsable,
            "echeance": decision.echeance,
        }


class ClotureForm(forms.Form):
    """A partner says what it did; giving up is for the coordinator to record."""

    etat = forms.ChoiceField(
        label="Ce qu’elle est devenue",
        choices=[(EtatDecision.FAITE, "Faite"), (EtatDecision.ABANDONNEE, "Abandonnée")],
        widget=forms.RadioSelect,
        initial=EtatDecision.FAITE,
    )
    close_le = ChampDate(label="Le (date)", initial=timezone.localdate)

    def __init__(self, *args: Any, user: Utilisateur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user.role != Role.COORDONNATEUR:
            choice = self.fields["etat"]
            choice.choices = choice.choices[:1]  # type: ignore[attr-defined]  # a choice field


class AnneeForm(forms.Form):
    """The year shown, among those known."""

    annee = forms.ChoiceField(label="Année", required=False)

    def __init__(self, *, annees: Sequence[int], annee: int, **initial: str) -> None:
        super().__init__(initial={"annee": annee, **initial})
        self.fields["annee"].choices = [  # type: ignore[attr-defined]  # a choice field
            (year, str(year)) for year in annees
        ]


class FiltreReunions(AnneeForm):
    """The meetings of a year, or those of any year that wait for a word."""

    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[
            ("", "Toutes"),
            *EtatReunion.choices,
            (A_RENSEIGNER, "À renseigner, toutes années"),
        ],
    )


class FiltreDecisions(Filtre):
    """What is left empty does not filter; what is unknown neither."""

    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "À faire"), ("retard", "En retard"), ("toutes", "Toutes, closes aussi")],
    )
    organisation: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        None,
        label="Confiées à",
        required=False,
        to_field_name="code",
        empty_label="Toutes les organisations",
    )
    instance: "forms.ModelChoiceField[Instance]" = forms.ModelChoiceField(
        None,
        label="Instance",
        required=False,
        to_field_name="code",
        empty_label="Toutes les instances",
    )

    def __init__(self, data: Any, *, user: Utilisateur) -> None:
        super().__init__(data)
        told = Decision.objects.visible_to(user)
        entrusted = Organisation.objects.visible_to(user).filter(decisions__in=told)
        rows: dict[str, Any] = {
            "organisation": entrusted.distinct(),
            "instance": Instance.objects.visible_to(user),
        }
        for name, queryset in rows.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]
