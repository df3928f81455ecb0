from django.apps import AppConfig


class StrategieConfig(AppConfig):
    name = "quietude.strategie"
