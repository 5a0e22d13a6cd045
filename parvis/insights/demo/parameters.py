"""The true parameters of the demo network: what the generator draws from, in one place.

A measure that is right finds these again, within what chance allows. All rates are per person
and all times in days, unless a name says otherwise. Days before today are counted backwards.
"""

from dataclasses import dataclass

import numpy as np

HISTORY_DAYS = 1643  # four and a half years of activity: levels, returns and lapses mean something
PAST_WEEKS = 26  # half a year of events
AHEAD_DAYS = 61  # two months of planned events
PROGRAMME_WEEKS = 32  # 12 spaces x 3 a week x 32 weeks x 1 = 1,152
PLANNED_PER_WEEK = 3
YIELD_ASSUMED = 1.0  # new active contributors per event: an assumption, and called one

KINDS = (
    "change",
    "committing",
    "merging",
    "issue",
    "change-proposed",
    "review",
    "comment",
    "answer",
    "translation",
    "report",
)  # fmt: skip


@dataclass(frozen=True)
class Area:
    """How people come to a focus area, and how they stay."""

    slug: str
    starts_per_year: float  # people who begin, in the year before today
    growth: float  # starts of one year over those of the year before
    casual: float  # share of them who only ever ask or report
    once: float  # share of them who do one thing and are gone
    days_per_month: float  # median days of work a month among the others
    life: float  # scale of the Weibull lifetime of the others
    tiny: bool = False  # so few that a public page must not show them


AREAS = (
    Area("coding", 480, 1.16, 0.52, 0.27, 1.7, 330),
    Area("engagement", 140, 1.22, 0.45, 0.35, 1.2, 220),
    Area("location-services", 46, 0.78, 0.50, 0.28, 1.3, 260),
    Area("qa", 155, 1.08, 0.60, 0.20, 1.3, 240),
    Area("user-research", 2, 1.0, 0.0, 0.5, 1.0, 150, tiny=True),
    Area("documentation", 190, 1.04, 0.38, 0.42, 1.0, 190),
    Area("localization", 270, 1.33, 0.25, 0.25, 1.6, 420),
    Area("privacy-policy", 2, 1.0, 0.0, 0.5, 0.8, 150, tiny=True),
    Area("support", 190, 0.86, 0.55, 0.10, 2.0, 280),
    Area("web-compatibility", 100, 1.42, 0.55, 0.22, 1.2, 230),
)


@dataclass(frozen=True)
class Feed:
    """A source of the demo: what it covers, and what it misses."""

    name: str
    platform: str
    area: str | None  # None: its rows name their own
    born: int | None = None  # days before today of its beginning; None: as far as history goes
    covered_from: int | None = None  # days before today where coverage begins, if after its birth
    ended: int | None = None  # days before today of its last report
    gap: tuple[int, int] | None = None  # days before today between which nothing was recorded


FEEDS = (
    Feed("platform-git", "git", "coding"),
    Feed("mobile-git", "git", "coding", born=960),
    Feed("site-git", "git", "engagement"),
    Feed("campaigns-git", "git", "engagement"),
    Feed("location-git", "git", "location-services"),
    Feed("tests-git", "git", "qa"),
    Feed("research-git", "git", "user-research"),
    Feed("docs-git", "git", "documentation"),
    Feed("strings-git", "git", "localization"),
    Feed("policy-git", "git", "privacy-policy"),
    Feed("helpdesk-git", "git", "support"),
    Feed("webcompat-git", "git", "web-compatibility"),
    Feed("tracker", "github", None, gap=(560, 518)),
    Feed("support-forum", "forum", "support", covered_from=790),  # begins late
    Feed("translation-platform", "pontoon", "localization", covered_from=300),  # just connected
    Feed("activity-reports", "table", "engagement", ended=75),  # nobody reports any more
)


@dataclass(frozen=True)
class Crowd:
    """How people behave who stay longer than once."""

    rate_spread: float = 1.1  # sigma of the lognormal days of work a month: a heavy tail
    life_shape: float = 0.75  # under 1: who has stayed long is likely to stay on
    busy_stay: float = 0.35  # the busier, the longer: power of the rate in the lifetime
    returns: float = 0.22  # chance to come back once after leaving
    away_at_least: float = 400  # then away so long that the year's window has closed ...
    away_more: float = 140  # ... and this much more, exponential
    second_area: float = 0.16
    casual_first: float = 0.45  # share who ask or report before their first change
    first_delay: float = 24  # days from that to the change, exponential
    dip: tuple[int, int] = (500, 360)  # days before today: a hard season ...
    dip_starts: float = 0.42  # ... in which this share of newcomers still comes ...
    dip_leaves: float = 0.28  # ... at whose beginning this share leaves
    co_authored: float = 0.03


@dataclass(frozen=True)
class Visits:
    """How events turn visitors into contributors."""

    attendance: float = 17.0  # people at a typical event
    spread: float = 0.45
    shows_up: float = 0.62  # share of registrations who come
    walk_ins: float = 0.12  # share of those who came unregistered
    comes_again: float = 0.6  # chance that a place is taken by somebody who came before
    contributes_already: float = 0.16  # chance that a new face is a contributor of the city
    converts: float = 0.013  # chance, per attendance, that a visitor becomes a contributor
    delay_median: float = 26.0  # days from the event to the first contribution, lognormal
    delay_spread: float = 0.9
    headcount_unknown: float = 0.19  # gaps in reporting
    cancelled: float = 0.05
    private: float = 0.06  # held, and not public


@dataclass(frozen=True)
class Identity:
    """How many addresses and accounts people have, as shares of those who write code or text."""

    another_case: float = 0.08  # Anna.Lind@ and anna.lind@
    plus_tag: float = 0.06  # anna.lind+git@
    noreply: float = 0.24  # the address GitHub writes when the own is private
    mailmap: float = 0.08  # a second address that a .mailmap file knows
    by_hand: float = 0.04  # a second address that somebody linked by hand
    unlinked: float = 0.04  # a second address nobody linked: first-stage matching cannot know
    tracker_public: float = 0.6  # shows the same address at the tracker
    same_username: float = 0.5  # uses the tracker's login at the other platforms too
    forum_address: float = 0.85  # the forum knows the person's main address


@dataclass(frozen=True)
class Parameters:
    """Everything the demo network was drawn from."""

    areas: tuple[Area, ...] = AREAS
    feeds: tuple[Feed, ...] = FEEDS
    crowd: Crowd = Crowd()
    visits: Visits = Visits()
    identity: Identity = Identity()
    staff: int = 72
    staff_domain: str = "staff.example"
    bots_domain: str = "bots.example"


AREA_NUMBER = {area.slug: number for number, area in enumerate(AREAS)}
FEED_NUMBER = {feed.name: number for number, feed in enumerate(FEEDS)}
KIND_NUMBER = {kind: number for number, kind in enumerate(KINDS)}
SEASON = (1.0, 1.03, 1.08, 1.0, 0.98, 0.9, 0.84, 0.76, 1.05, 1.26, 1.12, 0.74)  # by month


def stream(seed: int, today_ordinal: int, name: str) -> np.random.Generator:
    """One random stream per part, so that a change in one part does not shift the others."""
    return np.random.default_rng([seed, today_ordinal, *name.encode()])
