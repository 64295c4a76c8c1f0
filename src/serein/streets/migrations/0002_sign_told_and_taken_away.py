import django.db.models.deletion
from django.db import migrations, models

STATES = [
    ("to_order", "To be ordered"),
    ("ordered", "Ordered"),
    ("good", "In place, in good state"),
    ("damaged", "Damaged or turned"),
    ("missing", "Missing"),
    ("to_remove", "To be taken away"),
    ("removed", "Taken away"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("enquiries", "0006_states_rules_photos"),
        ("streets", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="signcheck",
            name="enquiry",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="enquiries.enquiry",
            ),
        ),
        migrations.AddField(
            model_name="signcheck",
            name="is_staff",
            field=models.BooleanField(default=True),
        ),
        migrations.AlterField(
            model_name="sign",
            name="state",
            field=models.CharField(choices=STATES, default="to_order", max_length=10, verbose_name="State"),
        ),
        migrations.AlterField(
            model_name="signcheck",
            name="state",
            field=models.CharField(choices=STATES, max_length=10),
        ),
    ]
