"""Fictional meetings of 2014 to 2016 for the bodies of the demonstration town.

The same calls give the same rows: every choice comes from a generator seeded with the code of
the body and the year. Nothing here happened; no one is named.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from random import Random

from quietude.instances.enums import (
    EtatDecision,
    EtatPresence,
    EtatReunion,
    NatureInstance,
    QualiteMembre,
)
from quietude.instances.models import (
    Decision,
    Designation,
    Instance,
    Membre,
    Presence,
    Reunion,
)
from quietude.instances.rythme import expected_by_public
from quietude.journal.actions import acting
from quietude.partenaires.models import Mandat
from quietude.socle.periodes import Periode

ANNEES = (2014, 2015, 2016)
_LIEU = "Hôtel de ville"
_SANS_RYTHME = {NatureInstance.RESTREINTE: 4, NatureInstance.THEMATIQUE: 3}
_PEU_DE_DECISIONS = {NatureInstance.CELLULE: 0.15, NatureInstance.SUIVI_INDIVIDUEL: 0.4}
_POIDS = {
    EtatPresence.PRESENT: 74,
    EtatPresence.REPRESENTE: 9,
    EtatPresence.EXCUSE: 11,
    EtatPresence.ABSENT: 6,
}
_MOTIFS = ("Trop d’absents annoncés", "Salle indisponible", "Reportée à la demande de l’État")
_OBJETS = (
    "Point d’étape des actions",
    "Suivi des décisions précédentes",
    "Préparation du bilan annuel",
    "Organisation de la rentrée",
    "Tranquillité des espaces publics",
)
_DECISIONS = (
    "Transmettre le relevé des interventions avant la prochaine réunion",
    "Présenter un point chiffré de l’action",
    "Proposer un calendrier de sensibilisation aux établissements",
    "Établir une fiche de contact commune aux services",
    "Étudier le renfort de l’éclairage du secteur signalé",
    "Relancer les partenaires absents",
    "Rédiger un projet de convention",
    "Organiser une réunion de travail avec les bailleurs",
    "Mettre à jour la liste des permanences",
)


def create_demo_reunions() -> None:
    """Write the meetings, unless the town already has some."""
    if Reunion.objects.exists():
        return
    with acting(None, "demo.reunions"):
        bodies = Instance.objects.prefetch_related("rythmes", "composition")
        planned = [
            (body, row) for body in bodies for year in ANNEES for row in _meetings(body, year)
        ]
        Reunion.objects.bulk_create([row for _, row in planned])
        held = [(body, row) for body, row in planned if row.etat == EtatReunion.TENUE]
        Presence.objects.bulk_create([s for pair in held for s in _seats(*pair)])
        Decision.objects.bulk_create([d for pair in held for d in _decisions(*pair)])
        Designation.objects.bulk_create(_members(list(bodies)))


def _members(bodies: Sequence[Instance]) -> Iterator[Designation]:
    """Whoever speaks for an organisation holds its first free seat in each body."""
    taken: set[int] = set()
    running = Mandat.objects.filter(fin__isnull=True).order_by("pk")
    for mandat in running.select_related("personne"):
        for body in bodies:
            free = (
                seat
                for seat in body.composition.all()
                if seat.organisation_id == mandat.organisation_id and seat.pk not in taken
            )
            for seat in islice(free, 1):
                taken.add(seat.pk)
                yield Designation(
                    membre=seat,
                    fonction=seat.fonction,
                    personne=mandat.personne,
                    debut=mandat.debut,
                )


def _meetings(body: Instance, year: int) -> Iterator[Reunion]:
    """Spread over the year; some bodies miss their rhythm."""
    draw = Random(f"{body.code} {year}")  # noqa: S311 - a demonstration, not a secret
    required = expected_by_public(body.rythmes.all(), Periode.annee(year))
    required = required or {"": _SANS_RYTHME.get(NatureInstance(body.nature), 1)}
    missed = draw.random() < 0.3
    days: set[date] = set()
    for public, count in required.items():
        for rank in range(count):
            day = _working_day(year, rank, count, days)
            days.add(day)
            cancelled = missed and (rank % 6 == 3 or rank == count - 1)
            yield Reunion(
                instance=body,
                date=day,
                lieu=_LIEU,
                public=public,
                objet=draw.choice(_OBJETS),
                etat=EtatReunion.ANNULEE if cancelled else EtatReunion.TENUE,
                motif=draw.choice(_MOTIFS) if cancelled else "",
            )


def _working_day(year: int, rank: int, count: int, taken: set[date]) -> date:
    """Evenly spread; never in the week-end, never twice the same day."""
    first = date(year, 1, 5)
    day = first + timedelta(days=(2 * rank + 1) * 350 // (2 * count))
    while day.weekday() > 4 or day in taken:
        day += timedelta(days=1)
    return day


def _seats(body: Instance, reunion: Reunion) -> Iterator[Presence]:
    draw = Random(f"{body.code} {reunion.date}")  # noqa: S311 - a demonstration
    for rank, member in enumerate(body.composition.all()):
        if member.qualite == QualiteMembre.INVITE and draw.random() < 0.6:
            continue
        yield Presence(
            reunion=reunion,
            membre=member,
            fonction=member.fonction,
            organisation_id=member.organisation_id,
            etat=_state(member, draw),
            ordre=rank,
        )


def _state(member: Membre, draw: Random) -> EtatPresence:
    if member.qualite in (QualiteMembre.PRESIDENT, QualiteMembre.ANIMATEUR):
        return draw.choices((EtatPresence.PRESENT, EtatPresence.REPRESENTE), (85, 15))[0]
    return draw.choices(list(_POIDS), list(_POIDS.values()))[0]


def _decisions(body: Instance, reunion: Reunion) -> Iterator[Decision]:
    """Mostly done, mostly in time; a few of the last year are still to do."""
    draw = Random(f"{body.code} {reunion.date} décisions")  # noqa: S311 - a demonstration
    entrusted = [row.organisation_id for row in body.composition.all() if row.organisation_id]
    often = _PEU_DE_DECISIONS.get(NatureInstance(body.nature), 1.6)
    count = int(often) + (draw.random() < often % 1)
    for rank, texte in enumerate(draw.sample(_DECISIONS, count), start=1):
        due = reunion.date + timedelta(days=draw.choice((30, 60, 90)))
        yield _decision(reunion, rank, texte, due, draw, entrusted)


def _decision(
    reunion: Reunion,
    numero: int,
    texte: str,
    due: date,
    draw: Random,
    entrusted: Sequence[int],
) -> Decision:
    fate = draw.random()
    closed = due + timedelta(days=draw.randint(3, 40) if fate > 0.75 else -draw.randint(0, 25))
    recent = reunion.date >= date(ANNEES[-1], 9, 1)
    if fate > 0.95 or (recent and fate > 0.7):
        etat, close_le = EtatDecision.A_FAIRE, None
    else:
        etat = EtatDecision.ABANDONNEE if fate > 0.91 else EtatDecision.FAITE
        close_le = max(closed, reunion.date)
    return Decision(
        reunion=reunion,
        numero=numero,
        texte=texte,
        responsable_id=draw.choice(entrusted) if entrusted else None,
        echeance=due,
        etat=etat,
        close_le=close_le,
    )
