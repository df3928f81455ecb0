"""Whom to call when it cannot wait: the emergency numbers of France."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Numero:
    """`appel` is what the telephone dials, or writes to."""

    appel: str
    pour: str
    sms: bool = False

    @property
    def lien(self) -> str:
        return f"{'sms' if self.sms else 'tel'}:{self.appel}"


NUMEROS = (
    Numero("17", "police, gendarmerie"),
    Numero("18", "pompiers"),
    Numero("15", "urgence médicale"),
    Numero("112", "toute urgence, partout en Europe"),
    Numero("114", "par SMS, si vous ne pouvez ni entendre ni parler", sms=True),
)
