"""Two yearly evaluations of the demonstration town: one adopted and public, one under way."""

from datetime import date

from quietude.evaluation.actions.annuelle import (
    adopt_evaluation,
    amend_texts,
    open_evaluation,
    publish_evaluation,
)
from quietude.evaluation.models import EvaluationAnnuelle
from quietude.evaluation.textes import fingerprint
from quietude.strategie.models import Strategie

ADOPTEE, EN_COURS = 2015, 2016
_LE = date(2016, 6, 15)
_SYNTHESE = (
    "Texte d’exemple. Les registres de la ville ont été tenus pour la première fois sur une "
    "année entière."
)
_PROPOSITIONS = (
    "- Texte d’exemple : remettre les chiffres chaque mois plutôt qu’en fin d’année.\n"
    "- Texte d’exemple : réunir la cellule de veille éducative au rythme prévu."
)


def create_demo_evaluations() -> None:
    """Made by the same actions as the town's own, unless there is one already."""
    strategie = Strategie.objects.all().current()
    if strategie is None or EvaluationAnnuelle.objects.exists():
        return
    done = open_evaluation(actor=None, strategie=strategie, annee=ADOPTEE)
    done = amend_texts(
        actor=None,
        evaluation=done,
        synthese=_SYNTHESE,
        propositions=_PROPOSITIONS,
        empreinte=fingerprint("", ""),
    )
    done = adopt_evaluation(actor=None, evaluation=done, adoptee_le=_LE)
    publish_evaluation(actor=None, evaluation=done, synthese=True, propositions=True)
    open_evaluation(actor=None, strategie=strategie, annee=EN_COURS)
