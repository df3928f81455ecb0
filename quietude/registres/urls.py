"""The registers: how they are defined, and what is entered in them."""

from quietude.registres.urls_definition import urlpatterns as definition
from quietude.registres.urls_saisie import urlpatterns as saisie

app_name = "registres"
urlpatterns = [*definition, *saisie]
