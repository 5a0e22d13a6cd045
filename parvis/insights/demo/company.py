"""Around what somebody did: where it is recorded, and who else has a part in it."""

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from parvis.insights.demo import parameters as p
from parvis.insights.demo.people import BOT, CONTRIBUTOR, STAFF, People

Ints = NDArray[np.int64]
KIND, AREA, FEED = p.KIND_NUMBER, p.AREA_NUMBER, p.FEED_NUMBER
IN_GIT = tuple(KIND[kind] for kind in ("change", "committing", "merging"))
ELSEWHERE = {
    "answer": "support-forum",
    "translation": "translation-platform",
    "report": "activity-reports",
}
COMMON_COMMITS = 40  # the campaigns' repository began as a copy of the site's


@dataclass(frozen=True)
class Doings:
    """Columns of equal length. `minute` is UTC, from the first day of history."""

    person: Ints
    area: Ints
    kind: Ints
    minute: Ints
    offset: Ints  # minutes ahead of UTC
    thing: Ints  # what it is about: the same commit in two rows is one
    feed: Ints  # where it would be recorded
    recorded: NDArray[np.bool_]  # whether it was

    def __len__(self) -> int:
        return len(self.person)

    def __getitem__(self, rows: object) -> "Doings":
        return Doings(*(getattr(self, field.name)[rows] for field in fields(self)))

    def __add__(self, other: "Doings") -> "Doings":
        names = [field.name for field in fields(self)]
        return Doings(*(np.concatenate([getattr(self, n), getattr(other, n)]) for n in names))


def feeds(person: Ints, area: Ints, kind: Ints, minute: Ints) -> Ints:
    """The source where a contribution would be recorded."""
    found = np.full(len(person), FEED["tracker"])
    for name, feed in ELSEWHERE.items():
        found[kind == KIND[name]] = FEED[feed]
    home = {f.area: FEED[f.name] for f in reversed(p.FEEDS) if f.platform == "git"}
    repository = np.array([home[a.slug] for a in p.AREAS])[area]
    mobile = (area == AREA["coding"]) & (person % 4 == 0) & (minute >= _born("mobile-git"))
    repository[mobile] = FEED["mobile-git"]
    repository[(area == AREA["engagement"]) & (person % 3 == 0)] = FEED["campaigns-git"]
    return np.where(np.isin(kind, IN_GIT), repository, found)


def _born(feed: str) -> int:
    return (p.HISTORY_DAYS - (p.FEEDS[FEED[feed]].born or p.HISTORY_DAYS)) * 1440


def with_company(
    done: Doings, people: People, parameters: p.Parameters, rng: np.random.Generator
) -> Doings:
    """`done`, and the rows of others on the same commits: co-authors, committers, a bot."""
    standing = people.standing[done.person]
    changes = done[(done.kind == KIND["change"]) & (standing == CONTRIBUTOR)]
    return (
        done
        + _co_authors(changes, parameters.crowd, rng)
        + _committers(changes, people, rng)
        + _by_the_bot(changes, people, rng)
        + _common(changes)
    )


def _some(rows: Doings, share: float, rng: np.random.Generator) -> Doings:
    return rows[rng.random(len(rows)) < share]


def _co_authors(changes: Doings, crowd: p.Crowd, rng: np.random.Generator) -> Doings:
    """Another contributor of the same source at about the same time has a part in the change."""
    ordered = changes[np.lexsort((changes.minute, changes.feed))]
    near = ordered.person[np.roll(np.arange(len(ordered)), 3)]
    same = (ordered.feed == np.roll(ordered.feed, 3)) & (near != ordered.person)
    recent = ordered.minute - np.roll(ordered.minute, 3) < 30 * 1440
    tiny = np.array([a.tiny for a in p.AREAS])[ordered.area]
    pairs = replace(ordered, person=near)[same & recent & ~tiny]
    return _some(pairs, crowd.co_authored, rng)


def _committers(changes: Doings, people: People, rng: np.random.Generator) -> Doings:
    """Staff commit some changes of others, up to two days later, and merge some of those."""
    staff = np.flatnonzero(people.standing == STAFF)
    some = _some(changes, 0.3, rng)
    minute = some.minute + rng.integers(5, 2880, len(some))
    committed = replace(
        some,
        person=rng.choice(staff, len(some)),
        kind=np.full(len(some), KIND["committing"]),
        minute=minute,
    )
    merged = _some(committed, 0.4, rng)
    merged = replace(
        merged,
        kind=np.full(len(merged), KIND["merging"]),
        thing=-1 - merged.thing,  # a merge is a commit of its own
    )
    return committed + merged


def _by_the_bot(changes: Doings, people: People, rng: np.random.Generator) -> Doings:
    """Most commits of strings are made by a bot; the translator stands in a trailer."""
    bot = np.flatnonzero((people.standing == BOT) & (people.area == AREA["localization"]))[0]
    strings = _some(changes[changes.area == AREA["localization"]], 0.9, rng)
    return replace(strings, person=np.full(len(strings), bot))


def _common(changes: Doings) -> Doings:
    """The first commits of the site stand in the campaigns' repository too."""
    site = changes[changes.feed == FEED["site-git"]]
    first = site[np.argsort(site.minute, kind="stable")[:COMMON_COMMITS]]
    return replace(first, feed=np.full(len(first), FEED["campaigns-git"]))


def recorded(done: Doings, parameters: p.Parameters) -> NDArray[np.bool_]:
    """Whether the source covered the moment, reported then, and was not in its gap."""
    back = p.HISTORY_DAYS - done.minute / 1440  # days before today
    kept = np.ones(len(done), bool)
    for number, feed in enumerate(parameters.feeds):
        at = done.feed == number
        kept &= ~at | (back <= (feed.covered_from or p.HISTORY_DAYS)) & (back > (feed.ended or 0))
        if feed.gap:
            kept &= ~at | (back > feed.gap[0]) | (back <= feed.gap[1])
    return kept
