"""Tables, figures and claims, between the pack and the database."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from quietude.observatoire.enums import SensVariation
from quietude.observatoire.models import Affirmation, Chiffre, Tableau
from quietude.observatoire.pack import (
    PackAffirmation,
    PackChiffre,
    PackChiffres,
    PackTableau,
)
from quietude.socle.pack.champs import Periode
from quietude.socle.pack.registre import Section, register
from quietude.socle.pack.synchro import synchronise

_CONTENU = {"colonnes", "lignes", "relations", "notes"}


def _span(periode: Periode | None) -> dict[str, Any]:
    return {
        "debut": periode.debut if periode else None,
        "fin": periode.fin if periode else None,
    }


def _plain(value: Any) -> Any:
    """JSON numbers for decimals: their shortest text is exact at the digits we keep."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


def read_span(row: Chiffre | Affirmation) -> Periode | None:
    return Periode(debut=row.debut, fin=row.fin) if row.debut and row.fin else None


def read_tableau(tableau: Tableau) -> PackTableau:
    """The table with its cells, as exact decimals."""
    return PackTableau(
        code=tableau.code,
        titre=tableau.titre,
        lieu=tableau.lieu,
        source=tableau.source,
        unite=tableau.unite,
        **tableau.contenu,
    )


def read_tableaux(key: str) -> list[PackTableau]:
    return [read_tableau(tableau) for tableau in Tableau.objects.filter(recueil=key)]


def write_tableaux(items: Sequence[PackTableau], key: str) -> None:
    rows = [
        {
            "code": item.code,
            "titre": item.titre,
            "lieu": item.lieu,
            "source": item.source,
            "unite": item.unite,
            "contenu": _plain(item.model_dump(include=_CONTENU, exclude_defaults=True)),
        }
        for item in items
    ]
    synchronise(Tableau.objects.filter(recueil=key), "code", rows, recueil=key)


def read_chiffres(key: str) -> list[PackChiffres]:
    chiffres = [
        PackChiffre(
            code=row.code,
            grandeur=row.grandeur,
            libelle=row.libelle,
            valeur=row.valeur,
            unite=row.unite,
            periode=read_span(row),
            lieu=row.lieu,
            calcul=row.calcul or None,
            note=row.note,
        )
        for row in Chiffre.objects.filter(recueil=key)
    ]
    affirmations = [
        PackAffirmation(
            code=row.code,
            libelle=row.libelle,
            lieu=row.lieu,
            de=row.de or None,
            a=row.a or None,
            sens=SensVariation(row.sens) if row.sens else None,
            pourcentage=row.pourcentage,
            decimales=row.decimales,
            periode=read_span(row),
            ruptures=row.ruptures,
            note=row.note,
        )
        for row in Affirmation.objects.filter(recueil=key)
    ]
    return [PackChiffres(chiffres=chiffres, affirmations=affirmations)]


def _chiffre(chiffre: PackChiffre) -> dict[str, Any]:
    calcul = chiffre.calcul
    return {
        **chiffre.model_dump(exclude={"periode"}),
        **_span(chiffre.periode),
        "calcul": calcul.model_dump(exclude_defaults=True) if calcul else {},
    }


def write_chiffres(items: Sequence[PackChiffres], key: str) -> None:
    (item,) = items
    synchronise(
        Chiffre.objects.filter(recueil=key),
        "code",
        [_chiffre(chiffre) for chiffre in item.chiffres],
        recueil=key,
    )
    rows = [
        {
            **a.model_dump(exclude={"periode"}),
            **_span(a.periode),
            "de": a.de or "",
            "a": a.a or "",
            "sens": a.sens or "",
        }
        for a in item.affirmations
    ]
    synchronise(Affirmation.objects.filter(recueil=key), "code", rows, recueil=key)


def register_sections() -> None:
    register(
        Section(
            name="tableaux",
            title="Tableaux du diagnostic",
            pattern="tableaux/*.yaml",
            model=PackTableau,
            order=40,
            read=read_tableaux,
            write=write_tableaux,
            filename=lambda item: item.code,
        )
    )
    register(
        Section(
            name="chiffres",
            title="Chiffres et affirmations",
            pattern="chiffres.yaml",
            model=PackChiffres,
            order=45,
            read=read_chiffres,
            write=write_chiffres,
        )
    )
