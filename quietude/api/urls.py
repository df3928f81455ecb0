"""Open311 GeoReport v2, and the page that opens it."""

from django.urls import path, register_converter

from quietude.api.formats import FORMATS
from quietude.api.views import open311, reglages


class _Forme:
    regex = "|".join(FORMATS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(_Forme, "forme")

app_name = "api"
urlpatterns = [
    path("reglages/", reglages.reglages, name="reglages"),
    path("reglages/services/", reglages.ouvrir, name="ouvrir"),
    path("reglages/cles/", reglages.donner, name="donner"),
    path("reglages/cles/<int:pk>/revoquer/", reglages.revoquer, name="revoquer"),
    path("v2/discovery.<forme:forme>", open311.discovery, name="discovery"),
    path("v2/services.<forme:forme>", open311.service_list, name="services"),
    path("v2/services/<str:code>.<forme:forme>", open311.service_definition, name="service"),
    path("v2/requests.<forme:forme>", open311.requests, name="requests"),
    path("v2/requests/<str:numero>.<forme:forme>", open311.request_by_number, name="request"),
]
