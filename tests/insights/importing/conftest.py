"""An event and its sign-ups as a table brings them."""

from datetime import UTC, datetime, timedelta

import pytest

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def event(space):
    """A published event for two, in ten days."""
    from parvis.core.events.actions import plan_event  # noqa: PLC0415  # needs Django
    from parvis.core.events.models import Event  # noqa: PLC0415

    space.keeps_holidays = False
    space.save()
    start = NOW + 10 * DAY
    times = {"starts_at": start, "ends_at": start + timedelta(hours=2)}
    made = plan_event(space=space, title="Mending evening", capacity=2, by=None, now=NOW, **times)
    Event.objects.filter(pk=made.pk).update(state="published", published_at=NOW)
    return Event.objects.get(pk=made.pk)


@pytest.fixture
def past(event):
    """The same event, ten days ago."""
    start = NOW - 10 * DAY
    times = {"starts_at": start, "ends_at": start + timedelta(hours=2), "books_from": start}
    books_until = start + timedelta(hours=2)
    type(event).objects.filter(pk=event.pk).update(**times, books_until=books_until, state="held")
    event.refresh_from_db()
    return event


@pytest.fixture
def load(event, tmp_path):
    from parvis.insights.importing.registrations import (  # noqa: PLC0415  # needs Django
        import_registrations,
    )

    def run(content, *, write=False, by=None, uid=None, name="people.csv"):
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        uid = str(event.uid) if uid is None else uid
        return import_registrations(file=file, event=uid, write=write, by=by, now=NOW)

    return run


def people(count, *, header="name,email", more=""):
    rows = [f"Visitor {n},v{n}@example.org{more}" for n in range(1, count + 1)]
    return "\n".join([header, *rows])


def states():
    from parvis.core.registration.models import Registration  # noqa: PLC0415  # needs Django

    return list(Registration.objects.order_by("number").values_list("state", flat=True))


def problems(report):
    return [(one.row, one.problem) for one in report.set_aside]
