"""One real object for each argument of the public pages and of Open311."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from quietude.api.models import CleApplication, ServiceOuvert
from quietude.comptes.actions import fingerprint
from quietude.comptes.models import Utilisateur
from quietude.partenaires.models import Organisation
from quietude.signalements.models import LienReponse, Signalement
from tests.signalements.factories import make_categorie, make_signalement
from tests.strategie.factories import write


def public_values(jeton: str, organisation: Organisation, by: Utilisateur) -> dict[str, Any]:
    """By view, by app, by argument: a report that is read, a link, a key."""
    opened = make_categorie("service-ouvert")
    write(ServiceOuvert, categorie=opened, publie=True)
    row = make_signalement(opened)
    key = write(CleApplication, nom="Essai", debut="abc", empreinte="x", creee_par=by)
    return {
        "portail.pk": row.pk,
        "portail.jeton": jeton,
        "portail:lien_revoquer.pk": _link(row, jeton, organisation, by).pk,
        "api.pk": key.pk,
        "api.forme": "json",
        "api.code": opened.code,
        "api.numero": str(row.pk),
    }


def _link(
    row: Signalement, jeton: str, organisation: Organisation, by: Utilisateur
) -> LienReponse:
    now = timezone.now()
    return write(
        LienReponse,
        signalement=row,
        organisation=organisation,
        email="agence@essai.example",
        jeton_empreinte=fingerprint(jeton),
        envoye_par=by,
        envoye_le=now,
        expire_le=now + timedelta(days=14),
    )
