"""What a source may not change of a task, when it showed it last, and a key to write it over by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0013_first_versions")]
    operations = [
        migrations.RemoveConstraint(
            model_name="opportunity", name="opportunity_once_per_source"
        ),
        migrations.AddField(
            model_name="opportunity",
            name="by_hand",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="fields set here: the source no longer changes them",
            ),
        ),
        migrations.AddField(
            model_name="opportunity",
            name="seen_at",
            field=models.DateTimeField(
                blank=True, help_text="when its source showed it last", null=True
            ),
        ),
        migrations.AddConstraint(
            model_name="opportunity",
            constraint=models.UniqueConstraint(
                fields=("source", "native_id"), name="opportunity_once_per_source"
            ),
        ),
    ]
