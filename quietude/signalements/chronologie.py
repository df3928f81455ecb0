"""The one timeline of a report, with that of the reports merged into it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from quietude.comptes.models import Utilisateur
from quietude.journal.historique import Entree, entries_of
from quietude.journal.models import Operation, Trace
from quietude.signalements.enums import EtatTache, NatureSuite
from quietude.signalements.models import Mediation, Signalement, Suite, Tache

_TYPE = Signalement._meta.label_lower
# Decisions told on the timeline; what was put right in the report is in its history.
_DITS = {"etat", "motif", "service_id", "agent_id", "echeance", "fusionne_dans_id"}
_TONS = {
    NatureSuite.EPISODE: "attention",
    NatureSuite.REPONSE_SERVICE: "info",
    NatureSuite.INTERVENTION: "info",
    NatureSuite.SATISFACTION: "succes",
}


@dataclass(frozen=True)
class Evenement:
    """One line. `de` is the merged report that it comes from; only its day may be known."""

    le: datetime
    titre: str
    texte: str = ""
    auteur: str = ""
    ton: str = "neutre"
    de: int | None = None
    suite: Suite | None = None
    mediation: Mediation | None = None
    au_jour: bool = False


def timeline(
    user: Utilisateur,
    row: Signalement,
    fusionnes: Sequence[Signalement] = (),
    taches: Sequence[Tache] = (),
) -> list[Evenement]:
    """Newest first, with the reports merged into it and the tasks of all, those that the
    reader sees; as many queries whatever the number of lines."""
    reports = {one.pk: one for one in [row, *fusionnes]}
    decided = list(_decided(row, reports))
    lines = [
        *_taken(row, reports),
        *_said(user, row, reports),
        *_mediated(user, row, reports),
        *_planned(row, taches),
        *(decided or _closed(row)),
    ]
    return sorted(lines, key=lambda line: (line.le, line.titre != "Inscrit"), reverse=True)


def _origin(pk: int, row: Signalement) -> int | None:
    return None if pk == row.pk else pk


def _taken(row: Signalement, reports: dict[int, Signalement]) -> Iterator[Evenement]:
    for one in reports.values():
        yield Evenement(
            one.recu_le,
            "Inscrit",
            one.get_canal_display(),
            ton="info",
            de=_origin(one.pk, row),
        )


def _said(
    user: Utilisateur, row: Signalement, reports: dict[int, Signalement]
) -> Iterator[Evenement]:
    rows = Suite.objects.visible_to(user).filter(signalement__in=reports)
    for suite in rows.select_related("auteur", "organisation"):
        who = [suite.organisation, suite.auteur]
        yield Evenement(
            suite.le,
            _title(suite),
            suite.texte,
            ", ".join(str(one) for one in who if one),
            _TONS.get(NatureSuite(suite.nature), "neutre"),
            _origin(suite.signalement_id, row),
            suite=suite,
        )


def _title(suite: Suite) -> str:
    title = suite.get_nature_display()
    if suite.nature == NatureSuite.SATISFACTION and suite.satisfait is not None:
        return f"{title} : {'oui' if suite.satisfait else 'non'}"
    if suite.fait_le:
        return f"{title} du {suite.fait_le:%d/%m/%Y}"
    return title


def _mediated(
    user: Utilisateur, row: Signalement, reports: dict[int, Signalement]
) -> Iterator[Evenement]:
    rows = Mediation.objects.visible_to(user).filter(signalement__in=reports)
    for one in rows.select_related("organisation"):
        held = one.tenue_le or one.proposee_le
        title = "Médiation tenue" if one.tenue_le else "Médiation proposée"
        yield Evenement(
            max(_noon(held), reports[one.signalement_id].recu_le),  # never before the call
            title,
            one.get_issue_display(),
            str(one.organisation),
            "succes" if one.tenue_le else "neutre",
            _origin(one.signalement_id, row),
            mediation=one,
            au_jour=True,
        )


def _planned(row: Signalement, taches: Sequence[Tache]) -> Iterator[Evenement]:
    """When each task was written down, and when it was done or cancelled."""
    for one in taches:
        origin = _origin(one.signalement_id, row)
        who = str(one.auteur or "")
        yield Evenement(one.creee_le, "Tâche prévue", one.quoi, who, de=origin)
        if one.close_le:
            done = one.etat == EtatTache.FAITE
            yield Evenement(
                one.close_le,
                "Tâche faite" if done else "Tâche annulée",
                f"{one.quoi}\n{one.mot}".strip(),
                str(one.close_par or ""),
                "succes" if done else "neutre",
                origin,
            )


def _closed(row: Signalement) -> Iterator[Evenement]:
    """The end of a report that came whole from elsewhere: the journal has no decision on it."""
    if row.clos_le:
        yield Evenement(_noon(row.clos_le), f"État : {row.get_etat_display()}", au_jour=True)


def _noon(day: date) -> datetime:
    """Where a line that has only its day is put."""
    return timezone.make_aware(datetime.combine(day, time(12)))


def _decided(row: Signalement, reports: dict[int, Signalement]) -> Iterator[Evenement]:
    traces = Trace.objects.filter(
        sujet_type=_TYPE,
        sujet_id__in=[str(pk) for pk in reports],
        objet_type=_TYPE,
        operation=Operation.UPDATE,
    )
    told = traces.filter(apres__has_any_keys=sorted(_DITS)).select_related("acteur")
    for entry in entries_of(list(told.order_by("id"))):
        if words := _words(entry):
            yield Evenement(
                entry.moment,
                words,
                auteur=entry.acteur,
                de=_origin(int(entry.sujet_id), row),
            )


def _words(entry: Entree) -> str:
    moved = [change for change in entry.changements if change.champ in _DITS]
    return " ; ".join(f"{one.libelle} : {one.apres or 'aucun'}" for one in moved)
