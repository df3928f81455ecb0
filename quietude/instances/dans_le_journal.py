"""What the journal keeps from a reader: what was said in a body whose charter is not signed."""

from django.db.models import CharField, Q
from django.db.models.functions import Cast

from quietude.comptes.models import Utilisateur
from quietude.comptes.page_journal import Reserve, register_gardien
from quietude.instances.models import Instance, Reunion

_DIT = ("instances.point", "instances.decision")
_PHRASE = (
    "Les lignes sur ce qui s’est dit et décidé dans une instance sous charte ne se montrent "
    "qu’à ceux qui l’ont signée."
)


def kept_apart(user: Utilisateur) -> Reserve | None:
    """Points and decisions of every meeting not heard, those taken away included."""
    heard = Instance.objects.heard_by(user)
    if not Instance.objects.exclude(pk__in=heard.values("pk")).exists():
        return None
    read = Reunion.objects.filter(instance__in=heard).order_by()
    keys = read.annotate(cle=Cast("pk", CharField())).values("cle")
    return Reserve(Q(objet_type__in=_DIT) & ~Q(sujet_id__in=keys), _PHRASE)


def register() -> None:
    register_gardien(kept_apart)
