"""What the reports bring to the agenda of a body that goes through them.

Counted for the body, whoever reads the agenda: counts and addresses, nothing about anyone. The
landlords' body is brought nothing: each landlord would read in a total what others have.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from quietude.instances import ordre_du_jour
from quietude.instances.models import Reunion
from quietude.instances.ordre_du_jour import Sujet
from quietude.signalements.a_la_une import repeated_places
from quietude.signalements.liste import capped_count, said_count
from quietude.signalements.models import Signalement, Tache
from quietude.signalements.rules_seance import examines_reports
from quietude.signalements.seance import days_between, last_held
from quietude.socle.formats import jour

_LIEUX = 100


def subjects(reunion: Reunion) -> Iterator[Sujet]:
    """Reports received since the last meeting, late ones, places that come back, late tasks;
    those that are not none. The same few queries whatever the number of reports."""
    if not examines_reports(reunion.instance):
        return
    page, today = reverse("signalements:liste"), timezone.localdate()
    rows = Signalement.objects.current()
    since, said = _since(reunion)
    new = capped_count(rows.open().received(since, None))
    late = capped_count(rows.late(today))
    places = len(repeated_places(rows, _LIEUX))
    tasks = capped_count(Tache.objects.live().late(today))
    found = (
        ("nouveaux", new, "signalement nouveau", "signalements nouveaux", said),
        ("retards", late, "signalement en retard", "signalements en retard", ""),
        ("lieux", places, "lieu qui revient", "lieux qui reviennent", ""),
        ("taches", tasks, "tâche en retard", "tâches en retard", ""),
    )
    addresses = {
        "nouveaux": f"{page}?du={since}",
        "retards": f"{page}?retard=on",
        "lieux": f"{page}?repetes=on",
        "taches": f"{reverse('signalements:taches')}?retard=on",
    }
    for name, count, one, many, more in found:
        if count:
            words = f"{said_count(count)} {many if count > 1 else one}{more}"
            yield Sujet(f"signalements.{name}", words, addresses[name])


def _since(reunion: Reunion) -> tuple[date, str]:
    """The day of the last meeting; without one, that which its rhythm tells."""
    last = last_held(reunion.instance, reunion.date)
    if last:
        return last.date, f" depuis la réunion du {jour(last.date)}"
    day = min(reunion.date, timezone.localdate())
    first = day - timedelta(days=days_between(reunion.instance, day))
    return first, f" depuis le {jour(first)}"


def register() -> None:
    ordre_du_jour.register(subjects)
