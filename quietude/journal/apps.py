from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "quietude.journal"
