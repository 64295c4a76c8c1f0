from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shuttles", "0006_unplanned_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="ride",
            name="stranded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
