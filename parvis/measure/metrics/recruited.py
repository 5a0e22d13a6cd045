"""Who became an active contributor after a visit.

*Recruited* is whoever became active for the first time anywhere in the network, is not of unknown
newness, and had checked in at least once in the 180 days before: in [S - 180 days, S), where S is
the first day of their first active span, so that a check-in on the very day of the contribution
that made them active still came first. Moments are compared in UTC. Whoever was active before and
became active for the first time in *another* area after a visit is counted apart, as *first in
area*. Staff and bots are left out.

In total, and in a month (that of the contribution that made them active), a person counts once.
A space counts everybody who checked in there within the window, so spaces may add up to more than
the total. Credit does not: each person's one is split over the events they attended within the
window, in equal shares, or given whole to the first or to the last of them, and adds up to the
total, by event and by space.

Only visitors who allow joining their visits with contributions can be seen, so every count here is
a lower bound; the share of check-ins by visitors who allow it stands beside it. Those known only
by a handle that they typed are counted, and also shown apart. Whoever was recruited and erased
since stays counted, in the month they became active, as nobody.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from parvis.measure.metrics.inputs import ALL, Inputs, month_name

WINDOW = 180  # days
RULES = ("equal", "first", "last")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Touch:
    """One event's part in recruiting one person. `visit` and `person` are None once erased."""

    visit: int | None
    person: int | None
    event: int
    space: str
    area: str  # 'all': recruited; else the area they were active in for the first time
    on: date  # the day of the contribution that made them active
    events: int  # how many they attended within the window
    is_first: bool
    is_last: bool
    is_first_there: bool  # the first of them in this space
    place: int = 1  # among the events they attended within the window
    is_typed: bool = False  # known by typed handles only

    def credit(self, rule: str) -> Fraction:
        """What the event gets of the person's one, by one of RULES."""
        if rule == "equal":
            return Fraction(1, self.events)
        return Fraction(self.is_first if rule == "first" else self.is_last)


def counts(inputs: Inputs, visits: Table) -> Table:
    """Visits that came before somebody became active. `visits`: tables.KNOWN_VISITS.

    Columns: person, area, start_on, visit, event, space, checked_in_at, known_by.
    """
    begun = people(inputs).join(visits.filter(visits.person.notnull()), "person")
    start = begun.start_on.cast("timestamp")
    early = start - ibis.interval(days=WINDOW)
    came_first = (begun.checked_in_at < start) & (begun.checked_in_at >= early)
    columns = ("person", "area", "start_on", "visit", "event", "space", "checked_in_at", "known_by")
    return begun.filter(came_first).select(*columns)


def people(inputs: Inputs) -> Table:
    """Who became active for the first time, and when: person, area ('all': anywhere), start_on.

    In an area only where that came later than anywhere: what came with it is the same step.
    """
    active = inputs.spans.filter(inputs.spans.level == "active")
    first = active.group_by(["person", "area"]).agg(start_on=active.start_on.min())
    anywhere = first.filter(first.area == ALL).select("person", first_on="start_on")
    dated = first.join(anywhere, "person")
    kept = dated.filter((dated.area == ALL) | (dated.start_on > dated.first_on))
    return kept.anti_join(inputs.unknown, ["person", "area"]).select("person", "area", "start_on")


def touches(rows: pa.Table) -> list[Touch]:
    """Each event's part, from the rows of `counts`; an event attended twice counts once."""
    order = ("area", "person", "checked_in_at", "event", "visit")
    rows_in_order = sorted(rows.to_pylist(), key=itemgetter(*order))
    each = groupby(rows_in_order, key=itemgetter("area", "person"))
    return [touch for _, group in each for touch in _of_person(list(group))]


def left_behind(rows: pa.Table, as_of: date) -> list[Touch]:
    """The same of people erased since (tables.LEFT_BEHIND), as far as known at `as_of`."""
    known = [row for row in rows.to_pylist() if row["on"] < as_of]
    return [Touch(visit=None, person=None, **row) for row in known]


