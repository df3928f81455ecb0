"""The only door of those who have no account: evaluations that were published, as sealed."""

import logging

from quietude.evaluation.models import EvaluationAnnuelle
from quietude.evaluation.photographie import is_intact
from quietude.evaluation.querysets import EvaluationAnnuelleQuerySet
from quietude.socle.menu import installed_version

logger = logging.getLogger(__name__)


def list_published() -> EvaluationAnnuelleQuerySet:
    """The years, the last one first, without their copies."""
    rows = EvaluationAnnuelle.objects.public().order_by("-annee")
    return rows.defer("copie").select_related("strategie")


def find_published(strategie: str, annee: int) -> EvaluationAnnuelle | None:
    """None also for a copy that somebody touched since it was sealed."""
    rows = EvaluationAnnuelle.objects.public().select_related("strategie")
    found = rows.filter(strategie__code=strategie, annee=annee).first()
    if found is not None and not is_intact(found):
        logger.error("évaluation publiée %s : copie altérée, page retirée", found.pk)
        return None
    return found


def mark_of(strategie: str, annee: int) -> str | None:
    """Changes with all that the page of a year is made of; None when it is not published."""
    rows = EvaluationAnnuelle.objects.public().filter(strategie__code=strategie, annee=annee)
    told = rows.values_list(
        "empreinte", "synthese_publique", "propositions_publiques", "publiee_le"
    ).first()
    return f'"{"-".join(map(str, (installed_version(), *told)))}"' if told else None
