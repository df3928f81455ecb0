from django.apps import AppConfig


class TerritoireConfig(AppConfig):
    name = "quietude.territoire"