def figure(
    found: Sequence[Touch], attended: pa.Table, as_of: date, rule: str = "equal"
) -> dict[str, Any]:
    """{window, credit, total, erased, typed, consent, first_in_area, by_space, by_month, by_event}.

    `found`: touches of those who are known and of those erased. `credit` names the rule, in by_*
    it is the share. `consent`: {check_ins, allowed, share}, of all check-ins before the as-of.
    """
    doors = [row for row in attended.to_pylist() if row["day"] < as_of]
    recruited = [touch for touch in found if touch.area == ALL]
    firsts = [touch for touch in recruited if touch.is_first]
    return {
        "window": WINDOW,
        "credit": rule,
        "total": len(firsts),
        "erased": sum(touch.person is None for touch in firsts),
        "typed": sum(touch.is_typed for touch in firsts),
        "consent": _consent(doors),
        "first_in_area": _in_areas(found),
        "by_space": _by_space(found, doors, rule),
        "by_month": _by_month(firsts, doors, as_of),
        "by_event": _by_event(recruited, rule),
    }


def _of_person(rows: Sequence[Row]) -> list[Touch]:
    """One person's events, in the order in which they first came to each."""
    by_event: dict[int, Row] = {}
    for row in rows:
        by_event.setdefault(row["event"], row)
    events = list(by_event.values())
    last = max(rows, key=itemgetter("checked_in_at", "event"))["event"]
    spaces = [row["space"] for row in events]
    return [
        Touch(
            visit=row["visit"],
            person=row["person"],
            event=row["event"],
            space=row["space"],
            area=row["area"],
            on=date.fromordinal(row["start_on"].toordinal() - 1),
            events=len(events),
            is_first=n == 0,
            is_last=row["event"] == last,
            is_first_there=row["space"] not in spaces[:n],
            place=n + 1,
            is_typed=all(one["known_by"] == "handle" for one in rows),
        )
        for n, row in enumerate(events)
    ]


def _consent(doors: Sequence[Row]) -> dict[str, Any]:
    """How many check-ins could be joined; the share is blank where nobody was let in."""
    check_ins, allowed = (sum(row[k] for row in doors) for k in ("check_ins", "allowed"))
    share = allowed / check_ins if check_ins else None
    return {"check_ins": check_ins, "allowed": allowed, "share": share}


def _in_areas(found: Sequence[Touch]) -> dict[str, int]:
    counted: dict[str, int] = defaultdict(int)
    for touch in found:
        if touch.area != ALL and touch.is_first:
            counted[touch.area] += 1
    return dict(sorted(counted.items()))


def _by_space(found: Sequence[Touch], doors: Sequence[Row], rule: str) -> list[dict[str, Any]]:
    """Every space that let anybody in: a zero is one, and not an unknown."""
    spaces = sorted({row["space"] for row in doors} | {touch.space for touch in found})
    return [
        {
            "space": space,
            **_space([touch for touch in found if touch.space == space], rule),
            **_consent([row for row in doors if row["space"] == space]),
        }
        for space in spaces
    ]


def _space(here: Sequence[Touch], rule: str) -> dict[str, Any]:
    recruited = [touch for touch in here if touch.area == ALL]
    return {
        "people": sum(touch.is_first_there for touch in recruited),
        "credit": _credit(recruited, rule),
        "first_in_area": sum(t.is_first_there for t in here if t.area != ALL),
    }


def _by_month(firsts: Sequence[Touch], doors: Sequence[Row], as_of: date) -> list[dict[str, Any]]:
    """Every month from the first check-in to the as-of's, by when they became active."""
    months = [_month(touch.on) for touch in firsts]
    starts = [_month(row["day"]) for row in doors] + months
    last = _month(date.fromordinal(as_of.toordinal() - 1))
    every = range(min(starts), last + 1) if starts else range(0)
    return [{"month": month_name(m), "people": months.count(m)} for m in every]


def _by_event(recruited: Iterable[Touch], rule: str) -> list[dict[str, Any]]:
    events = defaultdict(list)
    for touch in recruited:
        events[touch.event].append(touch)
    return [
        {
            "event": event,
            "space": here[0].space,
            "people": len(here),
            "credit": _credit(here, rule),
        }
        for event, here in sorted(events.items())
    ]


def _credit(here: Iterable[Touch], rule: str) -> float:
    return float(sum((touch.credit(rule) for touch in here), Fraction(0)))


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1
