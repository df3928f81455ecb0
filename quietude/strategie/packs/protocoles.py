"""protocoles/*.yaml."""

from collections.abc import Sequence

from quietude.partenaires.models import Organisation
from quietude.socle.pack.synchro import find, synchronise
from quietude.strategie.models import PartieProtocole, Protocole, ProtocoleSite, Strategie
from quietude.strategie.pack import PackPartie, PackProtocole
from quietude.territoire.models import Lieu

_PLAIN = (
    "code", "titre", "lieu", "objet", "debut", "duree_mois", "reconduction", "preavis_mois",
    "texte",
)  # fmt: skip


def read_protocoles(key: str) -> list[PackProtocole]:
    protocoles = Protocole.objects.filter(strategie__code=key).prefetch_related(
        "parties__organisation", "implantations__lieu"
    )
    return [
        PackProtocole(
            **{name: getattr(row, name) for name in _PLAIN},
            instance=row.instance or None,
            parties=[
                PackPartie(
                    organisation=partie.organisation.code,
                    fonction=partie.fonction,
                    engagements=partie.engagements,
                )
                for partie in row.parties.all()
            ],
            sites=[site.lieu.code for site in row.implantations.all()],
        )
        for row in protocoles
    ]


def write_protocoles(items: Sequence[PackProtocole], key: str) -> None:
    strategie = Strategie.objects.get(code=key)
    protocoles = synchronise(
        Protocole.objects.filter(strategie=strategie),
        "code",
        [
            {**{name: getattr(item, name) for name in _PLAIN}, "instance": item.instance or ""}
            for item in items
        ],
        strategie=strategie,
    )
    organisations = {row.code: row for row in Organisation.objects.all()}
    lieux = {row.code: row for row in Lieu.objects.all()}
    for item in items:
        protocole = protocoles[item.code]
        synchronise(
            PartieProtocole.objects.filter(protocole=protocole),
            "ordre",
            [
                {
                    "organisation": find(organisations, row.organisation, "organisation"),
                    "fonction": row.fonction,
                    "engagements": row.engagements,
                }
                for row in item.parties
            ],
            protocole=protocole,
        )
        synchronise(
            ProtocoleSite.objects.filter(protocole=protocole),
            "ordre",
            [{"lieu": find(lieux, code, "lieu")} for code in item.sites],
            protocole=protocole,
        )
