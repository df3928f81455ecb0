from django.apps import AppConfig


class StrategieConfig(AppConfig):
    name = "quietude.strategie"

    def ready(self) -> None:
        from quietude.comptes.enums import ROLES_CONTENU, Role
        from quietude.observatoire.registres import register_endroits, register_reserves
        from quietude.socle.menu import Entree, register
        from quietude.strategie import packs
        from quietude.strategie.controle.accueil import findings_blocs
        from quietude.strategie.documents import recettes
        from quietude.strategie.endroits import places, reserved
        from quietude.strategie.registres import register_bloc

        packs.register_sections()
        recettes.register()
        register_bloc(findings_blocs)
        register_endroits(places)
        register_reserves(reserved)
        register(Entree(1, "Accueil", "accueil", frozenset({"accueil"}), frozenset(Role)))
        register(
            Entree(2, "Stratégie", "strategie:arbre", frozenset({"strategie"}), ROLES_CONTENU)
        )
