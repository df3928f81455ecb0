"""The database side of the journal: who writes, the chain, the refusal to rewrite."""

from typing import ClassVar

from django.db import migrations

NOTER = """
CREATE FUNCTION journal_noter(
    objet text, operation text, avant jsonb, apres jsonb,
    sujet text, colonne text, exclus text
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    acteur text := nullif(current_setting('quietude.acteur', true), '');
    identite text := coalesce(apres, avant) ->> 'id';
    rattache text := coalesce(apres, avant) ->> colonne;
    sans text[] := string_to_array(exclus, ',');
BEGIN
    avant := avant - sans;
    apres := apres - sans;
    IF operation = 'UPDATE' THEN
        SELECT jsonb_object_agg(a.key, a.value), jsonb_object_agg(b.key, b.value)
          INTO avant, apres
          FROM jsonb_each(avant) a JOIN jsonb_each(apres) b USING (key)
         WHERE a.value IS DISTINCT FROM b.value;
        IF apres IS NULL THEN
            RETURN;
        END IF;
    END IF;
    IF acteur IS NULL THEN
        RAISE EXCEPTION 'écriture sans auteur sur %', objet
            USING HINT = 'Passer par une action (quietude.journal.actions).';
    END IF;
    INSERT INTO journal_trace (
        moment, acteur_id, action, operation, objet_type, objet_id,
        sujet_type, sujet_id, avant, apres
    ) VALUES (
        clock_timestamp(), nullif(acteur, '0')::bigint,
        coalesce(current_setting('quietude.action', true), ''), operation, objet, identite,
        sujet, coalesce(rattache, ''), avant, apres
    );
END $$;
"""

# The text that is hashed; `journal verify` and the chain must agree, so both call this.
TEXTE = """
CREATE FUNCTION journal_empreinte(precedente bytea, t journal_trace)
RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(precedente || convert_to(jsonb_build_array(
        t.numero, t.id, extract(epoch FROM t.moment), t.acteur_id, t.action, t.operation,
        t.objet_type, t.objet_id, t.sujet_type, t.sujet_id, t.avant, t.apres
    )::text, 'UTF8'))
$$;
"""

# Numbering waits for the commit: the chain's lock is then held for an instant, and no
# transaction holding it can wait for a row.
CHAINER = """
CREATE FUNCTION journal_chainer() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    tete journal_tete%ROWTYPE;
    ligne journal_trace%ROWTYPE;
BEGIN
    SELECT * INTO tete FROM journal_tete FOR UPDATE;
    SELECT * INTO ligne FROM journal_trace WHERE id = NEW.id;
    ligne.numero := tete.numero + 1;
    ligne.empreinte := journal_empreinte(tete.empreinte, ligne);
    UPDATE journal_trace SET numero = ligne.numero, empreinte = ligne.empreinte
     WHERE id = NEW.id;
    UPDATE journal_tete SET numero = ligne.numero, empreinte = ligne.empreinte;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER journal_chaine AFTER INSERT ON journal_trace
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_chainer();
"""

FIGER = """
CREATE FUNCTION journal_figer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.numero IS NULL AND
       to_jsonb(NEW) - '{numero,empreinte}'::text[] =
       to_jsonb(OLD) - '{numero,empreinte}'::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'le journal ne se réécrit pas';
END $$;

CREATE TRIGGER journal_fige BEFORE UPDATE OR DELETE ON journal_trace
FOR EACH ROW EXECUTE FUNCTION journal_figer();
CREATE TRIGGER journal_fige_tout BEFORE TRUNCATE ON journal_trace
FOR EACH STATEMENT EXECUTE FUNCTION journal_figer();
"""

TETE = """
CREATE TABLE journal_tete (
    unique_ligne boolean PRIMARY KEY DEFAULT true CHECK (unique_ligne),
    numero bigint NOT NULL,
    empreinte bytea NOT NULL
);
INSERT INTO journal_tete (numero, empreinte) VALUES (0, '\\x');
"""

DEFAIRE = """
DROP TABLE journal_tete;
DROP TRIGGER journal_chaine ON journal_trace;
DROP TRIGGER journal_fige ON journal_trace;
DROP TRIGGER journal_fige_tout ON journal_trace;
DROP FUNCTION journal_chainer, journal_figer, journal_empreinte(bytea, journal_trace),
    journal_noter(text, text, jsonb, jsonb, text, text, text);
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("journal", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL([TETE, NOTER, TEXTE, CHAINER, FIGER], DEFAIRE)]
