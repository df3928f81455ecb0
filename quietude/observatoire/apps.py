from django.apps import AppConfig


class ObservatoireConfig(AppConfig):
    name = "quietude.observatoire"

    def ready(self) -> None:
        from quietude.observatoire import pack_section

        pack_section.register_sections()
