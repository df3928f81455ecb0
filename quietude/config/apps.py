from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "quietude.config"
    verbose_name = "Mise en service"
