"""A field of a register, and the choices of its list."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms

from quietude.registres.enums import NOMBRES, Cumul, TypeChamp
from quietude.registres.forms.definition import code_of
from quietude.registres.libelles import CODES_CHAMP, check_libelle, propose_code
from quietude.registres.pack import PackChamp, PackChoix
from quietude.socle.formulaires import ChampCode, ChampDate
from quietude.territoire.models import Division

CODE_MAX = 60
_COMMUNS = ("libelle", "type", "unite", "aide", "obligatoire", "depuis", "jusqu_au")
_VIDE = "Écrivez au moins un choix."


class ChampForm(forms.Form):
    """What a field asks. `connu` is the field to change, `fige` says that rows fill it in."""

    libelle = forms.CharField(
        label="Libellé", max_length=200, help_text="Par exemple « Personnes présentes »."
    )
    type = forms.ChoiceField(label="Type", choices=TypeChamp.choices, initial=TypeChamp.ENTIER)
    unite = forms.CharField(
        label="Unité", max_length=60, required=False, help_text="Personnes, heures, actes…"
    )
    cumul = forms.ChoiceField(
        label="Les chiffres de plusieurs lignes",
        choices=Cumul.choices,
        initial=Cumul.SOMME,
        required=False,
    )
    nouveaux = forms.CharField(
        label="Choix, un par ligne",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    division = forms.ChoiceField(label="Découpage du territoire", required=False)
    obligatoire = forms.BooleanField(label="À remplir dans chaque ligne", required=False)
    aide = forms.CharField(
        label="Aide à la saisie",
        max_length=300,
        required=False,
        help_text="Une phrase, montrée sous le libellé.",
    )
    minimum = forms.DecimalField(
        label="Au moins", required=False, max_digits=16, decimal_places=4
    )
    maximum = forms.DecimalField(
        label="Au plus", required=False, max_digits=16, decimal_places=4
    )
    depuis = ChampDate(
        label="Demandé depuis le", required=False, help_text="Vide : depuis l’ouverture."
    )
    jusqu_au = ChampDate(
        label="Demandé jusqu’au", required=False, help_text="Une date ferme le champ."
    )
    code = ChampCode(
        required=False,
        max_length=CODE_MAX,
        help_text="Nom court pour les fichiers. Laissez vide : il est tiré du libellé.",
    )

    def __init__(
        self,
        *args: Any,
        connu: PackChamp | None = None,
        pris: Collection[str] = (),
        fige: bool = False,
        **kwargs: Any,
    ) -> None:
        if connu is not None:
            kwargs["initial"] = connu.model_dump()
        else:
            kwargs.setdefault("initial", {"obligatoire": True, "minimum": 0})
        super().__init__(*args, **kwargs)
        self.connu, self.pris = connu, {*pris, *CODES_CHAMP}
        rows = [("", "—"), *((row.code, row.nom) for row in Division.objects.all())]
        self.fields["division"].choices = rows  # type: ignore[attr-defined]
        if connu is not None:
            del self.fields["code"]
            self.fields["nouveaux"].label = "Choix à ajouter, un par ligne"
        if fige:
            for name in ("type", "division"):
                self.fields[name].disabled = True
            self.fields["type"].help_text = "Il ne change plus : des lignes le remplissent."

    def clean_code(self) -> str:
        return code_of(self.cleaned_data, "libelle", self.pris)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        kind = data.get("type", "")
        allowed = check_libelle(data.get("libelle", ""), nombre=kind in NOMBRES)
        if not allowed:
            self.add_error("libelle", allowed.motif)
        if kind == TypeChamp.SECTEUR and not data.get("division"):
            self.add_error("division", "Choisissez le découpage dont on donne les secteurs.")
        if kind == TypeChamp.CHOIX:
            self._check_choices(data)
        self._check_order(data, "depuis", "jusqu_au", "Cette date précède le début.")
        self._check_order(data, "minimum", "maximum", "C’est moins que le minimum.")
        return data

    def _check_choices(self, data: Mapping[str, Any]) -> None:
        known = {row.libelle for row in self.connu.choix} if self.connu else set()
        labels = lines_of(data.get("nouveaux", ""))
        if not labels and not known:
            self.add_error("nouveaux", _VIDE)
        twice = [label for rank, label in enumerate(labels) if label in labels[:rank]]
        for label in [*twice, *(label for label in labels if label in known)]:
            self.add_error("nouveaux", f"« {label} » est déjà dans la liste.")
        if any(len(label) > 200 for label in labels):
            self.add_error("nouveaux", "Un choix tient en 200 caractères.")

    def _check_order(self, data: Mapping[str, Any], low: str, high: str, said: str) -> None:
        first, last = data.get(low), data.get(high)
        if first is not None and last is not None and last < first:
            self.add_error(high, said)

    def to_item(self, choix: Sequence[PackChoix] = ()) -> PackChamp:
        """The field as typed; what its type has no use for is left out."""
        data = self.cleaned_data
        number = data["type"] in NOMBRES
        values: dict[str, Any] = {
            name: data.get(name)
            for name in (
                "libelle",
                "type",
                "unite",
                "aide",
                "obligatoire",
                "depuis",
                "jusqu_au",
            )
        }
        values["code"] = self.connu.code if self.connu else data["code"]
        if number:
            values |= {name: data.get(name) for name in ("minimum", "maximum")}
            values["cumul"] = data.get("cumul") or Cumul.SOMME
        else:
            values["unite"] = ""
        if data["type"] == TypeChamp.SECTEUR:
            values["division"] = data["division"]
        if data["type"] == TypeChamp.CHOIX:
            values["choix"] = [*choix, *fresh_choices(data.get("nouveaux", ""), choix)]
        return PackChamp(**values)


def lines_of(text: str) -> list[str]:
    return [line for line in (" ".join(row.split()) for row in text.splitlines()) if line]


def fresh_choices(text: str, known: Sequence[PackChoix] = ()) -> list[PackChoix]:
    """One choice a line, each with a code of its own."""
    taken = {row.code for row in known}
    rows = []
    for label in lines_of(text):
        code = propose_code(label, taken)
        taken.add(code)
        rows.append(PackChoix(code=code, libelle=label))
    return rows


class ChoixForm(forms.Form):
    """A choice of the list; its code stays."""

    code = forms.SlugField(widget=forms.HiddenInput)
    libelle = forms.CharField(label="Choix", max_length=200)
    depuis = ChampDate(label="Depuis le", required=False)
    jusqu_au = ChampDate(label="Jusqu’au", required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = data.get("depuis"), data.get("jusqu_au")
        if start and end and end < start:
            self.add_error("jusqu_au", "La date de fin précède la date de début.")
        return data


_Choix = forms.formset_factory(ChoixForm, extra=0, can_delete=True, can_order=True)


def choix_of(connu: PackChamp, data: Any = None) -> Any:
    """The lines of the choices of a field."""
    rows = [row.model_dump() for row in connu.choix]
    return _Choix(data, prefix="choix", initial=rows)


def read_choices(lignes: Any) -> list[PackChoix]:
    """The choices kept, in the order asked."""
    kept = [row.cleaned_data for row in lignes.forms if not row.cleaned_data.get("DELETE")]
    last = len(kept) + 1
    kept.sort(key=lambda row: row["ORDER"] if row.get("ORDER") is not None else last)
    names = ("code", "libelle", "depuis", "jusqu_au")
    return [PackChoix(**{name: row.get(name) for name in names}) for row in kept]


class FermetureForm(forms.Form):
    jusqu_au = ChampDate(
        label="Dernier jour où le champ est demandé",
        help_text="Les lignes déjà saisies gardent ce qu’elles disent.",
    )
