"""Nuisance reports: the list and the map, taking a call, following a report."""

from quietude.signalements.urls_liste import urlpatterns as liste
from quietude.signalements.urls_passages import urlpatterns as passages
from quietude.signalements.urls_reglages import urlpatterns as reglages
from quietude.signalements.urls_seance import urlpatterns as seance
from quietude.signalements.urls_suivi import urlpatterns as suivi
from quietude.signalements.urls_taches import urlpatterns as taches

app_name = "signalements"
urlpatterns = [*liste, *suivi, *passages, *seance, *reglages, *taches]
