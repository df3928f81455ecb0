"""Synthetic reports by the million, made inside PostgreSQL in seconds.

Ten years of calls, one in a hundred merged, recent ones still open. Indexes are rebuilt after.
"""

from typing import LiteralString

import psycopg

from tests import base

_GRAINE = 0.13
_SELECT: LiteralString = """
WITH genres AS (
    SELECT array_agg(c.id ORDER BY c.id) AS ids, array_agg(c.service_id ORDER BY c.id) AS who
    FROM signalements_categorie c WHERE c.parent_id IS NOT NULL
), mots AS (
    SELECT ARRAY['musique','cris','chien','moteur','hall','porte','banc','cave','escalier',
        'terrasse','voiture','scooter','ballon','encombrants','lumière','muret','parking',
        'perceuse','piscine','fontaine'] AS m
), lignes AS (
    SELECT i, now() - (%(n)s - i) * (interval '3650 days' / %(n)s) AS recu,
        power(random(), 1.6) AS rang, random() AS a, random() AS b, random() AS c,
        random() AS d, random() AS e, random() AS f
    FROM generate_series(1, %(n)s) AS i
), choix AS (
    SELECT l.*, 1 + floor(rang * cardinality(g.ids))::int AS genre, g.ids, g.who, m.m,
        1 + floor(power(a, 2) * 10)::int AS quartier,
        (recu > now() - interval '45 days' AND b < 0.6) OR b < 0.01 AS ouvert,
        (recu AT TIME ZONE 'Europe/Paris')::date AS jour
    FROM lignes l, genres g, mots m
)
INSERT INTO signalements_signalement (
    canal, recu_le, jour, fait_le, dernier_fait_le, categorie_id, faits, note, urgent, adresse,
    longitude, latitude, secteurs, repete, episodes, rejoints, etat, motif, service_id,
    agent_id, bailleur_id, echeance, repondu_le, clos_le, fusionne_dans_id, quarantaine,
    suivi_empreinte
)
SELECT (ARRAY['telephone','telephone','telephone','telephone','telephone','guichet','web',
        'mediateur','bailleur','patrouille'])[1 + floor(c * 10)::int],
    recu, jour, jour, jour, ids[genre], ARRAY['nuit'],
    'Gêne : ' || m[1 + floor(power(d, 3) * 20)::int] || ' et ' || m[1 + floor(e * 20)::int]
        || CASE WHEN f < 0.0005 THEN ' près du belvédère' ELSE '' END || '.',
    f < 0.02, 1 + floor(a * 40)::int || ' rue Imaginaire ' || quartier,
    4.95 + quartier * 0.008 + floor(a * 40) * 0.0002, 43.50 + floor(a * 40) * 0.0004,
    jsonb_build_object('quartiers', 'q' || quartier, 'iris', 'i' || quartier),
    e < 0.2, 1 + (e < 0.1)::int, 0,
    CASE WHEN ouvert
         THEN (ARRAY['recu','qualifie','en-cours','en-attente'])[1 + floor(d * 4)::int]
         WHEN d < 0.1 THEN 'sans-suite' ELSE 'resolu' END,
    CASE WHEN NOT ouvert AND d < 0.1 THEN 'non-constate' ELSE '' END,
    who[genre], CASE WHEN f < 0.05 THEN %(agent)s END, CASE WHEN c < 0.3 THEN %(bailleur)s END,
    jour + 5, CASE WHEN NOT ouvert THEN jour + 2 END, CASE WHEN NOT ouvert THEN jour + 9 END,
    CASE WHEN i > 1 AND d > 0.99 THEN %(premier)s END, e > 0.995, ''
FROM choix
"""
_INDEX: LiteralString = """
SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid
WHERE x.indrelid = 'signalements_signalement'::regclass AND NOT x.indisprimary
"""
_CLES: LiteralString = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = 'signalements_signalement'::regclass AND contype IN ('f', 'u')
"""
_TABLE = "ALTER TABLE signalements_signalement"


def fill(name: str, count: int, *, agent: int, bailleur: int) -> None:
    """So many reports in the database `name`, as its owner; what was there goes."""
    with psycopg.connect(base.url_of(name), autocommit=True) as owner:
        owner.execute("TRUNCATE signalements_signalement RESTART IDENTITY CASCADE")
        owner.execute(f"{_TABLE} DISABLE TRIGGER USER".encode())  # no journal: no one wrote
        keys = owner.execute(_CLES).fetchall()
        for key, _ in keys:
            owner.execute(f'{_TABLE} DROP CONSTRAINT "{key}"'.encode())
        indexes = owner.execute(_INDEX).fetchall()
        for index, _ in indexes:
            owner.execute(f'DROP INDEX "{index}"'.encode())
        owner.execute("SELECT setseed(%s)", [_GRAINE])
        values = {"n": count, "agent": agent, "bailleur": bailleur, "premier": 1}
        owner.execute(_SELECT, values)
        owner.execute("SET maintenance_work_mem = '256MB'")
        for _, definition in indexes:
            owner.execute(definition.encode())
        for key, definition in keys:
            owner.execute(f'{_TABLE} ADD CONSTRAINT "{key}" {definition}'.encode())
        owner.execute(f"{_TABLE} ENABLE TRIGGER USER".encode())
        owner.execute("VACUUM ANALYZE signalements_signalement")
