"""A million dated sheets, as the reports of nuisances will be: a stream of the measure engine.

The table lives in the bench's own database; nothing in it means anything.
"""

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from django.db import connections, models

from quietude.indicateurs.enums import Agregat
from quietude.indicateurs.mesures import Dimension, Exemple, Flux, Mesure, Modalite

FLUX = "fiches-de-mesure"
LIGNES = 1_000_000
# Dimension -> how many values it takes.
DIMENSIONS = {"categorie": 8, "sous_categorie": 40, "secteur": 12, "canal": 5, "service": 9}

_TABLE = """
CREATE TABLE bench_signalement (
    id bigint PRIMARY KEY, recu_le date NOT NULL, clos_le date NOT NULL, delai integer,
    categorie text NOT NULL, sous_categorie text NOT NULL, secteur text NOT NULL,
    canal text NOT NULL, service text NOT NULL
)
"""
# Over 5 years and a half, from a fixed seed; one sheet in ten has no delay yet.
_REMPLIR = """
INSERT INTO bench_signalement
SELECT id, jour, jour + delai, CASE WHEN tirage < 0.9 THEN delai END,
    'c' || sous / 5, 's' || sous, 'q' || (random() * 11)::int, 'k' || (random() * 4)::int,
    'v' || (random() * 8)::int
FROM (
    SELECT id, date '2012-01-01' + id * 2000 / %s AS jour, random() AS tirage,
        (-8 * ln(1 - random()))::int AS delai, floor(40 * random())::int AS sous
    FROM generate_series(1, %s) AS id
) AS faits
"""


class Signalement(models.Model):
    recu_le = models.DateField()
    clos_le = models.DateField()
    delai = models.IntegerField(null=True)
    categorie = models.TextField()
    sous_categorie = models.TextField()
    secteur = models.TextField()
    canal = models.TextField()
    service = models.TextField()

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "bench_signalement"
        ordering: ClassVar = ["-recu_le"]

    def __str__(self) -> str:
        return f"{self.pk}"


def load_signalements(rows: int = LIGNES) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(_TABLE)
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(_REMPLIR, [rows, rows])
        cursor.execute("CREATE INDEX ON bench_signalement (recu_le, clos_le)")
        cursor.execute("GRANT SELECT ON bench_signalement TO quietude_app")
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE bench_signalement")


def _values(name: str, size: int) -> list[Modalite]:
    letter = {"categorie": "c", "sous_categorie": "s", "secteur": "q", "canal": "k"}
    codes = (f"{letter.get(name, 'v')}{rank}" for rank in range(size))
    return [Modalite(code, code) for code in codes]


def measures() -> Iterator[Mesure]:
    """Of sheets dealt with between two days: how many, days, mean, median, distinct places."""
    flux = Flux(
        cle=FLUX,
        libelle="Signalements",
        lignes=_rows,
        debut="recu_le",
        fin="clos_le",
        modeles=("bench.signalement",),
        lisibles=lambda _user: _rows().none(),
        exemple=Exemple((), lambda _row: ""),
        dimensions=tuple(
            Dimension(name, name, name, partial(_values, name, size))
            for name, size in DIMENSIONS.items()
        ),
    )
    for key, aggregate, field in (
        ("nombre", Agregat.COMPTE, ""),
        ("jours", Agregat.SOMME, "delai"),
        ("delai", Agregat.MOYENNE, "delai"),
        ("mediane", Agregat.MEDIANE, "delai"),
        ("secteurs", Agregat.DISTINCTS, "secteur"),
        ("motifs", Agregat.DISTINCTS, "sous_categorie"),
    ):
        yield Mesure(f"{FLUX}.{key}", key, "", flux, aggregate, field)


def _rows() -> models.QuerySet[Signalement]:
    return models.QuerySet(Signalement)
