from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0002_copie_scellee"),
    ]

    operations = [
        migrations.AddField(
            model_name="evaluationannuelle",
            name="synthese_publique",
            field=models.BooleanField(default=False, verbose_name="synthèse publique"),
        ),
        migrations.AddField(
            model_name="evaluationannuelle",
            name="propositions_publiques",
            field=models.BooleanField(default=False, verbose_name="propositions publiques"),
        ),
    ]
