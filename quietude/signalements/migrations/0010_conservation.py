from django.db import migrations, models

# Settings past the new bound are brought to it, signed by the system.
BORNER = """
    SELECT set_config('quietude.acteur', '0', true),
        set_config('quietude.action', 'signalements.0010_conservation', true);
    UPDATE signalements_dureeconservation SET mois = 36 WHERE mois > 36;
    SELECT set_config('quietude.acteur', '', true), set_config('quietude.action', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("signalements", "0009_taches")]

    operations = [
        migrations.RunSQL(BORNER, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="dureeconservation",
            name="quarantaine_jours",
            field=models.PositiveSmallIntegerField(
                default=30, verbose_name="jours en quarantaine"
            ),
        ),
        migrations.AddField(
            model_name="miseenquarantaine",
            name="efface_le",
            field=models.DateField(blank=True, null=True, verbose_name="effacé le"),
        ),
        migrations.RemoveConstraint(
            model_name="dureeconservation", name="duree_conservation_bornes"
        ),
        migrations.AddConstraint(
            model_name="dureeconservation",
            constraint=models.CheckConstraint(
                condition=models.Q(("mois__gte", 1), ("mois__lte", 36)),
                name="duree_conservation_bornes",
                violation_error_message="La durée va de 1 à 36 mois.",
            ),
        ),
        migrations.AddConstraint(
            model_name="dureeconservation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("quarantaine_jours__gte", 1), ("quarantaine_jours__lte", 90)
                ),
                name="duree_quarantaine_bornes",
                violation_error_message="La quarantaine va de 1 à 90 jours.",
            ),
        ),
        migrations.AddConstraint(
            model_name="miseenquarantaine",
            constraint=models.CheckConstraint(
                condition=models.Q(("efface_le__isnull", True))
                | models.Q(("triee_le__isnull", False)),
                name="quarantaine_effacee_triee",
                violation_error_message="Seul un envoi regardé, puis écarté, est effacé.",
            ),
        ),
    ]
