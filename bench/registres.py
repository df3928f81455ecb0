"""The registers of Istres, filled with 200,000 invented rows."""

from typing import Any

from django.db import connections

from quietude.registres.enums import Frequence, TypeChamp
from quietude.registres.mesures import Listes
from quietude.registres.models import Champ, Registre

LIGNES = 200_000
_UNITES = {Frequence.AU_FIL: "day", Frequence.TRIMESTRIELLE: "quarter"}
# Over the same 2,000 days as the sheets; one optional field in ten says nothing.
_REMPLIR = """
INSERT INTO registres_entree (registre_id, organisation_id, debut, fin, valeurs, neant, cle,
    saisie_le)
SELECT %(registre)s, (%(qui)s::bigint[])[1 + floor(random() * %(fournisseurs)s)::int], du,
    (du + %(duree)s::interval - interval '1 day')::date, jsonb_strip_nulls({valeurs}), false,
    '', now()
FROM (
    SELECT date_trunc(%(unite)s, date '2012-01-01' + id * 2000 / %(lignes)s)::date AS du
    FROM generate_series(0, %(lignes)s - 1) AS id
) AS jours
"""


def load_entrees(rows: int = LIGNES) -> None:
    """As much in each, by day, month or quarter as the register says."""
    registres = list(Registre.objects.described())
    lists = Listes()
    with connections["owner"].cursor() as cursor:
        # Their traces are not what is measured, and take longer to write than all the rest.
        cursor.execute("ALTER TABLE registres_entree DISABLE TRIGGER USER")
        cursor.execute("SELECT setseed(0.5)")
        for rank, registre in enumerate(registres):
            share = rows // len(registres) + (rank < rows % len(registres))
            values = {f"v{champ.pk}": codes_of(champ, lists) for champ in registre.champs.all()}
            unit = _UNITES.get(Frequence(registre.frequence), "month")
            who = [row.organisation_id for row in registre.fournit.all()]
            fixed: dict[str, Any] = {
                "registre": registre.pk,
                "qui": who,
                "fournisseurs": len(who),
                "unite": unit,
                "duree": "3 months" if unit == "quarter" else f"1 {unit}",
                "lignes": share,
            }
            cursor.execute(_REMPLIR.format(valeurs=_values(registre)), fixed | values)
        cursor.execute("ALTER TABLE registres_entree ENABLE TRIGGER USER")
        cursor.execute("VACUUM ANALYZE registres_entree")


def codes_of(champ: Champ, lists: Listes) -> list[str]:
    """Among what a row draws: whole numbers, or the codes of a list."""
    if champ.est_nombre:
        return [str(number) for number in range(21)]
    if champ.type == TypeChamp.DATE:
        return ["2015-03-01"]
    return [row.code for row in lists.of(champ)] or ["?"]


def _values(registre: Registre) -> str:
    pairs = (_value(champ) for champ in registre.champs.all())
    return f"jsonb_build_object({', '.join(pairs)})"


def _value(champ: Champ) -> str:
    drawn = f"%(v{champ.pk})s::text[]"
    value = f"({drawn})[1 + floor(random() * cardinality({drawn}))::int]"
    if not champ.obligatoire:
        value = f"CASE WHEN random() < 0.9 THEN {value} END"
    return f"'{champ.code}', {value}"
