"""The calendar of milestones and actions, with the filters of the list."""

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from quietude.comptes.acces import Requete, acces
from quietude.socle.pages import render_page
from quietude.strategie.calendrier import ANNEES, Fenetre, Vue, read_calendar
from quietude.strategie.echeances import nearest_day
from quietude.strategie.filtres import FiltreFiches
from quietude.strategie.frise import draw
from quietude.strategie.models import FicheAction
from quietude.strategie.views.lecture import strategie_or_404


class FiltreCalendrier(FiltreFiches):
    """The filters of the list, and the span shown, kept while filtering."""

    vue = forms.ChoiceField(choices=Vue.choices, required=False, widget=forms.HiddenInput)
    le = forms.DateField(required=False, widget=forms.HiddenInput)

    def clean_le(self) -> object:
        day = self.cleaned_data["le"]
        return day if day and day.year in ANNEES else None


@acces()
@require_safe
def calendrier(request: Requete, code: str) -> HttpResponse:
    strategie = strategie_or_404(request.user, code)
    filtre = FiltreCalendrier(request.GET, strategie)
    today = timezone.localdate()
    asked = filtre.asked
    day = asked.get("le") or nearest_day(strategie)
    window = Fenetre.around(Vue(asked.get("vue", Vue.ANNEE)), day)
    rows = filtre.apply(FicheAction.objects.visible_to(request.user))
    shown = read_calendar(rows, window, today)
    context = {
        "strategie": strategie,
        "filtre": filtre,
        "calendrier": shown,
        "frise": draw(shown, today),
        "vues": [(vue, vue == window.vue) for vue in Vue],
        "jour": day,
        "parametres": _others(request),
    }
    return render_page(
        request, "strategie/calendrier.html", context, fragment="strategie/_calendrier.html"
    )


def _others(request: Requete) -> str:
    """The filters of the address, without the span: links to other spans keep them."""
    query = request.GET.copy()
    for name in ("vue", "le"):
        query.pop(name, None)
    return query.urlencode()
