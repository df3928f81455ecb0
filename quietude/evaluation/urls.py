"""Indicators, the yearly evaluation, what the public reads of it."""

from quietude.evaluation.urls_annuelle import urlpatterns as annuelle
from quietude.evaluation.urls_indicateurs import urlpatterns as indicateurs
from quietude.evaluation.urls_publique import urlpatterns as publique

app_name = "evaluation"
urlpatterns = [*indicateurs, *annuelle, *publique]
