"""The plan of the diagnosis and its series, between the pack and the database."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.text import slugify

from quietude.observatoire.cellules import Cellule, Imprimes
from quietude.observatoire.enums import (
    Base,
    FamilleSource,
    NatureSerie,
    NiveauPerimetre,
    SensVariation,
)
from quietude.observatoire.imports.ecriture import ensure_places
from quietude.observatoire.imports.lignes import Lieu
from quietude.observatoire.models import (
    Analyse,
    Observation,
    Perimetre,
    Serie,
    Source,
    Theme,
)
from quietude.observatoire.pack_diagnostic import (
    PackAffirmationAnalyse,
    PackAnalyse,
    PackDiagnostic,
    PackLieuSuivi,
    PackSerie,
    PackTheme,
)
from quietude.observatoire.pack_section import read_chiffres, read_tableaux
from quietude.socle.pack.champs import Periode
from quietude.socle.pack.registre import Section, register
from quietude.socle.pack.synchro import synchronise
from quietude.territoire.models import Commune, Secteur

_INCONNU = Lieu(NiveauPerimetre.AUTRE, "territoire", "Le territoire")


def printed(key: str) -> Imprimes:
    """What the document of this strategy prints, as the database holds it."""
    (sheet,) = read_chiffres(key)
    return Imprimes(read_tableaux(key), sheet.chiffres)


def read_diagnostic(key: str) -> list[PackDiagnostic]:
    series = Serie.objects.filter(recueil=key).select_related("perimetre")
    by_theme: dict[str, list[PackSerie]] = {}
    default = _default_place()
    for row in series.order_by("ordre"):
        by_theme.setdefault(row.theme, []).append(_pack_series(row, default))
    analyses = Analyse.objects.filter(recueil=key).latest_wording()
    said = {row.theme: _pack_analysis(row) for row in analyses}
    themes = [
        PackTheme(
            code=row.code,
            titre=row.titre,
            chapitre=row.chapitre or None,
            lieux=row.lieux,
            grandeurs=row.grandeurs,
            agregats=row.agregats,
            note=row.note,
            series=by_theme.get(row.code, []),
            analyse=said.get(row.code),
        )
        for row in Theme.objects.filter(recueil=key)
    ]
    return [PackDiagnostic(themes=themes)] if themes else []


def _pack_series(row: Serie, default: Lieu) -> PackSerie:
    place = row.perimetre
    elsewhere = (place.niveau, place.code) != (default.niveau, default.code)
    return PackSerie(
        code=row.code,
        libelle=row.libelle,
        unite=row.unite,
        nature=NatureSerie(row.nature),
        base=Base(row.base),
        lieu=PackLieuSuivi(niveau=NiveauPerimetre(place.niveau), code=place.code, nom=place.nom)
        if elsewhere
        else None,
        dimensions=row.dimensions,
        groupe=row.groupe,
        ruptures=row.ruptures,
        source=row.origine,
        note=row.note,
        points=row.points,
    )


def _pack_analysis(row: Analyse) -> PackAnalyse:
    return PackAnalyse(
        texte=row.texte,
        ecrit_le=row.ecrit_le,
        affirmations=[
            PackAffirmationAnalyse(
                serie=claim["serie"],
                de=_span(claim["de"]),
                a=_span(claim["a"]),
                sens=claim["sens"],
            )
            for claim in row.affirmations
        ],
    )


def _span(days: Sequence[str]) -> Periode:
    return Periode(debut=date.fromisoformat(days[0]), fin=date.fromisoformat(days[1]))


def write_diagnostic(items: Sequence[PackDiagnostic], key: str) -> None:
    themes = [theme for item in items for theme in item.themes]
    _write_themes(themes, key)
    series = _write_series(themes, key)
    _write_figures(series, themes, key)
    _write_analyses(themes, key)


def _write_themes(themes: Sequence[PackTheme], key: str) -> None:
    rows = [
        {
            **theme.model_dump(exclude={"series", "analyse", "chapitre"}),
            "chapitre": theme.chapitre or "",
        }
        for theme in themes
    ]
    synchronise(Theme.objects.filter(recueil=key), "code", rows, recueil=key)


def _write_series(themes: Sequence[PackTheme], key: str) -> dict[str, Serie]:
    default = _default_place()
    places = ensure_places(_place(s, default) for theme in themes for s in theme.series)
    _attach_sectors(places)
    rows = [
        {
            "code": serie.code,
            "libelle": serie.libelle,
            "unite": serie.unite,
            "nature": NatureSerie(serie.nature),
            "base": serie.base,
            "theme": theme.code,
            "groupe": serie.groupe,
            "dimensions": serie.dimensions,
            "perimetre": places[_place(serie, default)],
            "ruptures": serie.ruptures,
            "origine": serie.source,
            "note": serie.note,
            "points": serie.points,
        }
        for theme in themes
        for serie in theme.series
    ]
    return synchronise(Serie.objects.filter(recueil=key), "code", rows, recueil=key)


def _place(serie: PackSerie, default: Lieu) -> Lieu:
    place = serie.lieu
    return Lieu(place.niveau, place.code, place.nom) if place else default


def _default_place() -> Lieu:
    commune = Commune.objects.order_by("ordre").first()
    if commune is None:
        return _INCONNU
    return Lieu(NiveauPerimetre.COMMUNE, commune.insee, commune.nom)


def _attach_sectors(places: dict[Lieu, Perimetre]) -> None:
    """A place that names a sector ("quartiers/prepaou") is that sector on the map."""
    wanted = {place.code: row for place, row in places.items() if place.niveau == "secteur"}
    for secteur in Secteur.objects.select_related("division") if wanted else ():
        row = wanted.get(secteur.chemin)
        if row is not None and row.secteur_id != secteur.pk:
            row.secteur = secteur
            row.save(update_fields=["secteur"])


def _write_figures(series: dict[str, Serie], themes: Sequence[PackTheme], key: str) -> None:
    """Each printed cell under the source that the document gives for it."""
    cells = printed(key)
    sources = _Sources(key)
    for theme in themes:
        for item in theme.series:
            row = series[item.code]
            found = cells.every(item.points)
            rows = [_figure(cell, sources.of(item.source or cell.source)) for cell in found]
            existing = Observation.objects.filter(serie=row)
            synchronise(existing, ("debut", "fin", "source_id"), rows, serie=row)
    sources.drop_unused()


def _figure(cell: Cellule, source: Source) -> dict[str, Any]:
    assert cell.periode is not None
    return {
        "source": source,
        "debut": cell.periode.debut,
        "fin": cell.periode.fin,
        "valeur": cell.valeur,
        "reference": cell.reference,
    }


class _Sources:
    """The sources of one document, made when first named."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.known = {row.producteur: row for row in Source.objects.filter(recueil=key)}
        self.used: set[int] = set()

    def of(self, producteur: str) -> Source:
        name = producteur[:200]
        if name not in self.known:
            self.known[name] = Source.objects.create(
                code=f"document-{self.key}-{slugify(name) or 'sans-source'}"[:120],
                famille=FamilleSource.DOCUMENT,
                titre=f"Chiffres imprimés dans la stratégie {self.key}",
                producteur=name,
                recueil=self.key,
            )
        row: Source = self.known[name]
        self.used.add(row.pk)
        return row

    def drop_unused(self) -> None:
        Source.objects.filter(recueil=self.key).exclude(pk__in=self.used).delete()


