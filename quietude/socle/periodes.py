"""Spans of days as everyone says them: 2015, nine months of 2016, school year 2015-2016."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from quietude.socle.formats import MOIS, jour
from quietude.socle.texte import fold

_TOLERANCE = 5  # days: months and leap years make equal spans differ a little
_ANNEE = 365
_COURTS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
    "déc.",
)  # fmt: skip
_RENTREE = 9  # September
_ANNEES = (1800, 2199)  # others are typing errors
_ORDINAUX = ("1er", "2e", "3e", "4e")


class Genre(Enum):
    """How a span is called."""

    ANNEE = "année"
    ANNEE_SCOLAIRE = "année scolaire"
    TRIMESTRE = "trimestre"
    MOIS = "mois"
    PREMIERS_MOIS = "premiers mois"
    INTERVALLE = "intervalle"


@dataclass(frozen=True, order=True)
class Periode:
    """A span of days, both ends included."""

    debut: date
    fin: date

    def __post_init__(self) -> None:
        if self.fin < self.debut:
            raise ValueError("La période finit avant de commencer.")

    @classmethod
    def annee(cls, year: int) -> "Periode":
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def mois(cls, year: int, first: int, last: int | None = None) -> "Periode":
        """From the month `first` to the month `last` of one year, both included."""
        end = last or first
        return cls(date(year, first, 1), date(year, end, monthrange(year, end)[1]))

    @classmethod
    def annee_scolaire(cls, year: int) -> "Periode":
        """From September of `year` to August of the next."""
        return cls(date(year, _RENTREE, 1), date(year + 1, _RENTREE - 1, 31))

    @classmethod
    def trimestre(cls, year: int, rank: int) -> "Periode":
        return cls.mois(year, 3 * rank - 2, 3 * rank)

    @classmethod
    def douze_mois(cls, end: date) -> "Periode":
        """The twelve months that end with the month of `end`."""
        last = date(end.year, end.month, monthrange(end.year, end.month)[1])
        return cls(_same_day(last.replace(day=1), last.year - 1, months=1), last)

    @property
    def days(self) -> int:
        return (self.fin - self.debut).days + 1

    @property
    def est_annee(self) -> bool:
        return self.genre is Genre.ANNEE

    @property
    def genre(self) -> Genre:
        months = self._whole_months
        if months is None:
            return Genre.INTERVALLE
        if self.debut.year == self.fin.year:
            first = self.debut.month
            if months == 3 and first % 3 == 1:
                return Genre.TRIMESTRE
            if months == 1:
                return Genre.MOIS
            if months == 12:
                return Genre.ANNEE
            return Genre.PREMIERS_MOIS if first == 1 else Genre.INTERVALLE
        school = months == 12 and self.debut.month == _RENTREE
        return Genre.ANNEE_SCOLAIRE if school else Genre.INTERVALLE

    @property
    def _whole_months(self) -> int | None:
        if self.debut.day != 1 or self.fin.day != monthrange(self.fin.year, self.fin.month)[1]:
            return None
        return (self.fin.year - self.debut.year) * 12 + self.fin.month - self.debut.month + 1

    @property
    def famille(self) -> tuple[object, ...]:
        """What two spans share when they stand on one axis: years, months, nine months..."""
        if self.genre in {Genre.ANNEE, Genre.ANNEE_SCOLAIRE, Genre.TRIMESTRE, Genre.MOIS}:
            return (self.genre,)
        start, end = self.debut, self.fin
        return (self.genre, start.month, start.day, end.month, end.day, end.year - start.year)

    @property
    def libelle(self) -> str:
        """In full: "9 premiers mois de 2016", "du 1er janvier au 13 octobre 2016"."""
        year = self.debut.year
        texts: dict[Genre, Callable[[], str]] = {
            Genre.ANNEE: lambda: f"{year}",
            Genre.ANNEE_SCOLAIRE: lambda: f"année scolaire {year}-{year + 1}",
            Genre.TRIMESTRE: lambda: f"{_ORDINAUX[self.fin.month // 3 - 1]} trimestre {year}",
            Genre.MOIS: lambda: f"{MOIS[self.debut.month - 1]} {year}",
            Genre.PREMIERS_MOIS: lambda: f"{self.fin.month} premiers mois de {year}",
            Genre.INTERVALLE: self._interval,
        }
        return texts[self.genre]()

    @property
    def court(self) -> str:
        """For an axis: "9 mois 2016", "sept. 2015", "2015-2016"."""
        year = self.debut.year
        texts = {
            Genre.ANNEE: f"{year}",
            Genre.ANNEE_SCOLAIRE: f"{year}-{year + 1}",
            Genre.TRIMESTRE: f"T{self.fin.month // 3} {year}",
            Genre.MOIS: f"{_COURTS[self.debut.month - 1]} {year}",
            Genre.PREMIERS_MOIS: f"{self.fin.month} mois {year}",
        }
        if self.genre in texts:
            return texts[self.genre]
        first, last = f"{self.debut:%d/%m/%Y}", f"{self.fin:%d/%m/%Y}"
        return first if first == last else f"{first}-{last}"

    def _interval(self) -> str:
        if self.debut == self.fin:
            return jour(self.debut)
        months = self._whole_months
        same = self.debut.year == self.fin.year
        if months is not None:
            start = MOIS[self.debut.month - 1] + ("" if same else f" {self.debut.year}")
            link = "d’" if start[0] in "ao" else "de "
            return f"{link}{start} à {MOIS[self.fin.month - 1]} {self.fin.year}"
        start = jour(self.debut).rsplit(" ", 1)[0] if same else jour(self.debut)
        return f"du {start} au {jour(self.fin)}"

    def comparable(self, other: "Periode") -> bool:
        """Of the same length, and at the same place in the year, give or take five days."""
        if abs(self.days - other.days) > _TOLERANCE:
            return False
        shift = abs((self.debut - _same_day(other.debut, self.debut.year)).days) % _ANNEE
        return min(shift, _ANNEE - shift) <= _TOLERANCE

    def same_span(self, year: int) -> "Periode":
        """The same days, beginning in another year."""
        if self._whole_months is not None:
            end_year = year + self.fin.year - self.debut.year
            last = monthrange(end_year, self.fin.month)[1]
            return Periode(self.debut.replace(year=year), date(end_year, self.fin.month, last))
        start = _same_day(self.debut, year)
        return Periode(start, _same_day(self.fin, year + self.fin.year - self.debut.year))

    def previous(self) -> "Periode":
        """The same days one year before."""
        return self.same_span(self.debut.year - 1)


def _same_day(day: date, year: int, *, months: int = 0) -> date:
    """That day in another year; 29 February is the 28th elsewhere."""
    month = day.month + months
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _month_rank(text: str) -> int:
    wanted = text.rstrip(".")
    found = [rank for rank, name in enumerate(MOIS, start=1) if fold(name).startswith(wanted)]
    if len(wanted) < 3 or len(found) != 1:
        raise ValueError(f"« {text} » n’est pas un mois.")
    return found[0]


def _year(text: str) -> int:
    year = int(text)
    if not _ANNEES[0] <= year <= _ANNEES[1]:
        raise ValueError(f"« {text} » n’est pas une année plausible.")
    return year


def _day(text: str) -> date:
    """A day in figures, or in words: "13 octobre 2016"."""
    if "/" in text:
        day, month, year = text.split("/")
    elif "-" in text:
        year, month, day = text.split("-")
    else:
        day, name, year = text.replace("1er ", "1 ").split(" ")
        month = str(_month_rank(name))
    known = _year(year)
    try:
        return date(known, int(month), int(day))
    except ValueError:
        raise ValueError(f"« {text} » n’est pas une date (attendu : 31/12/2016).") from None


def _school(found: re.Match[str]) -> Periode:
    if int(found[2]) != int(found[1]) + 1:
        raise ValueError("Une année scolaire va d’une année à la suivante : 2015-2016.")
    return Periode.annee_scolaire(_year(found[1]))


def _monthly(year: str, first: int, last: int) -> Periode:
    if not 1 <= first <= last <= 12:
        raise ValueError("Les mois vont de 1 à 12.")
    return Periode.mois(_year(year), first, last)


def _quarter(year: str, rank: str) -> Periode:
    return Periode.trimestre(_year(year), int(rank))


def _from_month(found: re.Match[str]) -> Periode:
    """ "de septembre 2015 à mars 2016", "de mai à août 2016"."""
    end = Periode.mois(_year(found[4]), _month_rank(found[3])).fin
    start = date(_year(found[2] or found[4]), _month_rank(found[1]), 1)
    return Periode(start, end)


def _from_day(found: re.Match[str]) -> Periode:
    """ "du 1er janvier au 13 octobre 2016"."""
    end = _day(found[3])
    return Periode(_day(f"{found[1]} {found[2] or end.year}"), end)


_CHIFFRES = r"\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2}"
_JOUR = r"\d{1,2}(?:er)? [a-z.]+"
_FORMES: tuple[tuple[str, Callable[[re.Match[str]], Periode]], ...] = (
    (r"(\d{4})", lambda m: Periode.annee(_year(m[1]))),
    (r"(?:annee scolaire )?(\d{4}) ?[-/] ?(\d{4})", _school),
    (r"(\d{4})-(\d{1,2})", lambda m: _monthly(m[1], int(m[2]), int(m[2]))),
    (r"(\d{1,2})/(\d{4})", lambda m: _monthly(m[2], int(m[1]), int(m[1]))),
    (r"(\d{4})[- ]?t([1-4])", lambda m: _quarter(m[1], m[2])),
    (r"t([1-4])[- ]?(\d{4})", lambda m: _quarter(m[2], m[1])),
    (r"([1-4])(?:er|e) trimestre (\d{4})", lambda m: _quarter(m[2], m[1])),
    (r"(\d{1,2}) (?:premiers )?mois (?:de )?(\d{4})", lambda m: _monthly(m[2], 1, int(m[1]))),
    (
        rf"(?:du )?({_CHIFFRES}) ?(?:-|au|a|–) ?({_CHIFFRES})",
        lambda m: Periode(_day(m[1]), _day(m[2])),
    ),
    (rf"(?:du )?({_JOUR})(?: (\d{{4}}))? (?:au|a|-|–) ({_JOUR} \d{{4}})", _from_day),
    (rf"(?:le )?({_CHIFFRES}|{_JOUR} \d{{4}})", lambda m: Periode(_day(m[1]), _day(m[1]))),
    (r"(?:de )?([a-z.]+)(?: (\d{4}))? (?:a|-|–) ([a-z.]+) (\d{4})", _from_month),
    (r"([a-z.]+) (\d{4})", lambda m: Periode.mois(_year(m[2]), _month_rank(m[1]))),
)
ATTENDU = (
    "Écrivez par exemple 2016, 2016-03, mars 2016, 2016-T2, 9 mois 2016, 2015-2016 (année "
    "scolaire) ou 01/01/2016-30/09/2016."
)


def parse_periode(text: str) -> Periode:
    """The span that a person typed. ValueError says in French what is expected."""
    asked = " ".join(fold(text).replace("’", "'").split()).replace("d'", "").strip()
    for form, build in _FORMES:
        found = re.fullmatch(form, asked)
        if found:
            try:
                return build(found)
            except ValueError as error:
                raise ValueError(f"{error} {ATTENDU}") from None
    raise ValueError(f"« {text.strip()[:40]} » n’est pas une période. {ATTENDU}")
