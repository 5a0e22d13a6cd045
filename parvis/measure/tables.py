"""Every table of the measuring core: its columns, their types and units.

The lake holds these as Parquet, readable as it stands by DuckDB, Polars and Spark. Moments are
UTC without a zone (engines disagree about zoned timestamps); days are UTC days. Keys are 64-bit
integers: quick to join and sort, and they say nothing about the person.
"""

from dataclasses import dataclass

import pyarrow as pa

TEXT = pa.string()
SMALL_TEXT = pa.dictionary(pa.int32(), pa.string())  # few distinct values: stored once per file
KEY = pa.int64()
MOMENT = pa.timestamp("us")
DAY = pa.date32()


@dataclass(frozen=True)
class Column:
    """One column: its Arrow type, its unit, and what a value means."""

    name: str
    type: pa.DataType
    unit: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """A table of the core. `sorted_by` is a promise its writers keep and its readers use."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    sorted_by: tuple[str, ...] = ()

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([pa.field(c.name, c.type) for c in self.columns])


ACTIVITY = Table(
    "activity",
    "One contribution as its source recorded it.",
    (
        Column("id", KEY, "key", "source and native id, hashed: a row is loaded once"),
        Column("source", SMALL_TEXT, "slug", "name of the source"),
        Column("native_id", TEXT, "text", "the contribution's id at its source"),
        Column("account", KEY, "key", "account that did it, see accounts"),
        Column("kind", SMALL_TEXT, "slug", "kind of contribution, see sources/kinds.toml"),
        Column("area", SMALL_TEXT, "slug", "focus area"),
        Column("happened_at", MOMENT, "UTC, µs", "when it was done, by the doer's clock"),
        Column("utc_offset", pa.int16(), "minutes", "the doer's offset from UTC; null: unknown"),
        Column("object", KEY, "key", "what it is about; the same commit in two sources is one"),
    ),
)

ACCOUNTS = Table(
    "accounts",
    "An identity at a source. No plain address stands here.",
    (
        Column("account", KEY, "key", "source and identity at that source, keyed hash"),
        Column("source", SMALL_TEXT, "slug", "name of the source"),
        Column("platform", SMALL_TEXT, "slug", "kind of system: git, github, bugzilla, table ..."),
        Column("name", TEXT, "text", "name shown there, any address in it taken out; may be null"),
        Column("login", TEXT, "text", "login at the platform or on GitHub; null: unknown"),
        Column("github_id", KEY, "id", "GitHub's number for the account; null: unknown"),
        Column("address", TEXT, "hex", "keyed hash; case and plus-tag removed; null"),
        Column("local_part", TEXT, "hex", "keyed hash of the address's local part; null: none"),
        Column("domain", TEXT, "text", "the address's domain, lower case; null: none"),
    ),
)

ALIASES = Table(
    "aliases",
    "What a .mailmap says: commits under one address (and name) belong to another.",
    (
        Column("source", SMALL_TEXT, "slug", "name of the source whose .mailmap it is"),
        Column("address", TEXT, "hex", "keyed hash of the address as committed"),
        Column("name", TEXT, "text", "name as committed, casefolded; null: any name"),
        Column("proper_address", TEXT, "hex", "keyed hash of the address it stands for"),
        Column("proper_name", TEXT, "text", "name it stands for; null: unchanged"),
    ),
)

PERSON_ACCOUNTS = Table(
    "person_accounts",
    "Who is who: each account's person.",
    (
        Column("account", KEY, "key", "see accounts"),
        Column("person", KEY, "key", "the person; the smallest key among the person's accounts"),
    ),
    ("person", "account"),
)

LINKS = Table(
    "links",
    "Why accounts are one person: the evidence that joined them, one row for each join.",
    (
        Column("left", KEY, "key", "account"),
        Column("right", KEY, "key", "account"),
        Column("person", KEY, "key", "the person they were joined into"),
        Column("reason", SMALL_TEXT, "slug", "same-address, github-login, mailmap ..."),
        Column("explanation", TEXT, "sentence", "the same for a reader"),
    ),
    ("person",),
)

PERSONS = Table(
    "persons",
    "Everybody seen, contributors and others.",
    (
        Column("person", KEY, "key", "see person_accounts"),
        Column("standing", SMALL_TEXT, "slug", "contributor, staff or bot"),
        Column("because", TEXT, "sentence", "the rule that says so; null for contributors"),
        Column("name", TEXT, "text", "the name used most often; null: none known"),
        Column("accounts", pa.int32(), "accounts", "how many accounts"),
        Column("first_on", DAY, "UTC day", "first activity of any kind"),
    ),
    ("person",),
)

PERSON_DAYS = Table(
    "person_days",
    "What contributors did on a day; every measure reads this. Staff and bots are left out.",
    (
        Column("person", KEY, "key", "see persons"),
        Column("source", SMALL_TEXT, "slug", "name of the source"),
        Column("area", SMALL_TEXT, "slug", "focus area"),
        Column("kind", SMALL_TEXT, "slug", "kind of contribution"),
        Column("day", DAY, "UTC day", "when"),
        Column("count", pa.int32(), "contributions", "distinct objects that day"),
        Column("series", pa.int32(), "number", "source, area and kind as one number, see series"),
    ),
    ("person",),
)

BEGINNINGS = Table(
    "beginnings",
    "How each person began in each series: what is asked of first days, without going through all.",
    (
        Column("person", KEY, "key", "see persons"),
        Column("series", pa.int32(), "number", "see series"),
        Column("first_on", DAY, "UTC day", "the first day with a contribution"),
        Column("on_first", pa.int32(), "contributions", "how many on that day"),
        Column("next_on", DAY, "UTC day", "the next day with a contribution; null: none yet"),
        Column("in_all", pa.int32(), "contributions", "how many on all days"),
    ),
    ("person",),
)

SERIES = Table(
    "series",
    "A number for each source, area and kind that occurs: quicker to join than three words.",
    (
        Column("series", pa.int32(), "number", "from 0, in alphabetical order"),
        Column("source", SMALL_TEXT, "slug", "name of the source"),
        Column("area", SMALL_TEXT, "slug", "focus area"),
        Column("kind", SMALL_TEXT, "slug", "kind of contribution"),
    ),
    ("series",),
)

SOURCE_DAYS = Table(
    "source_days",
    "What a source holds for each day, staff and bots included; coverage is summed from it.",
    (
        Column("source", SMALL_TEXT, "slug", "name of the source"),
        Column("area", SMALL_TEXT, "slug", "focus area"),
        Column("day", DAY, "UTC day", "when"),
        Column("activities", KEY, "rows", "activities of any kind"),
        Column("accounts", KEY, "accounts", "accounts seen there for the first time"),
    ),
    ("source", "area", "day"),
)

COVERAGE = Table(
    "coverage",
    "What each source holds, over all loads.",
    (
        Column("source", TEXT, "slug", "name of the source"),
        Column("area", TEXT, "slug", "its focus area; null: several"),
        Column("covered_from", MOMENT, "UTC, µs", "start of coverage"),
        Column("covered_to", MOMENT, "UTC, µs", "end of coverage"),
        Column("from_birth", pa.bool_(), "yes/no", "coverage reaches back to the source's birth"),
    ),
)

POINTS = Table(
    "points",
    "Conversion points: `k` activities of the kinds in `window` days put a person on a level. "
    "One row for each kind.",
    (
        Column("area", TEXT, "slug", "focus area"),
        Column("point", pa.int32(), "number", "number of the conversion point"),
        Column("level", TEXT, "slug", "casual, active or core"),
        Column("kind", TEXT, "slug", "a kind of contribution that counts"),
        Column("k", pa.int32(), "contributions", "how many"),
        Column("window", pa.int32(), "days", "within how many days"),
    ),
)

SPANS = Table(
    "spans",
    "When a person was on a level in an area: half-open [start_on, end_on), never touching.",
    (
        Column("person", KEY, "key", "see persons"),
        Column("area", TEXT, "slug", "focus area, or 'all' for any of them"),
        Column("level", TEXT, "slug", "casual, active or core"),
        Column("start_on", DAY, "UTC day", "first day on the level"),
        Column("end_on", DAY, "UTC day", "first day no longer on it"),
    ),
    ("person",),
)

VISITS = Table(
    "visits",
    "Who was let in where, of those who allow joining it with what they contribute. Made anew for "
    "each measure and never written: whoever takes it back is in none from then on.",
    (
        Column("visit", KEY, "key", "number of the sign-up"),
        Column("event", KEY, "key", "number of the event"),
        Column("space", TEXT, "slug", "where it was"),
        Column("area", TEXT, "slug", "focus area of the event; null: none"),
        Column("kind", TEXT, "slug", "meetup, workshop, sprint ..."),
        Column("checked_in_at", MOMENT, "UTC, µs", "when they were let in"),
        Column("address", TEXT, "hex", "keyed hash of their address; null: none given"),
        Column("system", TEXT, "text", "system they typed a handle for; null: none"),
        Column("handle", TEXT, "text", "the handle they typed; null: none"),
    ),
)

CLAIMS = Table(
    "claims",
    "What was said of an address by hand: whose account is also its owner's, or is not.",
    (
        Column("claimant", TEXT, "hex", "keyed hash of the address it is said of"),
        Column("account", KEY, "key", "the account meant; null: those of an address"),
        Column("address", TEXT, "hex", "the address meant; null: an account"),
        Column("is_mine", pa.bool_(), "yes/no", "theirs, proved or decided; or expressly not"),
    ),
)

KNOWN_VISITS = Table(
    "known_visits",
    "Each visit with whose it was, as far as the lake knows.",
    (
        Column("visit", KEY, "key", "see visits"),
        Column("event", KEY, "key", "see visits"),
        Column("space", TEXT, "slug", "where it was"),
        Column("checked_in_at", MOMENT, "UTC, µs", "when they were let in"),
        Column("person", KEY, "key", "see persons; null: nobody that the lake knows"),
        Column("known_by", TEXT, "slug", "claim, address, or handle: merely typed; null: unknown"),
    ),
)

ATTENDED = Table(
    "attended",
    "How many were let in, and how many of them are in visits: what the recruited are a part of.",
    (
        Column("event", KEY, "key", "number of the event"),
        Column("space", TEXT, "slug", "where it was"),
        Column("day", DAY, "UTC day", "when they were let in"),
        Column("check_ins", KEY, "check-ins", "those that count"),
        Column("allowed", KEY, "check-ins", "of those who allow joining"),
    ),
)

LEFT_BEHIND = Table(
    "left_behind",
    "Visits of recruited people who were erased since: what is counted of them, and not who.",
    (
        Column("event", KEY, "key", "number of the event"),
        Column("space", TEXT, "slug", "where it was"),
        Column("area", TEXT, "slug", "'all': recruited; else the area it was the first time in"),
        Column("on", DAY, "UTC day", "first day of the month in which they became active"),
        Column("events", pa.int32(), "events", "how many they attended within the window"),
        Column("is_first", pa.bool_(), "yes/no", "their first of these events"),
        Column("is_last", pa.bool_(), "yes/no", "their last of these events"),
        Column("is_first_there", pa.bool_(), "yes/no", "their first of these in this space"),
    ),
)

IN_LAKE = (
    ACTIVITY,
    ACCOUNTS,
    ALIASES,
    PERSON_ACCOUNTS,
    LINKS,
    PERSONS,
    PERSON_DAYS,
    BEGINNINGS,
    SERIES,
    SOURCE_DAYS,
)
DERIVED = (COVERAGE, POINTS, SPANS, VISITS, CLAIMS, KNOWN_VISITS, ATTENDED, LEFT_BEHIND)