def _write_analyses(themes: Sequence[PackTheme], key: str) -> None:
    """A wording that differs from the one in force is a new version."""
    wanted = {theme.code: theme.analyse for theme in themes if theme.analyse}
    Analyse.objects.filter(recueil=key).exclude(theme__in=wanted).delete()
    current = {row.theme: row for row in Analyse.objects.filter(recueil=key).latest_wording()}
    for theme, analyse in wanted.items():
        before = current.get(theme)
        if before is None or _pack_analysis(before) != analyse:
            Analyse.objects.create(
                recueil=key,
                theme=theme,
                version=before.version + 1 if before else 1,
                texte=analyse.texte,
                affirmations=[_claim(claim) for claim in analyse.affirmations],
                ecrit_le=analyse.ecrit_le,
            )


def _claim(claim: PackAffirmationAnalyse) -> dict[str, Any]:
    """As `coherence.Allegation` writes it."""
    return {
        "serie": claim.serie,
        "de": [claim.de.debut.isoformat(), claim.de.fin.isoformat()],
        "a": [claim.a.debut.isoformat(), claim.a.fin.isoformat()],
        "sens": str(SensVariation(claim.sens)),
    }


def register_sections() -> None:
    register(
        Section(
            name="diagnostic",
            title="Plan et séries du diagnostic",
            pattern="diagnostic.yaml",
            model=PackDiagnostic,
            order=47,
            read=read_diagnostic,
            write=write_diagnostic,
        )
    )
