"""All that changes who has a place, at once and at random: never too many, and nobody is passed by.

What happened is read from the log afterwards and gone through again by a second, simple count.
"""

import itertools
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event as Flag
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from parvis.core.events.actions import change_event
from parvis.core.events.errors import EventError
from parvis.core.events.models import Event
from parvis.core.events.moves import cancel
from parvis.core.ground.models import LogEntry
from parvis.core.registration.door import Seen, let_in
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.excluding import exclude, lift
from parvis.core.registration.leaving import cancel_registration
from parvis.core.registration.models import Registration
from parvis.core.registration.signing_up import Wish, admit, sign_up
from parvis.core.registration.undoing import undo
from parvis.core.registration.waiting import pass_on_offers, take_offer
from parvis.core.registration.walking_in import Stranger, walk_in

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ACTORS, PLACES, ADDRESSES = 8, 8, 100
SOME, MANY = 500, 20_000  # acts
EARLY, SPAN = timedelta(hours=4), timedelta(hours=5)  # before the start; what the clock runs over
HELD = """
    SELECT event.id, event.capacity, count(*)
    FROM core_event AS event
    JOIN core_registration AS row ON row.event_id = event.id
    WHERE row.state IN ('confirmed', 'offered') AND NOT row.is_over
    GROUP BY event.id HAVING count(*) > event.capacity
"""


class Actor:
    """Does one thing after the other, drawn at random, with a clock that runs ahead."""

    def __init__(self, seed, events, steward, clock):
        self.draw, self.events, self.steward = random.Random(seed), events, steward
        self.clock, self.done, self.keys = clock, Counter(), [uuid4()]

    @property
    def now(self):
        return self.clock()

    def act(self):
        acts, shares = zip(*SHARES.items(), strict=True)
        name = self.draw.choices(acts, shares)[0]
        try:
            getattr(self, name)(self.draw.choice(self.events))
            self.done[name] += 1
        except (RegistrationError, EventError):
            self.done[f"{name} refused"] += 1

    def row_of(self, event, *states):
        rows = Registration.objects.filter(event=event, state__in=states)
        return rows.select_related("event__space").order_by("?").first()

    def wish(self):
        name = f"v{self.draw.randrange(ADDRESSES)}"
        return Wish(name=name, email=f"{name}@example.org")

    def sign_up(self, event):
        sign_up(event=event, wish=self.wish(), form_key=uuid4(), now=self.now)

    def admit(self, event):
        admit(event=event, wish=self.wish(), form_key=uuid4(), by=None, now=self.now)

    def give_back(self, event):
        if row := self.row_of(event, "confirmed", "waiting", "offered"):
            cancel_registration(registration=row, now=self.now)

    def take(self, event):
        if row := self.row_of(event, "offered", "waiting"):
            take_offer(registration=row, now=self.now)

    def let_lapse(self, event):
        pass_on_offers(now=self.now)

    def resize(self, event):
        change_event(event=event, by=None, now=self.now, capacity=self.draw.randint(4, 14))

    def bar(self, event):
        said = {"email": self.wish().email, "space": event.space, "because": "Threw a chair"}
        made = exclude(**said, until_on=None, by=self.steward, now=self.now)
        lift(exclusion=made, by=self.steward, now=self.now)

    def seen(self, **more):
        self.keys.append(uuid4())
        return Seen(key=self.keys[-1], at=self.now, way="scan", now=self.now, **more)

    def come(self, event):
        if row := self.row_of(event, "confirmed", "waiting", "offered", "cancelled"):
            seen = self.seen(by=self.steward, over=self.draw.random() < 0.5)
            let_in(event=event, registration=row.pk, seen=seen)

    def walk_in(self, event):
        seen = self.seen(is_firm=self.draw.random() < 0.5)
        walk_in(event=event, stranger=Stranger("Somebody", self.wish().email), seen=seen)

    def undo(self, event):
        undo(event=event, key=self.draw.choice(self.keys), now=self.now)

    def call_off(self, event):
        if self.draw.random() < 0.1 and len(Event.objects.filter(state="published")) > 2:
            cancel(event=event, by=None, now=self.now)


SHARES = {
    name: share
    for share, names in {
        30: ["sign_up"],
        15: ["give_back", "take"],
        8: ["let_lapse", "come"],
        4: ["admit", "resize", "walk_in", "undo", "bar", "call_off"],
    }.items()
    for name in names
}


