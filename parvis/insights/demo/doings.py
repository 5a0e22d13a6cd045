"""What people did: one row for each contribution, recorded or not, by its true doer."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from parvis.insights.demo import parameters as p
from parvis.insights.demo.company import Doings, feeds, recorded, with_company
from parvis.insights.demo.people import BOT, CASUAL, ONCE, STAYS, People
from parvis.insights.demo.places import offsets
from parvis.insights.demo.spells import Spells

Ints = NDArray[np.int64]
KIND, AREA = p.KIND_NUMBER, p.AREA_NUMBER
MIXTURE = {  # what a contribution is, for those who stay
    "": {"change": 0.62, "issue": 0.11, "comment": 0.12, "review": 0.06, "change-proposed": 0.09},
    "support": {"answer": 0.86, "change": 0.05, "issue": 0.04, "comment": 0.05},
    "localization": {"change": 0.9, "issue": 0.04, "comment": 0.06},
    "engagement": {"change": 0.45, "report": 0.3, "issue": 0.15, "comment": 0.1},
}
CASUAL_KINDS = {"": {"issue": 0.75, "change-proposed": 0.25}, "support": {"answer": 1.0}}
PER_DAY = 0.55  # chance that a contribution is the day's last
STRINGS_PER_DAY = 1 / 9
TRANSLATORS = 0.75  # share of localizers who work on the platform
TRANSLATORS_IN_FILES = 0.15  # share of their days on which they touch the files too
HOURS = np.array([1, 1, 0, 0, 0, 0, 1, 2, 4, 6, 7, 7, 5, 6, 7, 7, 6, 5, 5, 6, 8, 8, 6, 3]) / 101


Part = tuple[Ints, Ints, Ints, NDArray[np.float64]]  # person, area, kind, local day


def doings(
    people: People, worked: Spells, parameters: p.Parameters, today: date, seed: int
) -> Doings:
    """Everything that was done before `today`, by time."""
    rng = p.stream(seed, today.toordinal(), "doings")
    first = today - timedelta(p.HISTORY_DAYS)
    parts = [
        _casual(people, rng),
        _first_changes(people, parameters.crowd, rng),
        _days_of_work(worked, first, rng),
        _strings(people, worked, rng),
    ]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    done = _timed(people, columns, first, rng)  # type: ignore[arg-type]
    done = with_company(done, people, parameters, rng)
    done = done[(done.minute >= 0) & (done.minute < p.HISTORY_DAYS * 1440)]
    done = done[np.lexsort((done.kind, done.person, done.minute))]
    return replace(done, recorded=recorded(done, parameters))


def pick(mixtures: dict[str, dict[str, float]], area: Ints, rng: np.random.Generator) -> Ints:
    """A kind for each row, by the mixture of its area."""
    kinds = np.empty(len(area), np.int64)
    for slug, number in AREA.items():
        rows, mixture = np.flatnonzero(area == number), mixtures.get(slug, mixtures[""])
        names = np.array([KIND[kind] for kind in mixture])
        kinds[rows] = rng.choice(names, len(rows), p=list(mixture.values()))
    return kinds


def _casual(people: People, rng: np.random.Generator) -> Part:
    """One to a few questions or reports, and never a change."""
    who = np.flatnonzero(people.shape == CASUAL)
    person = np.repeat(who, rng.geometric(0.65, len(who)).clip(max=4))
    later = np.concatenate([[False], person[1:] == person[:-1]])
    day = people.start[person] + later * rng.exponential(45, len(person))
    area = people.area[person].astype(np.int64)
    return person, area, pick(CASUAL_KINDS, area, rng), day


def _first_changes(people: People, crowd: p.Crowd, rng: np.random.Generator) -> Part:
    """The one change of those who come once; the first of those who stay: often after a report."""
    comes = (people.shape == ONCE) | (people.shape == STAYS)
    who = np.flatnonzero(comes & np.isfinite(people.start))
    asks = (rng.random(len(who)) < crowd.casual_first) & (people.event[who] < 0)
    area = people.area[who].astype(np.int64)
    change = people.start[who] + asks * rng.exponential(crowd.first_delay, len(who))
    asked = pick(CASUAL_KINDS, area[asks], rng)
    return (
        np.concatenate([who, who[asks]]),
        np.concatenate([area, area[asks]]),
        np.concatenate([_first_kind(people, who, area), asked]),
        np.concatenate([change, people.start[who[asks]]]),
    )


def _first_kind(people: People, who: Ints, area: Ints) -> Ints:
    """Those who stay in support begin with an answer, translators with a string."""
    stays = people.shape[who] == STAYS
    kind = np.full(len(who), KIND["change"])
    kind[stays & (area == AREA["support"])] = KIND["answer"]
    kind[stays & (area == AREA["localization"]) & translates(who)] = KIND["translation"]
    return kind


def translates(person: Ints) -> NDArray[np.bool_]:
    """Whether a localizer works on the translation platform rather than in files."""
    return (person * 2654435761 % 1000) < TRANSLATORS * 1000


def _worked_days(worked: Spells, rows: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """(row of the spell, whole day) for every day of work."""
    end = np.minimum(worked.end[rows], p.HISTORY_DAYS)
    length = np.maximum(0, end - worked.start[rows])
    spell = np.repeat(rows, rng.poisson(worked.pace[rows] * length))
    span = np.minimum(worked.end[spell], p.HISTORY_DAYS) - worked.start[spell]
    day = np.floor(worked.start[spell] + rng.random(len(spell)) * span).astype(np.int64)
    return spell, day


def _days_of_work(worked: Spells, first: date, rng: np.random.Generator) -> Part:
    spell, day = _worked_days(worked, np.arange(len(worked)), rng)
    months = [(first + timedelta(n)).month - 1 for n in range(p.HISTORY_DAYS)]
    season = np.array(p.SEASON)[months]
    kept = rng.random(len(day)) < season[day] / max(p.SEASON)
    spell, day = spell[kept], day[kept]
    area = worked.area[spell].astype(np.int64)
    localizes = (area == AREA["localization"]) & translates(worked.person[spell].astype(np.int64))
    kept = ~localizes | (rng.random(len(area)) < TRANSLATORS_IN_FILES)
    times = rng.geometric(PER_DAY, len(kept)) * kept
    spell, day = np.repeat(spell, times), np.repeat(day, times)
    area = worked.area[spell].astype(np.int64)
    return worked.person[spell].astype(np.int64), area, pick(MIXTURE, area, rng), day.astype(float)


def _strings(people: People, worked: Spells, rng: np.random.Generator) -> Part:
    """Translators work in sittings of many strings."""
    who = worked.person.astype(np.int64)
    human = people.standing[who] != BOT
    rows = np.flatnonzero(human & (worked.area == AREA["localization"]) & translates(who))
    spell, day = _worked_days(worked, rows, rng)
    times = rng.geometric(STRINGS_PER_DAY, len(day)).clip(max=90)
    spell, day = np.repeat(spell, times), np.repeat(day, times)
    n = len(spell)
    kind, area = np.full(n, KIND["translation"]), np.full(n, AREA["localization"])
    return worked.person[spell].astype(np.int64), area, kind, day.astype(float)


def _timed(people: People, columns: Part, first: date, rng: np.random.Generator) -> Doings:
    """Give each row its moment, by the clock of the doer's city."""
    person, area, kind, day = columns
    whole = np.floor(day).astype(np.int64)
    inside = (whole >= 0) & (whole < p.HISTORY_DAYS)
    person, area, kind, whole = person[inside], area[inside], kind[inside], whole[inside]
    n = len(person)
    clock = rng.choice(24, n, p=HOURS) * 60 + rng.integers(0, 60, n)
    offset = offsets(first, p.HISTORY_DAYS)[people.city[person], whole].astype(np.int64)
    minute = whole * 1440 + clock - offset
    feed = feeds(person, area, kind, minute)
    return Doings(person, area, kind, minute, offset, np.arange(n), feed, np.ones(n, bool))
