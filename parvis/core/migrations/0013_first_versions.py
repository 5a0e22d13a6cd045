"""The points that stand become the first version of their pathway."""

from typing import Any

from django.db import migrations
from django.db.models.functions import Now

FIELDS = ["order", "level", "kinds", "k", "window_days", "seen_at", "recognition", "next_step"]


def keep_what_stands(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    version = apps.get_model("core", "PathwayVersion")
    points = apps.get_model("core", "ConversionPoint")
    for area in apps.get_model("core", "FocusArea").objects.order_by("pk"):
        stand = list(points.objects.filter(area=area).order_by("order").values(*FIELDS))
        version.objects.create(area=area, number=1, points=stand, since=Now())


class Migration(migrations.Migration):
    dependencies = [("core", "0012_followup")]
    operations = [migrations.RunPython(keep_what_stands, migrations.RunPython.noop)]
