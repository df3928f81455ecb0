import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("signalements", "0010_conservation"),
    ]

    operations = [
        migrations.CreateModel(
            name="ModeleRetour",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "issue",
                    models.CharField(
                        choices=[
                            ("regle", "Réglé"),
                            ("sans-suite", "Sans suite"),
                            ("en-attente", "En attente"),
                            ("en-cours", "En cours"),
                        ],
                        max_length=20,
                        unique=True,
                        verbose_name="issue",
                    ),
                ),
                ("texte", models.TextField(max_length=3000, verbose_name="texte")),
            ],
            options={
                "verbose_name": "modèle de réponse",
                "ordering": ["issue"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("issue__in", ["regle", "sans-suite", "en-attente", "en-cours"])
                        ),
                        name="modele_retour_issue_connue",
                        violation_error_message="Cette issue n’existe pas.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("texte", ""), _negated=True),
                        name="modele_retour_dit",
                        violation_error_message="Écrivez le texte de la réponse.",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="modeleretour",
            trigger=pgtrigger.compiler.Trigger(
                name="journal",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="PERFORM journal_noter('signalements.modeleretour', TG_OP, to_jsonb(OLD), to_jsonb(NEW), 'signalements.modeleretour', 'id', ''); RETURN NULL;",
                    hash="ad6295062b27336eb7912ae18eb135e63f7d0dad",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_journal_da72a",
                    table="signalements_modeleretour",
                    when="AFTER",
                ),
            ),
        ),
    ]
