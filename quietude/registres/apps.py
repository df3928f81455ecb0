from django.apps import AppConfig


class RegistresConfig(AppConfig):
    name = "quietude.registres"
