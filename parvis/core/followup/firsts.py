"""Who contributed for the first time since a visit, so that somebody thanks them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from parvis.core.followup.by_address import of_visits, person_of
from parvis.core.followup.logged import LoggedContribution
from parvis.core.followup.models import Attempt
from parvis.core.followup.of_visits import Visits
from parvis.core.registration.models import Registration

LATELY = timedelta(days=60)  # thanks that come later are none

FINISHED = Attempt.objects.filter(state=Attempt.State.FINISHED)
CONFIRMED = LoggedContribution.objects.filter(state=LoggedContribution.State.CONFIRMED)


@dataclass(frozen=True)
class SeenElsewhere:
    """A contribution that was seen elsewhere, of somebody who allowed joining it with visits."""

    email_key: str
    what: str
    on: date  # UTC


@dataclass(frozen=True)
class First:
    """What somebody contributed for the first time, and the visit after which they did."""

    visit: Registration
    what: str
    on: date


def first_contributions(
    visits: Visits, *, now: datetime, seen: Sequence[SeenElsewhere] = ()
) -> list[First]:
    """The first contribution of each of these people since they came, the newest first.

    Tasks finished, contributions told by hand that a mentor confirmed, and what is `seen`
    elsewhere (all of it, old and new, so that a first one can be told). Whoever contributed
    before, anywhere that is known, is not in it; nor what is older than 60 days. At most
    eight queries.
    """
    found: dict[str, First] = {}
    for person, one in _contributions(visits, seen):
        if person not in found or one.on < found[person].on:
            found[person] = one
    before, came = _earliest(found.values(), seen), visits.oldest(found)
    firsts = [
        one
        for person, one in found.items()
        if one.on <= before.get(person, one.on)
        and one.on >= _day(came.get(person, one.visit).event.starts_at)
        and one.on > _day(now - LATELY)
    ]
    return sorted(firsts, key=lambda one: (one.on, one.visit.pk), reverse=True)


def _contributions(visits: Visits, seen: Sequence[SeenElsewhere]) -> Iterator[tuple[str, First]]:
    """All that is known of these people by their visits, each with who it was."""
    for task, visit in visits.of(FINISHED.select_related("opportunity")):
        yield person_of(task), First(visit, str(task.opportunity), _day(task.changed_at))
    for told, visit in visits.of(CONFIRMED.all()):
        yield person_of(told), First(visit, told.what, told.on)
    newest = visits.newest(one.email_key for one in seen)
    for one in seen:
        if one.email_key in newest:
            yield one.email_key, First(newest[one.email_key], one.what, one.on)


def _earliest(firsts: Iterable[First], seen: Sequence[SeenElsewhere]) -> dict[str, date]:
    """When these people contributed first, wherever they came and whatever they signed in with."""
    visits = [one.visit for one in firsts]
    days = [(one.email_key, one.on) for one in seen]
    for person, tasks in of_visits(FINISHED.all(), visits).items():
        days += [(person, _day(task.changed_at)) for task in tasks]
    for person, told in of_visits(CONFIRMED.all(), visits).items():
        days += [(person, one.on) for one in told]
    earliest: dict[str, date] = {}
    for person, day in days:
        earliest[person] = min(day, earliest.get(person, day))
    return earliest


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()
