"""What the database keeps of one document, as a pack in memory."""

import logging
from collections.abc import Iterator

from pydantic import ValidationError

from quietude.observatoire.models import Affirmation, Chiffre, Tableau
from quietude.observatoire.pack import PackTableau
from quietude.observatoire.pack_diagnostic_section import read_diagnostic
from quietude.observatoire.pack_section import read_chiffres, read_tableau
from quietude.socle.pack.contenu import Pack

logger = logging.getLogger(__name__)


def read_printed(recueil: str) -> Pack:
    """Tables, figures, claims and series of this document, but for tables without sense."""
    pack = Pack()
    for tableau in _tables(recueil):
        pack.items[f"tableaux/{tableau.code}.yaml"] = tableau
    for sheet in read_chiffres(recueil):
        pack.items["chiffres.yaml"] = sheet
    for plan in read_diagnostic(recueil):
        pack.items["diagnostic.yaml"] = plan
    return pack


def _tables(recueil: str) -> Iterator[PackTableau]:
    for row in Tableau.objects.filter(recueil=recueil):
        try:
            yield read_tableau(row)
        except (TypeError, ValidationError):
            logger.warning("tableau illisible : %s/%s", row.recueil, row.code)


def printed_documents() -> list[str]:
    """Every document of which something is kept, the latest first."""
    codes: set[str] = set()
    for model in (Tableau, Chiffre, Affirmation):
        codes |= {*model.objects.values_list("recueil", flat=True).distinct()}
    return sorted(codes, reverse=True)
