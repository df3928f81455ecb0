from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "quietude.evaluation"

    def ready(self) -> None:
        from quietude.comptes.enums import ROLES_CONTENU
        from quietude.evaluation import dans_la_strategie
        from quietude.evaluation.documents import recettes
        from quietude.socle.menu import Entree, register

        recettes.register()
        dans_la_strategie.register()
        register(
            Entree(
                7,
                "Évaluation",
                "evaluation:tableau",
                frozenset({"evaluation"}),
                ROLES_CONTENU,
            )
        )
