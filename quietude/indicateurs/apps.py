from django.apps import AppConfig


class IndicateursConfig(AppConfig):
    name = "quietude.indicateurs"
