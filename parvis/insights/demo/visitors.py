"""The demo's sign-ups, check-ins and opinions, written all at once: tens of thousands."""

from collections.abc import Mapping, Sequence
from typing import Any

from parvis.core.events.models import Event
from parvis.core.pathways.models import FocusArea
from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.consents import PURPOSES, VERSION
from parvis.core.registration.models import Registration, SignUpRules
from parvis.core.registration.opinions import Feedback
from parvis.core.registration.places import offer_ends
from parvis.core.registration.questions import read_questions
from parvis.core.spaces.models import Coordinator
from parvis.insights.demo.habits import Habit, habits
from parvis.insights.demo.openings import Opening, openings, starts
from parvis.insights.demo.parameters import AREAS, stream
from parvis.insights.demo.places import load
from parvis.insights.demo.signups import SignUp, sign_ups
from parvis.insights.demo.surveys import ask_back
from parvis.insights.demo.world import World

DEVICE = "tablet at the door"
State, Origin = Registration.State, Registration.Origin


def invite(world: World, events: Sequence[Event], areas: Sequence[FocusArea]) -> None:
    """Let people sign up for `events`, come in, and say how it was.

    Events and areas are the written ones, in the order of the world's.
    """
    opened = openings(world)
    _open(events, opened)
    rows = sign_ups(world, opened)
    known = habits(world, sorted({row.person for row in rows}))
    made = [_registration(row, known[row.person], events[row.event]) for row in rows]
    _answer_questions(world, rows, made, opened)
    _offer(world, made)
    opinions = ask_back(world, rows, made)
    Registration.objects.bulk_create(made)
    Feedback.objects.bulk_create(opinions)
    _tick(world, rows, known, made, areas)
    _let_in(rows, made)


def _open(events: Sequence[Event], opened: Sequence[Opening]) -> None:
    """Write the rules of events that limit sign-up or ask something, and how small a room is."""
    rules = []
    for event, opening in zip(events, opened, strict=True):
        if opening.asks:
            event.capacity = opening.room
            event.save(update_fields=["capacity"])
        if opening.places != opening.room:
            asked = read_questions(load("visitors.toml")["questions"]) if opening.asks else []
            rules.append(SignUpRules(event=event, admits=opening.places, questions=asked))
    SignUpRules.objects.bulk_create(rules)


def _registration(row: SignUp, habit: Habit, event: Event) -> Registration:
    allowed = [purpose for purpose in PURPOSES if getattr(habit.consents, purpose)]
    more = {
        "access_needs": habit.access_needs,
        "handle": habit.handle,
        "handle_at": habit.handle_at,
    }
    fields: dict[str, Any] = {f"{purpose}_since": row.asked_at for purpose in allowed}
    fields |= {} if row.origin == Origin.WALK_IN else more  # the door does not ask for them
    return Registration(
        event=event,
        number=row.number,
        state=row.state,
        origin=row.origin,
        name=habit.name,
        email=habit.email,
        email_key=habit.key,
        asked_at=row.asked_at,
        changed_at=row.changed_at,
        told_at=row.changed_at,
        is_over=row.is_over,
        consent_texts=VERSION if allowed else "",
        **fields,
    )


def _answer_questions(
    world: World,
    rows: Sequence[SignUp],
    made: Sequence[Registration],
    opened: Sequence[Opening],
) -> None:
    rng = stream(world.seed, world.today.toordinal(), "answers")
    texts: Mapping[str, list[str]] = load("visitors.toml")["answers"]
    for row, one in zip(rows, made, strict=True):
        if not opened[row.event].asks:
            continue
        drawn = {key: said[int(rng.integers(len(said)))] for key, said in texts.items()}
        one.answers = {key: said for key, said in drawn.items() if said}


def _offer(world: World, made: Sequence[Registration]) -> None:
    """Offers were made a moment ago, by the rule."""
    for one in made:
        if one.state == State.OFFERED:
            one.changed_at = one.told_at = starts(world)
            one.offered_until = offer_ends(one.event, starts(world))


def _tick(
    world: World,
    rows: Sequence[SignUp],
    known: Mapping[int, Habit],
    made: Sequence[Registration],
    areas: Sequence[FocusArea],
) -> None:
    """The focus areas that people tick: the event's, or the one after it as well."""
    link, found = Registration.areas.through, []
    for row, one in zip(rows, made, strict=True):
        ticked = 0 if row.origin == Origin.WALK_IN else known[row.person].areas
        first = world.events[row.event].area
        for number in range(first, first + ticked):
            area = areas[number % len(AREAS)]
            found.append(link(registration_id=one.pk, focusarea_id=area.pk))
    link.objects.bulk_create(found)


def _let_in(rows: Sequence[SignUp], made: Sequence[Registration]) -> None:
    """Each space's own coordinator looked after the door."""
    terms = Coordinator.objects.filter(is_technical=False)
    of_space = dict(terms.values_list("space", "user"))
    CheckIn.objects.bulk_create(
        CheckIn(
            event_id=one.event_id,
            registration_id=one.pk,
            at=row.arrival.at,
            noted_at=row.arrival.noted_at,
            touched_at=row.arrival.noted_at,
            way=row.arrival.way,
            device=DEVICE,
            by_id=of_space[one.event.space_id],
        )
        for row, one in zip(rows, made, strict=True)
        if row.arrival
    )
