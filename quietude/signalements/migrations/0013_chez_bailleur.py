from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signalements", "0012_patrimoine")]

    operations = [
        migrations.AddIndex(
            model_name="signalement",
            index=models.Index(
                condition=models.Q(
                    ("fusionne_dans__isnull", True),
                    ("quarantaine", False),
                    ("clos_le__isnull", True),
                    ("bailleur__isnull", False),
                ),
                fields=["bailleur", "echeance"],
                name="signalement_chez_bailleur",
            ),
        ),
    ]
