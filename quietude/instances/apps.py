from django.apps import AppConfig


class InstancesConfig(AppConfig):
    name = "quietude.instances"

    def ready(self) -> None:
        from quietude.instances import controle, pack_section  # noqa: F401 - registers rules

        pack_section.register_sections()
