"""French search that forgives accents: "degradations" finds « Dégradations »."""

from typing import ClassVar

from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations

CREER = """
CREATE TEXT SEARCH CONFIGURATION fr (COPY = french);
ALTER TEXT SEARCH CONFIGURATION fr ALTER MAPPING FOR hword, hword_part, word
WITH unaccent, french_stem;
"""
DEFAIRE = "DROP TEXT SEARCH CONFIGURATION fr;"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("strategie", "0001_initial")]
    operations: ClassVar = [UnaccentExtension(), migrations.RunSQL(CREER, DEFAIRE)]
