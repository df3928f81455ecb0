from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("instances", "0007_reglements"),
    ]

    operations = [
        migrations.AddField(
            model_name="convocation",
            name="retiree_le",
            field=models.DateTimeField(blank=True, null=True, verbose_name="retirée le"),
        ),
    ]
