import json
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from parvis.core.events.actions import plan_event
from parvis.core.events.moves import publish
from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.models import FocusArea
from parvis.core.people.tokens import make_token
from parvis.core.registration.models import Registration
from parvis.core.spaces.actions import appoint_coordinator
from parvis.core.spaces.rooms import Room

HOUR = timedelta(hours=1)
EVERYBODY = ("coordinator", "lead", "staff", "outsider", None)
OTHERS = ("staff", "outsider", "elsewhere", None)


@pytest.fixture
def area(db, now):
    load_pathways(by=None, now=now)
    return FocusArea.objects.get(slug="coding")


@pytest.fixture
def hall(space):
    return Room.objects.create(space=space, slug="hall", name="Main hall", standing=60, seated=40)


@pytest.fixture
def attic(space):
    return Room.objects.create(space=space, slug="attic", name="Attic", seated=12)


@pytest.fixture
def appoint(now):
    def make(user, space):
        term = {"space": space, "user": user, "is_technical": True, "from_on": now.date()}
        appoint_coordinator(**term, by=None, now=now)
        return user

    return make


@pytest.fixture
def coordinator(make_person, space, appoint):
    return appoint(make_person("carla"), space)


@pytest.fixture
def elsewhere(make_person, appoint, now):
    """Somebody who coordinates another space."""
    from parvis.core.spaces.actions import open_space  # noqa: PLC0415  # needs Django

    other = open_space(
        slug="berlin",
        name="Berlin space",
        city="Berlin",
        country="DE",
        time_zone="Europe/Berlin",
        opened_on=now.date(),
        by=None,
        now=now,
    )
    return appoint(make_person("emil"), other)


@pytest.fixture
def soon(space):
    """A Wednesday noon in about a month, on the space's clock: the API reads the real clock."""
    space.keeps_holidays = False  # whenever this test runs
    space.save()
    day = timezone.now().astimezone(space.zone).date() + timedelta(35)
    day += timedelta((2 - day.weekday()) % 7)
    return datetime(day.year, day.month, day.day, 12, tzinfo=space.zone)


@pytest.fixture
def plan(space, area, soon):
    def make(title="Mending evening", *, published=False, **changes):
        times = {"starts_at": soon, "ends_at": soon + 2 * HOUR}
        fields = {"space": space, "title": title, "by": None, "now": timezone.now(), "area": area}
        event = plan_event(**{**fields, **times, **changes})
        return publish(event=event, by=None, now=timezone.now()) if published else event

    return make


class Caller:
    """Somebody who calls the API by a token, or nobody."""

    def __init__(self, client, user):
        self.client, self.headers = client, {}
        if user is not None:
            _, secret = make_token(user=user, name="Tests", by=None, now=timezone.now())
            self.headers = {"authorization": f"Bearer {secret}"}

    def get(self, path, **query):
        return self.client.get(f"/api{path}", query, headers=self.headers)

    def post(self, path, said=None, **headers):
        return self._send(self.client.post, path, said, headers)

    def patch(self, path, said):
        return self._send(self.client.patch, path, said, {})

    def _send(self, send, path, said, headers):
        body = "" if said is None else json.dumps(said)
        both = {**self.headers, **headers}
        return send(f"/api{path}", body, content_type="application/json", headers=both)


@pytest.fixture
def call(client, request):
    """A caller by the name of a fixture, or None for nobody."""

    def make(who):
        return Caller(client, request.getfixturevalue(who) if who else None)

    return make


@pytest.fixture
def body(space, area, soon):
    """A new event as a client writes it."""
    return {
        "space": space.slug,
        "title": "Mending evening",
        "starts_at": soon.isoformat(),
        "ends_at": (soon + 2 * HOUR).isoformat(),
        "area": area.slug,
    }


@pytest.fixture
def make_row(event):
    """A registration at the event of a test, as the database takes it, by no action."""

    def make(number, state="confirmed", *, at_event=None, **fields):
        at, there = timezone.now(), at_event or event
        until = there.starts_at if state == "offered" else None
        given = {"name": f"Visitor {number}", "asked_at": at, "changed_at": at, **fields}
        return Registration.objects.create(
            event=there, number=number, state=state, offered_until=until, **given
        )

    return make


@pytest.fixture
def event(plan):
    """A published event for two."""
    return plan(published=True, capacity=2)


@pytest.fixture
def carla(call, coordinator, event):
    """A coordinator's program, at the sign-ups of the event."""
    caller = call("coordinator")
    caller.at = f"/events/{event.uid}/registrations"
    return caller


def asked_of_the_database(queries):
    """The statements that ask or write: without the token's own and the edges of transactions."""
    edges = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    said = [query["sql"] for query in queries]
    return [sql for sql in said if not sql.startswith(edges) and '"core_apitoken"' not in sql]