class Clock:
    """Runs over hours in so many acts, so that offers run out and events begin meanwhile."""

    def __init__(self, acts):
        self.began, self.acts, self.tickets = timezone.now(), acts, itertools.count(1)
        self.done = 0

    def __call__(self):
        return self.began + self.done / self.acts * SPAN

    def goes_on(self):
        self.done = next(self.tickets)
        return self.done <= self.acts


def at_random(events, steward, acts):
    """Let all act at once. Returns what they did, what went wrong, and what a reader saw."""
    ended, done, clock = Flag(), Counter(), Clock(acts)

    def act(seed):
        actor = Actor(seed, events, steward, clock)
        try:
            while clock.goes_on():
                actor.act()
        finally:
            done.update(actor.done)
            connection.close()

    def look():
        looks, seen = 0, []
        while not ended.is_set():
            seen += too_many()
            looks += 1
        connection.close()
        return looks, seen

    with ThreadPoolExecutor(ACTORS + 1) as pool:
        looking = pool.submit(look)
        acting = [pool.submit(act, seed) for seed in range(ACTORS)]
        # A deadlock, a place too many, a number given twice: the database says so.
        failures = [repr(one.exception()) for one in acting if one.exception()]
        ended.set()
        return done, failures, looking.result()


def too_many():
    with connection.cursor() as cursor:
        cursor.execute(HELD)
        return cursor.fetchall()


class Replay:
    """One event as its log tells it: who waits, in order, and what each has in the end."""

    def __init__(self):
        self.line, self.states, self.wrong = [], {}, []
        self.asked, self.turns = {}, itertools.count()  # in which order, by the last sign-up

    def follow(self, entry):
        act = entry.action.partition(".")[2].replace("-", "_")
        getattr(self, act, lambda *_: None)(entry.target_id, entry.details)

    def becomes(self, row, state):
        self.states[row] = state
        if row in self.line:
            self.line.remove(row)

    def sign_up(self, row, details):
        self.becomes(row, details["state"])
        self.asked[row] = next(self.turns)
        if details["state"] == "waiting":
            self.line.append(row)
        elif self.line:
            self.wrong.append(f"{row} got a place before {self.line}")

    def admit(self, row, details):
        self.becomes(row, "confirmed")

    def take_offer(self, row, details):
        self.becomes(row, "confirmed")

    def cancel(self, row, details):
        self.becomes(row, "cancelled")

    def lapse(self, row, details):
        self.becomes(row, "lapsed")

    def offer(self, row, details):
        if self.line[:1] != [row]:
            self.wrong.append(f"{row} was offered a place before {self.line}")
        self.becomes(row, "offered")

    def give_back(self, row, details):
        """An undo at the door: whoever waited before waits again, in their old place."""
        self.becomes(row, details["state"])
        if details["state"] == "waiting":
            self.line = sorted([*self.line, row], key=self.asked.get)

    def check_in(self, row, details):
        # Who is in has a place, or has cancelled and was let in all the same.
        state = "cancelled" if details["note"] == "cancelled" else "confirmed"
        self.becomes(row, state)


def replayed(event):
    """The log of an event gone through again."""
    rows = list(Registration.objects.filter(event=event).values_list("pk", flat=True))
    found = Replay()
    entries = LogEntry.objects.filter(target_kind="registration", target_id__in=map(str, rows))
    for entry in entries.order_by("pk"):
        found.follow(entry)
    return found


def states(event):
    """What each has in the end. A cancelled event takes its offers back, without an entry each."""
    rows = Registration.objects.filter(event=event).values_list("pk", "state")
    return {str(key): state for key, state in rows}


@pytest.mark.parametrize("acts", [SOME, pytest.param(MANY, marks=pytest.mark.prove)])
def test_no_path_oversells_stops_another_or_passes_anybody_by(acts, make_event, make_person):
    start = timezone.now() + EARLY
    times = {"starts_at": start, "ends_at": start + timedelta(days=9)}
    events = [make_event(PLACES, title=f"Evening {n}", **times) for n in range(4)]
    steward = make_person("stefan", "steward", "lead")

    done, failures, (looks, seen) = at_random(events, steward, acts)

    assert failures == []
    assert (seen, too_many()) == ([], [])
    assert looks > ACTORS
    assert {name for name in SHARES if not done[name]} == set(), "something was never done"
    for event in Event.objects.all():
        told = replayed(event)
        assert told.wrong == []
        if event.state == Event.State.PUBLISHED:
            assert told.states == states(event)
