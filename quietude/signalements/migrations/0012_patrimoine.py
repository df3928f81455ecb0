import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import quietude.signalements.models.categorie


class Migration(migrations.Migration):
    dependencies = [
        ("partenaires", "0001_initial"),
        ("signalements", "0011_modele_retour"),
        ("territoire", "0002_libelles"),
    ]

    operations = [
        migrations.CreateModel(
            name="Patrimoine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("depuis", models.DateField(blank=True, null=True, verbose_name="depuis le")),
                ("jusqu_au", models.DateField(blank=True, null=True, verbose_name="jusqu’au")),
                (
                    "bailleur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partenaires.organisation",
                        verbose_name="bailleur",
                    ),
                ),
                (
                    "lieu",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territoire.lieu",
                        verbose_name="lieu",
                    ),
                ),
            ],
            options={
                "verbose_name": "lieu d’un bailleur",
                "verbose_name_plural": "lieux des bailleurs",
                "ordering": ["lieu__nom", "depuis"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("depuis__isnull", True),
                            ("jusqu_au__isnull", True),
                            ("jusqu_au__gte", models.F("depuis")),
                            _connector="OR",
                        ),
                        name="patrimoine_dates",
                        violation_error_message="La date de fin précède la date de début.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("lieu"),
                                    models.F("lieu"),
                                    models.Value("[]"),
                                    function="int8range",
                                    output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField(),
                                ),
                                "&&",
                            ),
                            (
                                models.Func(
                                    models.F("depuis"),
                                    models.F("jusqu_au"),
                                    models.Value("[]"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="patrimoine_un_bailleur_a_la_fois",
                        violation_error_message="Ce lieu a déjà un bailleur à ces dates.",
                    ),
                ],
            },
            bases=(quietude.signalements.models.categorie.LigneDatee, models.Model),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="patrimoine",
            trigger=pgtrigger.compiler.Trigger(
                name="journal",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="PERFORM journal_noter('signalements.patrimoine', TG_OP, to_jsonb(OLD), to_jsonb(NEW), 'signalements.patrimoine', 'id', ''); RETURN NULL;",
                    hash="3852b9c926f81c5689cf17cb4b9c2fff7cfd0fe3",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_journal_6a6ad",
                    table="signalements_patrimoine",
                    when="AFTER",
                ),
            ),
        ),
    ]
