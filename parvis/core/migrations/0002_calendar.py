import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def fill_events(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give events from before what a calendar needs: an identity, and hours without set-up."""
    events = apps.get_model("core", "Event").objects
    events.update(books_from=models.F("starts_at"), books_until=models.F("ends_at"))
    for event in events.filter(uid=None).only("pk").iterator():
        events.filter(pk=event.pk).update(uid=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Closure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(help_text="first day no longer in it")),
                ("reason", models.CharField(max_length=120)),
                (
                    "is_open",
                    models.BooleanField(
                        default=False, help_text="open on these days, holiday or not"
                    ),
                ),
            ],
            options={
                "ordering": ["space", "from_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="EventTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                ("values", models.JSONField(help_text="fields of an event by their names")),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="HouseRules",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("catering_is_event", models.BooleanField(default=True)),
                ("after_hours_is_event", models.BooleanField(default=True)),
                ("takes_over_is_event", models.BooleanField(default=True)),
                ("public_is_event", models.BooleanField(default=True)),
                ("lead_time_days", models.PositiveSmallIntegerField(default=0)),
                (
                    "approver",
                    models.CharField(
                        choices=[
                            ("coordinator", "a coordinator of the space"),
                            (
                                "other",
                                "another coordinator than the one who plans it, or a programme lead",
                            ),
                            ("lead", "a programme lead"),
                        ],
                        default="coordinator",
                        max_length=12,
                    ),
                ),
                ("sponsor_required", models.BooleanField(default=False)),
                ("attendee_list_required", models.BooleanField(default=False)),
                ("after_hours_allowed", models.BooleanField(default=True)),
                (
                    "latest_end",
                    models.TimeField(blank=True, help_text="blank: no latest end", null=True),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Learning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("challenge", "what hindered"),
                            ("opportunity", "what helped"),
                            ("lesson", "lesson"),
                        ],
                        max_length=11,
                    ),
                ),
                ("words", models.TextField()),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=160)),
                ("words", models.TextField(help_text="what they want, in their own words")),
                ("audience", models.CharField(blank=True, help_text="for whom", max_length=160)),
                ("roughly_when", models.CharField(blank=True, max_length=120)),
                (
                    "expected_attendance",
                    models.PositiveIntegerField(
                        blank=True, help_text="people; blank: unknown", null=True
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("declined_because", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waiting for a coordinator"),
                            ("planned", "has become an event"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn by the asker"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="OpeningHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        help_text="0 is Monday",
                        validators=[django.core.validators.MaxValueValidator(6)],
                    ),
                ),
                ("opens_at", models.TimeField()),
                ("closes_at", models.TimeField(help_text="00:00 is the end of the day")),
            ],
            options={
                "ordering": ["space", "weekday", "opens_at"],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=160)),
                ("words", models.TextField(help_text="what they want, in their own words")),
                ("audience", models.CharField(blank=True, help_text="for whom", max_length=160)),
                ("roughly_when", models.CharField(blank=True, max_length=120)),
                (
                    "expected_attendance",
                    models.PositiveIntegerField(
                        blank=True, help_text="people; blank: unknown", null=True
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("declined_because", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("name", models.CharField(max_length=120)),
                ("email", models.EmailField(max_length=254)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unconfirmed", "waiting for its mail to be confirmed"),
                            ("open", "waiting for a coordinator"),
                            ("planned", "has become an event"),
                            ("declined", "declined"),
                        ],
                        default="unconfirmed",
                        max_length=11,
                    ),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=20)),
                ("sent_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "outcomes",
                    models.TextField(
                        blank=True, help_text="what happened, against what was expected"
                    ),
                ),
                (
                    "hours",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        help_text="worked; blank: unknown",
                        max_digits=5,
                        null=True,
                    ),
                ),
                ("reported_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField()),
                ("name", models.CharField(max_length=80)),
                (
                    "standing",
                    models.PositiveIntegerField(
                        blank=True, help_text="people; blank: unknown", null=True
                    ),
                ),
                (
                    "seated",
                    models.PositiveIntegerField(
                        blank=True, help_text="people; blank: unknown", null=True
                    ),
                ),
                (
                    "with_tables",
                    models.PositiveIntegerField(
                        blank=True, help_text="people; blank: unknown", null=True
                    ),
                ),
                ("equipment", models.TextField(blank=True)),
                (
                    "retired_on",
                    models.DateField(blank=True, help_text="first day no longer booked", null=True),
                ),
            ],
            options={
                "ordering": ["space", "name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("rule", models.CharField(max_length=200)),
                (
                    "starts_local",
                    models.CharField(
                        help_text="2026-05-04T19:00, the space's clock", max_length=16
                    ),
                ),
                ("minutes", models.PositiveIntegerField(help_text="how long each lasts")),
                (
                    "skipped",
                    models.JSONField(default=list, help_text="local starts that do not take place"),
                ),
                ("source_id", models.CharField(blank=True, max_length=255)),
            ],
            options={
                "verbose_name_plural": "series",
            },
        ),
        migrations.CreateModel(
            name="Support",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="event",
            name="event_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="event",
            name="event_headcount_once_held",
        ),
        migrations.AddField(
            model_name="coordinator",
            name="weekly_hours",
            field=models.DecimalField(
                blank=True, decimal_places=1, help_text="blank: unknown", max_digits=4, null=True
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="approved_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="approved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="books_from",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="books_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="bring",
            field=models.CharField(blank=True, help_text="what to bring", max_length=240),
        ),
        migrations.AddField(
            model_name="event",
            name="capacity",
            field=models.PositiveIntegerField(blank=True, help_text="blank: no limit", null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="coordinator",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="coordinated",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="cost",
            field=models.DecimalField(
                blank=True, decimal_places=2, help_text="blank: unknown", max_digits=10, null=True
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="currency",
            field=models.CharField(blank=True, help_text="ISO 4217", max_length=3),
        ),
        migrations.AddField(
            model_name="event",
            name="description",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="event",
            name="expected_attendance",
            field=models.PositiveIntegerField(
                blank=True, help_text="people; blank: unknown", null=True
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="expected_outcomes",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="event",
            name="further_areas",
            field=models.ManyToManyField(
                blank=True, related_name="further_events", to="core.focusarea"
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="has_catering",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="event",
            name="kind",
            field=models.CharField(
                choices=[
                    ("meetup", "meetup"),
                    ("talk", "talk"),
                    ("workshop", "workshop"),
                    ("sprint", "sprint"),
                    ("hack-night", "hack night"),
                    ("welcome-evening", "welcome evening"),
                    ("clinic", "clinic"),
                    ("other", "other"),
                ],
                default="meetup",
                max_length=15,
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="language",
            field=models.CharField(blank=True, help_text="BCP 47; blank: not said", max_length=12),
        ),
        migrations.AddField(
            model_name="event",
            name="level",
            field=models.CharField(
                choices=[
                    ("everybody", "for everybody"),
                    ("beginners", "for beginners"),
                    ("some-experience", "for people with some experience"),
                    ("experienced", "for experienced people"),
                ],
                default="everybody",
                max_length=15,
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="recurs_at",
            field=models.DateTimeField(
                blank=True, help_text="when the rule put it: iCalendar RECURRENCE-ID", null=True
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="sequence",
            field=models.PositiveIntegerField(default=0, help_text="iCalendar SEQUENCE"),
        ),
        migrations.AddField(
            model_name="event",
            name="source",
            field=models.CharField(
                blank=True, help_text="where it was imported from", max_length=60
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="source_id",
            field=models.CharField(blank=True, max_length=255),
        ),
        migrations.AddField(
            model_name="event",
            name="sponsor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sponsored",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="takes_over",
            field=models.BooleanField(default=False, help_text="takes over part of the space"),
        ),
        migrations.AddField(
            model_name="event",
            name="uid",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="venue",
            field=models.CharField(blank=True, help_text="as the source writes it", max_length=255),
        ),
        migrations.AddField(
            model_name="space",
            name="about",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="space",
            name="access_notes",
            field=models.TextField(
                blank=True, help_text="the way in, lifts, toilets, where to wait"
            ),
        ),
        migrations.AddField(
            model_name="space",
            name="code_of_conduct",
            field=models.URLField(blank=True),
        ),
        migrations.AddField(
            model_name="space",
            name="events_per_week",
            field=models.PositiveSmallIntegerField(
                default=3, help_text="public events planned for each open week"
            ),
        ),
        migrations.AddField(
            model_name="space",
            name="keeps_holidays",
            field=models.BooleanField(default=True, help_text="closed on public holidays"),
        ),
        migrations.AddField(
            model_name="space",
            name="postal_code",
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AddField(
            model_name="space",
            name="step_free",
            field=models.CharField(
                blank=True,
                choices=[
                    ("yes", "step-free throughout"),
                    ("partly", "step-free in part"),
                    ("no", "not step-free"),
                    ("", "not known"),
                ],
                default="",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="space",
            name="street",
            field=models.CharField(blank=True, max_length=160),
        ),
        migrations.AddField(
            model_name="space",
            name="subdivision",
            field=models.CharField(
                blank=True, help_text="state or province with holidays of its own", max_length=8
            ),
        ),
        migrations.AlterField(
            model_name="event",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("proposed", "waiting for approval"),
                    ("approved", "approved"),
                    ("published", "published"),
                    ("held", "held"),
                    ("reported", "reported"),
                    ("cancelled", "cancelled"),
                ],
                default="draft",
                max_length=9,
            ),
        ),
        migrations.AddField(
            model_name="closure",
            name="space",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="closures",
                to="core.space",
            ),
        ),
        migrations.AddField(
            model_name="houserules",
            name="space",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="house_rules",
                to="core.space",
            ),
        ),
        migrations.AddField(
            model_name="learning",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="learnings",
                to="core.event",
            ),
        ),
        migrations.AddField(
            model_name="need",
            name="area",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="core.focusarea",
            ),
        ),
        migrations.AddField(
            model_name="need",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="needs",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="need",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="need",
            name="space",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="needs",
                to="core.space",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="need",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="events",
                to="core.need",
            ),
        ),
        migrations.AddField(
            model_name="openinghours",
            name="space",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="hours", to="core.space"
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="area",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="core.focusarea",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="space",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposals",
                to="core.space",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="proposal",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="events",
                to="core.proposal",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reminders",
                to="core.event",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="event",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="report", to="core.event"
            ),
        ),
        migrations.AddField(
            model_name="room",
            name="space",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="rooms", to="core.space"
            ),
        ),
        migrations.AddField(
            model_name="closure",
            name="room",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="closures",
                to="core.room",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="room",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="core.room",
            ),
        ),
        migrations.AddField(
            model_name="series",
            name="space",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="series", to="core.space"
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="series",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="core.series",
            ),
        ),
        migrations.RunPython(fill_events, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="event",
            name="uid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AlterField(
            model_name="event",
            name="books_from",
            field=models.DateTimeField(help_text="set-up begins"),
        ),
        migrations.AlterField(
            model_name="event",
            name="books_until",
            field=models.DateTimeField(help_text="clear-up ends"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["space", "starts_at"], name="event_of_space"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["room", "books_until"], name="event_of_room"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["state", "ends_at"], name="event_by_state"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("books_from__lte", models.F("starts_at")),
                    ("books_until__gte", models.F("ends_at")),
                ),
                name="event_booked_throughout",
                violation_error_message="Set-up begins before the event, clear-up ends after it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "draft",
                            "proposed",
                            "approved",
                            "published",
                            "held",
                            "reported",
                            "cancelled",
                        ],
                    )
                ),
                name="event_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("headcount", None), ("state__in", ["held", "reported"]), _connector="OR"
                ),
                name="event_headcount_once_held",
                violation_error_message="Only an event that was held has a headcount.",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("recurs_at", None), ("series", None)),
                    models.Q(("recurs_at__isnull", False), ("series__isnull", False)),
                    _connector="OR",
                ),
                name="event_of_series_knows_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(
                fields=("series", "recurs_at"), name="event_once_per_recurrence"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source", ""), _negated=True),
                fields=("source", "source_id"),
                name="event_once_per_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cost", None),
                    models.Q(("cost__gte", 0), models.Q(("currency", ""), _negated=True)),
                    _connector="OR",
                ),
                name="event_cost_in_a_currency",
                violation_error_message="Give a cost with its currency, for example 120 EUR.",
            ),
        ),
        migrations.AddField(
            model_name="support",
            name="need",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="supports", to="core.need"
            ),
        ),
        migrations.AddField(
            model_name="support",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="supports",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="houserules",
            constraint=models.CheckConstraint(
                condition=models.Q(("approver__in", ["coordinator", "other", "lead"])),
                name="house_rules_approver_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="learning",
            constraint=models.UniqueConstraint(
                fields=("event", "kind"), name="learning_once_per_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="learning",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["challenge", "opportunity", "lesson"])),
                name="learning_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="learning",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="learning_said"
            ),
        ),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(fields=["space", "state"], name="need_of_space"),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("title", ""), _negated=True), models.Q(("words", ""), _negated=True)
                ),
                name="need_said",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "planned", "declined", "withdrawn"])),
                name="need_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", False),
                        ("state", "declined"),
                        models.Q(("declined_because", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "declined"), _negated=True), ("declined_because", "")
                    ),
                    _connector="OR",
                ),
                name="need_declined_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="openinghours",
            constraint=models.UniqueConstraint(
                fields=("space", "weekday", "opens_at"), name="hours_once_per_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="openinghours",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closes_at__gt", models.F("opens_at")), ("closes_at", "00:00"), _connector="OR"
                ),
                name="hours_close_after_they_open",
                violation_error_message="A space closes after it opens; 00:00 ends the day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="openinghours",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekday__lte", 6)), name="hours_on_a_weekday"
            ),
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(fields=["space", "state"], name="proposal_of_space"),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("title", ""), _negated=True),
                    models.Q(("words", ""), _negated=True),
                    models.Q(("name", ""), _negated=True),
                    models.Q(("email", ""), _negated=True),
                ),
                name="proposal_said",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at", None), ("state", "unconfirmed")),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("state__in", ["open", "planned", "declined"]),
                    ),
                    _connector="OR",
                ),
                name="proposal_confirmed_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", False),
                        ("state", "declined"),
                        models.Q(("declined_because", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "declined"), _negated=True), ("declined_because", "")
                    ),
                    _connector="OR",
                ),
                name="proposal_declined_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(fields=("event", "what"), name="reminder_once"),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours", None), ("hours__gte", 0), _connector="OR"),
                name="report_hours_not_below_zero",
            ),
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.UniqueConstraint(
                fields=("space", "slug"),
                name="room_once_per_space",
                violation_error_message="This space has a room of that short name already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("slug", ""), _negated=True), models.Q(("name", ""), _negated=True)
                ),
                name="room_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="closure",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_on__gt", models.F("from_on"))),
                name="closure_ends_after_it_starts",
                violation_error_message="A closure ends after the day on which it begins.",
            ),
        ),
        migrations.AddConstraint(
            model_name="closure",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="closure_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.CheckConstraint(
                condition=models.Q(("rule", ""), _negated=True), name="series_has_a_rule"
            ),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__gte", 1)), name="series_lasts"
            ),
        ),
        migrations.AddConstraint(
            model_name="support",
            constraint=models.UniqueConstraint(
                fields=("need", "user"), name="support_once_per_user"
            ),
        ),
    ]
