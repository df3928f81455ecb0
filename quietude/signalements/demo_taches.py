"""A few fictional tasks, done and to do, on the last reports of the demonstration.

The same call on the same day gives the same rows: what is to do is dated from that day, so
that some is late and some is not. No one is named.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.journal.actions import acting
from quietude.partenaires.models import Organisation
from quietude.signalements.enums import EtatTache
from quietude.signalements.models import Signalement, Tache

ECOLE = "education-nationale"  # for which the demonstration's partner speaks
_POLICE, _MEDIATION, _VILLE = "police-municipale", "service-mediation-sociale", "ville-istres"
# What, by which service, for how many days from now.
_A_FAIRE = (
    ("Repasser un soir de semaine et noter ce qui est constaté", _POLICE, -6),
    ("Proposer un rendez-vous de médiation sur place", _MEDIATION, -2),
    ("Demander au bailleur la date des travaux du hall", _VILLE, 1),
    ("Vérifier l’éclairage du passage", _VILLE, 2),
    ("Repasser le week-end en fin de soirée", _POLICE, 5),
    ("Rappeler le syndic", _MEDIATION, 9),
)
# What was done, and in a word how.
_FAITES = (
    ("Passer constater la dégradation", _POLICE, "Constaté, photo transmise au service."),
    ("Faire enlever l’inscription", _VILLE, "Enlevée le matin même."),
    ("Prendre contact avec le gardien", _MEDIATION, ""),
)
_ECOLE = ("Prévenir la vie scolaire de l’attroupement à la sortie", ECOLE, 3)


def create_demo_taches() -> int:
    """Write the tasks, unless the town already has some; how many."""
    services = {row.code: row for row in Organisation.objects.all()}
    if Tache.objects.exists() or not {_POLICE, _MEDIATION, _VILLE} <= services.keys():
        return 0
    author = Utilisateur.objects.filter(role=Role.COORDONNATEUR).order_by("pk").first()
    rows = [*_to_do(services, author), *_done(services, author)]
    with acting(None, "demo.taches"):
        for row in rows:
            if row.service.code == ECOLE:  # the school sees what it is asked about
                reports = Signalement.objects.filter(pk=row.signalement_id)
                reports.update(service=row.service)
        Tache.objects.bulk_create(rows)
    return len(rows)


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))


def _to_do(services: dict[str, Organisation], author: Utilisateur | None) -> Iterator[Tache]:
    """On the last open reports, one each."""
    today = timezone.localdate()
    asked = [*_A_FAIRE, *([_ECOLE] if ECOLE in services else [])]
    reports = Signalement.objects.current().open().order_by("-recu_le", "-id")
    for report, (what, code, days) in zip(reports, asked, strict=False):
        yield Tache(
            signalement=report,
            quoi=what,
            service=services[code],
            echeance=today + timedelta(days=days),
            creee_le=_moment(today - timedelta(days=10)),
            auteur=author,
        )


def _done(services: dict[str, Organisation], author: Utilisateur | None) -> Iterator[Tache]:
    """On the last reports that are closed, the day before they were."""
    reports = Signalement.objects.current().filter(clos_le__isnull=False)
    ordered = reports.order_by("-recu_le", "-id")
    for report, (what, code, word) in zip(ordered, _FAITES, strict=False):
        end = max(report.clos_le or report.jour, report.jour)
        yield Tache(
            signalement=report,
            quoi=what,
            service=services[code],
            echeance=end,
            etat=EtatTache.FAITE,
            mot=word,
            creee_le=max(report.recu_le, _moment(report.jour)),
            close_le=max(report.recu_le, _moment(end)),
            auteur=author,
        )
