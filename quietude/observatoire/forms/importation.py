"""Hand in files of figures."""

from typing import Any

from django import forms

from quietude.observatoire import depot
from quietude.observatoire.depot import FichierDepose
from quietude.socle.formats import INSECABLE, nombre


class _Plusieurs(forms.FileInput):
    allow_multiple_selected = True


class ChampFichiers(forms.FileField):
    """One or several files, each already written to the depot."""

    widget = _Plusieurs(attrs={"multiple": True, "accept": ",".join(depot.EXTENSIONS)})
    default_error_messages = {  # noqa: RUF012 - Django's own declaration
        "required": "Choisissez au moins un fichier.",
    }

    def clean(self, data: Any, initial: Any = None) -> list[FichierDepose]:
        files = data if isinstance(data, list) else [data] if data else []
        if not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        problems = [problem for file in files if (problem := _problem(file))]
        if problems:
            for file in files:
                file.abandon()
            raise forms.ValidationError([*problems, *_again(files)])
        return files


def _problem(file: FichierDepose) -> str:
    if not depot.extension_of(file.name or ""):
        return f"« {file.name} » : attendu un fichier {', '.join(depot.EXTENSIONS)}."
    if file.trop_gros:
        limit = _limit()
        return f"« {file.name} » dépasse {limit} : compressez-le (.csv.gz) ou découpez-le."
    if not file.size:
        return f"« {file.name} » est vide."
    return ""


def _limit() -> str:
    return f"{nombre(depot.taille_max() // 1_000_000)}{INSECABLE}Mo"


def _again(files: list[FichierDepose]) -> list[str]:
    several = len(files) > 1
    return ["Aucun fichier n’a été gardé : déposez-les de nouveau."] if several else []


class DepotForm(forms.Form):
    """Files, and their vintage when their name does not say it."""

    fichiers = ChampFichiers(label="Fichiers")
    millesime = forms.CharField(
        label="Millésime",
        required=False,
        max_length=120,
        help_text="Seulement si le nom du fichier ne le dit pas : l’année de la géographie, "
        "suivie si possible du jour de production, « 2025 » ou « 2025-2026-02-03 ».",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = _limit()
        self.fields[
            "fichiers"
        ].help_text = (
            f"CSV, CSV compressé (.csv.gz), Parquet ou classeur XLSX, {limit} au plus chacun."
        )


class RelanceForm(forms.Form):
    """Import again, with the vintage that was missing."""

    millesime = forms.CharField(
        label="Millésime",
        required=False,
        max_length=120,
        help_text="Si le nom du fichier ne le dit pas : « 2025 » ou « 2025-2026-02-03 ».",
    )
