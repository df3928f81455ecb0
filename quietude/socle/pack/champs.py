"""Field types shared by the sections of a pack, and their canonical form."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

CODE_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def _tidy(text: Any) -> Any:
    """Drop trailing blanks, which no reader sees and no editor keeps."""
    if not isinstance(text, str):
        return text
    return "\n".join(line.rstrip() for line in text.strip("\n").split("\n")).strip()


Code = Annotated[str, Field(pattern=CODE_PATTERN, max_length=80)]
Texte = Annotated[str, BeforeValidator(_tidy)]
Titre = Annotated[str, BeforeValidator(_tidy), Field(min_length=1, max_length=300)]
Court = Annotated[str, BeforeValidator(_tidy), Field(max_length=300)]
Mention = Annotated[str, BeforeValidator(_tidy), Field(max_length=60)]
Numero = Annotated[str, BeforeValidator(_tidy), Field(max_length=20)]
Nombre = Annotated[Decimal, Field(max_digits=16, decimal_places=4)]


class PackModel(BaseModel):
    """What one section of a pack holds; an unknown key is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_enum_values=True)


class Periode(PackModel):
    """A span of days, both ends included, so that nine months never pass for a year."""

    debut: date
    fin: date

    @model_validator(mode="after")
    def _in_order(self) -> "Periode":
        if self.fin < self.debut:
            raise ValueError("la période finit avant de commencer")
        return self

    @property
    def days(self) -> int:
        return (self.fin - self.debut).days + 1
