"""Make a Photo: all that an evaluation says, read live in a bounded number of queries."""

import hashlib
import json
from contextlib import suppress
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Max
from django.utils import timezone
from pydantic import ValidationError

from quietude.comptes.enums import Role
from quietude.comptes.models import Utilisateur
from quietude.evaluation.models import EvaluationAnnuelle
from quietude.evaluation.photo import Photo
from quietude.evaluation.photographie_ensemble import (
    read_bodies,
    read_findings,
    read_words,
)
from quietude.evaluation.photographie_fiches import read_objectives, read_sheets
from quietude.evaluation.photographie_series import read_analyses, read_crime, themes_of
from quietude.journal.models import Trace
from quietude.territoire.models import Commune

_UNE_HEURE = 3600


def reader_of(user: Utilisateur | None) -> Utilisateur:
    """Who reads; a command, which nobody signed, reads what the coordinator would."""
    return user or Utilisateur(role=Role.COORDONNATEUR, nom="Commande", is_active=False)


def photograph(
    user: Utilisateur | None,
    evaluation: EvaluationAnnuelle,
    *,
    adoptee_le: date | None = None,
) -> Photo:
    """The whole evaluation as it stands now, for this reader."""
    reader, strategie, annee = reader_of(user), evaluation.strategie, evaluation.annee
    today = timezone.localdate()
    words = read_words(reader, evaluation)
    # At the end of the year evaluated, or today while it runs: what is late later is not.
    late_on = min(today, date(annee, 12, 31))
    sheets = read_sheets(reader, strategie, annee, late_on, words)
    themes = themes_of(reader, strategie)
    series, silent = read_crime(reader, themes, annee)
    return Photo(
        strategie=strategie.titre,
        ville=town(),
        annee=annee,
        faite_le=today,
        adoptee_le=adoptee_le,
        synthese=evaluation.synthese,
        propositions=evaluation.propositions,
        delinquance=series,
        series_sans_chiffre=silent,
        analyses=read_analyses(reader, themes, annee),
        objectifs=read_objectives(strategie, sheets),
        fiches=sheets,
        instances=read_bodies(reader, evaluation.periode),
        constats=read_findings(strategie),
        paroles=words.get(None, []),
    )


def town() -> str:
    """The town, or the towns of an intercommunal council."""
    names = list(Commune.objects.values_list("nom", flat=True))
    return ", ".join(names[:-1]) + " et " + names[-1] if len(names) > 1 else "".join(names)


def read_photo(user: Utilisateur | None, evaluation: EvaluationAnnuelle) -> Photo:
    """What a page or a document shows: the copy once adopted, else the present state.

    The present state is kept until something, anywhere, is written.
    """
    if evaluation.copie is not None:
        return read_copy(evaluation)
    return present(user, evaluation)


def read_copy(evaluation: EvaluationAnnuelle) -> Photo:
    """What was adopted."""
    return Photo.model_validate(evaluation.copie)


def present(user: Utilisateur | None, evaluation: EvaluationAnnuelle) -> Photo:
    """What the evaluation would say today, even of an adopted one."""
    key = _key(user, evaluation)
    kept: str | None = cache.get(key)
    if kept is not None:
        with suppress(ValidationError):  # kept by an earlier version of the software
            return Photo.model_validate_json(kept)
    photo = photograph(user, evaluation, adoptee_le=evaluation.adoptee_le)
    cache.set(key, photo.model_dump_json(), _UNE_HEURE)
    return photo


def _key(user: Utilisateur | None, evaluation: EvaluationAnnuelle) -> str:
    # The number is given at commit and comes in order; the id also tells what this
    # transaction has written.
    last = Trace.objects.aggregate(done=Max("numero"), pending=Max("pk"))
    state = f"{last['done'] or 0}-{last['pending'] or 0}"
    reader = user.pk if user else 0
    return f"photo:{evaluation.pk}:{reader}:{timezone.localdate():%Y%m%d}:{state}"


def freeze(photo: Photo) -> dict[str, Any]:
    """The copy that the database keeps."""
    frozen: dict[str, Any] = photo.model_dump(mode="json")
    return frozen


def seal(copie: Any) -> str:
    """The SHA-256 of a copy, whatever the order in which the database gives its keys back."""
    text = json.dumps(copie, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_intact(evaluation: EvaluationAnnuelle) -> bool:
    """Whether the copy is the one that was sealed on the day of its adoption."""
    return evaluation.copie is not None and seal(evaluation.copie) == evaluation.empreinte
