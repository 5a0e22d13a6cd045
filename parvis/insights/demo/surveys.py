"""What the demo's visitors say of the last two weeks' events, with their name or without."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from parvis.core.registration.models import Registration
from parvis.core.registration.opinions import Feedback
from parvis.insights.demo.gatherings import Gathering
from parvis.insights.demo.openings import starts
from parvis.insights.demo.parameters import stream
from parvis.insights.demo.places import load, places
from parvis.insights.demo.signups import SignUp
from parvis.insights.demo.world import World

SINCE = timedelta(days=14)
ANSWERS, NAMELESS, SAYS_MORE = 0.3, 0.55, 0.45  # shares: of those asked, and of the answers
LATER = 3  # days within which those answer who give their name
WORTH = {Feedback.Worth.YES: 0.68, Feedback.Worth.PARTLY: 0.25, Feedback.Worth.NO: 0.07}
ASKED_AT = time(10)  # the day after, by the space's clock


def ask_back(
    world: World, rows: Sequence[SignUp], written: Sequence[Registration]
) -> list[Feedback]:
    """Note in the sign-ups who was asked how it was, and who answered. Returns the answers.

    Asked is who allowed mail about the event, and came, or had a place where no door was used.
    """
    rng = stream(world.seed, world.today.toordinal(), "surveys")
    texts, now = load("visitors.toml")["what_next"], starts(world)
    asked = {event.number: _asked_at(event) for event in world.events if event.status == "held"}
    used = {row.event for row in rows if row.arrival}
    answers = []
    for row, one in zip(rows, written, strict=True):
        at = asked.get(row.event)
        if at is None or at > now or not _is_asked(row, one, used):
            continue
        one.asked_back_at = at.astimezone(UTC)
        if at > now - SINCE and rng.random() < ANSWERS:
            answers.append(_answer(one, at.date(), world.today, texts, rng))
    return answers


def _is_asked(row: SignUp, one: Registration, used: set[int]) -> bool:
    placed = row.event not in used and row.state == Registration.State.CONFIRMED
    return one.reminders_since is not None and (row.arrival is not None or placed)


def _asked_at(event: Gathering) -> datetime:
    return datetime.combine(event.day + timedelta(days=1), ASKED_AT, places()[event.place].zone)


def _answer(
    one: Registration, day: date, today: date, texts: list[str], rng: np.random.Generator
) -> Feedback:
    """A nameless answer bears the day after the event, whenever it was given, as all do."""
    nameless = rng.random() < NAMELESS
    later = timedelta(days=int(rng.integers(LATER)))
    one.answered_on = day if nameless else min(day + later, today - timedelta(days=1))
    return Feedback(
        event=one.event,
        registration=None if nameless else one,
        worth=rng.choice(list(WORTH), p=list(WORTH.values())),
        what_next=texts[int(rng.integers(len(texts)))] if rng.random() < SAYS_MORE else "",
        given_on=one.answered_on,
    )
