"""Where to write to those who speak for an organisation."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q

from quietude.comptes.enums import ROLES_CONTENU
from quietude.partenaires.models import Mandat, Organisation, Personne


def addresses_of(
    organisations: Iterable[Organisation],
    *,
    on: date,
    roles: Collection[str] = ROLES_CONTENU,
) -> dict[int, set[str]]:
    """The addresses of those in office on that day, by organisation."""
    rows = (
        Mandat.objects.filter(organisation__in=list(organisations), debut__lte=on)
        .filter(Q(fin__isnull=True) | Q(fin__gte=on))
        .select_related("personne__utilisateur")
    )
    found: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        if address := address_of(row.personne, roles):
            found[row.organisation_id].add(address)
    return dict(found)


def address_of(personne: Personne, roles: Collection[str] = ROLES_CONTENU) -> str:
    """That of the account, when its role may still open the pages; without account, the
    person's.
    """
    account = personne.utilisateur
    if account is None:
        return personne.email
    return account.email if account.is_active and account.role in roles else ""
