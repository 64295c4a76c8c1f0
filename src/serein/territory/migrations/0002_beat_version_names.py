from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("territory", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="beatversion",
            name="names",
            field=models.JSONField(blank=True, default=dict, verbose_name="names that beats take on that day"),
        ),
    ]
