"""The page of an indicator: what it says, over which periods, from what, and what lacks."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from quietude.comptes.models import Utilisateur
from quietude.documents.graphiques import Graphique
from quietude.evaluation.lectures import Lecture
from quietude.evaluation.mots import rounded, say, say_missing
from quietude.evaluation.valeurs import read_lots, source_of
from quietude.evaluation.valeurs_periodes import Decoupe, cut_of, cuts_of, periodes
from quietude.evaluation.ventilation import Lien, Ventilation, nowhere, split_of
from quietude.indicateurs.mesures import Coordonnees, Mesure, Valeur, catalogue
from quietude.observatoire.calculs.tendance import trend
from quietude.observatoire.graphiques import charts_of
from quietude.observatoire.presentation.serie import code_of
from quietude.socle.grille import Colonne
from quietude.socle.periodes import Periode
from quietude.strategie.models import Indicateur

PREFIXE = "registre."


@dataclass(frozen=True)
class LignePeriode:
    """A figure of the indicator as a line of its table."""

    span: Periode
    valeur: Valeur
    ecrit: str
    lien: str = ""  # where the figure is explained

    @property
    def periode(self) -> str:
        return self.span.libelle

    @property
    def dite(self) -> str:
        return say(self.valeur)

    @property
    def nombre(self) -> Any:
        number = self.valeur.nombre
        return None if number is None else rounded(number)

    @property
    def raison(self) -> str:
        return " ; ".join(filter(None, [self.valeur.raison, *say_missing(self.valeur.manques)]))

    @property
    def code(self) -> str:
        """How an address says the period."""
        return code_of(self.span)


def lines_of(lecture: Lecture, lien: Lien = nowhere) -> list[LignePeriode]:
    said = lecture.textes
    return [
        LignePeriode(span, value, said.get(span, ""), lien(span, ()))
        for span, value in lecture.valeurs.items()
    ]


COLONNES = [
    Colonne("periode", "Période"),
    Colonne("dite", "Valeur", nombre=True, export=lambda row: row.nombre),
    Colonne("raison", "À savoir"),
    Colonne("ecrit", "Commentaire"),
]


@dataclass(frozen=True)
class PageIndicateur:
    """Everything that the page says, but its comments' history."""

    lecture: Lecture
    mesure: Mesure | None
    decoupe: Decoupe
    decoupes: list[Decoupe]
    annee: int

    @property
    def lignes(self) -> list[LignePeriode]:
        return lines_of(self.lecture, self.lien)

    @property
    def graphique(self) -> Graphique | None:
        """Nothing to draw under two figures that compare."""
        serie = self.lecture.serie
        return next(iter(charts_of([serie]).values()), None) if serie else None

    @property
    def ventilation(self) -> Ventilation | None:
        source = self.lecture.source
        whole = bool(self.mesure and self.mesure.additive and source and not source.rapport)
        return split_of(self.lecture, additive=whole, lien=self.lien)

    @property
    def tendance(self) -> str:
        found = trend(self.lecture.serie) if self.lecture.serie else None
        return found.phrase if found else ""

    @property
    def est_texte(self) -> bool:
        return bool(self.lecture.source and self.lecture.source.texte)

    def lien(self, span: Periode, at: Coordonnees) -> str:
        """Where a figure is explained: its own page, or that of the series it is read from."""
        source = self.lecture.source
        if source and source.serie:
            return self.lien_source
        if source is None or not source.mesure or self.mesure is None:
            return ""
        row = self.lecture.indicateur
        where = [row.fiche.strategie.code, row.fiche.numero, row.code, code_of(span)]
        asked = [("annee", str(self.annee)), ("decoupe", self.decoupe.code)]
        asked += [("part", code) for code in at]
        return f"{reverse('evaluation:calcul', args=where)}?{urlencode(asked)}"

    @property
    def lien_explication(self) -> str:
        """Of the main figure."""
        last = self.lecture.periode
        return self.lien(last, ()) if last and self.mesure else ""

    @property
    def lien_source(self) -> str:
        """Where its figures are kept; empty when there is no such page."""
        source = self.lecture.source
        if source and source.serie and self.lecture.serie and self.lecture.serie.cle:
            return reverse("observatoire:serie", args=[self.lecture.serie.cle])
        if source and source.mesure.startswith(PREFIXE):
            return _optional("registres:registre", source.mesure.split(".")[1])
        return ""


def _optional(name: str, *args: str) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def read_page(
    user: Utilisateur, indicateur: Indicateur, annee: int, decoupe: str
) -> PageIndicateur:
    """The figures of the year asked and of those before, cut as asked."""
    source = source_of(indicateur)
    mesure = catalogue().get(source.mesure) if source and source.mesure else None
    cuts = cuts_of(indicateur, mesure)
    cut = cut_of(decoupe, cuts)
    [lecture] = read_lots(user, [(indicateur, periodes(indicateur, cut, annee))])
    return PageIndicateur(lecture, mesure, cut, cuts, annee)
