"""On the home page: how many findings of the coherence rules wait for someone."""

from collections import Counter
from collections.abc import Iterator

from django.core.cache import cache
from django.db.models import Max
from django.urls import reverse

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.models import Trace
from quietude.socle.pack.ecriture import current_pack
from quietude.strategie.controle import controle
from quietude.strategie.enums import Gravite
from quietude.strategie.models import Strategie
from quietude.strategie.registres import Bloc

_UNE_HEURE = 3600


def count_findings(strategie: Strategie) -> dict[str, int]:
    """Findings by severity, waived ones left out; kept until the next write anywhere."""
    last = Trace.objects.aggregate(last=Max("pk"))["last"] or 0
    key = f"controle:{strategie.pk}:{last}"
    found: dict[str, int] | None = cache.get(key)
    if found is None:
        constats = controle(current_pack(strategie.code))
        found = dict(Counter(str(c.gravite) for c in constats if not c.dispense))
        cache.set(key, found, _UNE_HEURE)
    return found


def findings_blocs(user: Utilisateur, strategie: Strategie) -> Iterator[Bloc]:
    """Errors for those who decide, warnings too for the coordinator who mends them."""
    if user.role not in (Role.COORDONNATEUR, Role.ELU):
        return
    counts = count_findings(strategie)
    page = reverse("strategie:controle", args=[strategie.code])
    for gravite, ton, words in (
        (Gravite.ERREUR, "danger", "erreur(s) de cohérence"),
        (Gravite.ALERTE, "attention", "alerte(s) de cohérence"),
    ):
        if count := counts.get(gravite):
            plural = words.replace("(s)", "s" if count > 1 else "")
            yield Bloc(
                count, plural, f"{page}?gravite={gravite}", ton, gravite == Gravite.ERREUR
            )
