"""What an evaluation says of the whole: bodies, coherence, what partners wrote."""

from collections import defaultdict

from quietude.comptes.models import Utilisateur
from quietude.evaluation.enums import EtatContribution
from quietude.evaluation.models import Contribution, EvaluationAnnuelle
from quietude.evaluation.photo import VueConstat, VueInstance, VueParole
from quietude.instances.bilans import BilanInstance, bilans
from quietude.socle.pack.ecriture import current_pack
from quietude.socle.periodes import Periode
from quietude.strategie.controle import controle
from quietude.strategie.models import Strategie


def read_bodies(user: Utilisateur, periode: Periode) -> list[VueInstance]:
    """Meetings held against the rhythm, seats taken, decisions, for each body."""
    return [_see(row) for row in bilans(user, periode)]


def _see(row: BilanInstance) -> VueInstance:
    return VueInstance(
        nom=row.instance.nom,
        confidentialite=row.instance.confidentialite,
        rythme=row.rythme,
        attendues="" if row.attendues is None else str(row.attendues),
        tenues=row.tenues,
        presences=row.presences,
        attendus=row.attendus,
        decisions=row.decisions,
        closes=row.closes,
        en_retard=row.en_retard,
        phrase=row.phrase,
    )


def read_findings(strategie: Strategie) -> list[VueConstat]:
    """What the coherence rules say of the live strategy, but for what was set aside."""
    return [
        VueConstat(
            gravite=found.gravite.label,
            regle=found.regle,
            message=found.message,
            suggestion=found.suggestion,
        )
        for found in controle(current_pack(strategie.code))
        if not found.dispense
    ]


def read_words(
    user: Utilisateur, evaluation: EvaluationAnnuelle
) -> dict[int | None, list[VueParole]]:
    """The contributions handed in that the reader may see: by sheet, and None for the year."""
    rows = (
        Contribution.objects.visible_to(user)
        .filter(evaluation=evaluation, etat=EtatContribution.RENDUE)
        .select_related("organisation")
    )
    found: dict[int | None, list[VueParole]] = defaultdict(list)
    for row in rows:
        word = VueParole(organisation=row.organisation.nom, texte=row.texte)
        found[row.fiche_id].append(word)
    return dict(found)
