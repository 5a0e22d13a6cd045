"""The measures find what is true in the demo network.

First as an installation would measure it, then with every account given to its true person: what
is left then is no difference at all.
"""

from datetime import datetime, time, timedelta
from itertools import pairwise

import pytest

from parvis.insights.demo.parameters import AREAS
from parvis.measure import tables
from parvis.measure.engines.duckdb import DuckDBEngine
from parvis.measure.identity import Decision, default_rules
from parvis.measure.identity.decisions import Node
from parvis.measure.lake import Lake, read_files
from parvis.measure.main import ingest, measure, resolve

from .conftest import TODAY

NOW = datetime.combine(TODAY, time())
AREAS_WITH_PEOPLE = [area.slug for area in AREAS]


def loaded(root, feeds):
    made = Lake(root)
    for feed in feeds:
        ingest(made, feed, now=NOW)
    return made


@pytest.fixture(scope="module")
def lake(feeds, tmp_path_factory):
    return loaded(tmp_path_factory.mktemp("lake"), feeds)


@pytest.fixture(scope="module")
def engine():
    made = DuckDBEngine()
    yield made
    made.close()


@pytest.fixture(scope="module")
def points():
    """The default points, as the strategy has them."""
    rows = []
    for area in AREAS_WITH_PEOPLE:
        asks = [("casual", kind, 1, 365) for kind in ("issue", "change-proposed", "answer")]
        asks += [("active", "change", 1, 365), ("core", "change", 52, 365)]
        asks += [("active", "answer", 10, 30)] if area == "support" else []
        asks += [("active", "translation", 200, 365)] if area == "localization" else []
        number = {"casual": 1, "active": 2, "core": 3, "answer": 4, "translation": 5}
        for level, kind, k, window in asks:
            point = number[kind] if level == "active" and kind != "change" else number[level]
            rows.append((area, point, level, kind, k, window))
    return tables.POINTS.schema.empty_table().from_pylist(
        [dict(zip(tables.POINTS.schema.names, row, strict=True)) for row in rows],
        schema=tables.POINTS.schema,
    )


def by_hand(drawn, keys):
    """The links somebody made by hand in the demo."""
    return [
        Decision(_node(keys, one), _node(keys, other), "same", "They said so.", "a steward")
        for one, other in drawn.accounts.by_hand
    ]


def _node(keys, face):
    return Node.of_address(keys.address(face.address))


@pytest.fixture(scope="module")
def resolved(lake, engine, drawn, keys):
    """Who is who, as an installation would find it."""
    decisions = by_hand(drawn, keys)
    return resolve(lake, engine, rules=default_rules(), keys=keys, decisions=decisions, now=NOW)


@pytest.fixture(scope="module")
def found(lake, resolved, feeds, drawn):
    """The person found for each account of the drawn world."""
    rows = read_files(lake.files(tables.PERSON_ACCOUNTS), tables.PERSON_ACCOUNTS).to_pylist()
    of = {row["account"]: row["person"] for row in rows}
    return [of[feeds[account.feed].account_key(account)] for account in drawn.accounts.all]


@pytest.fixture(scope="module")
def figures(lake, engine, points, found):
    return measure(lake, engine, points=points, as_of=TODAY)


@pytest.fixture(scope="module")
def true_links(feeds, drawn):
    """Every account linked to the first of its person."""
    first, decisions = {}, []
    for account in drawn.accounts.all:
        key = Node.of_account(feeds[account.feed].account_key(account))
        main = first.setdefault(account.person, key)
        if main != key:
            decisions.append(Decision(main, key, "same", "The truth says so.", "the test"))
    return decisions


@pytest.fixture(scope="module")
def perfect(feeds, tmp_path_factory, points, true_links, keys):
    """Figures with every account given to its true person, from a lake of its own."""
    lake, engine = loaded(tmp_path_factory.mktemp("perfect"), feeds), DuckDBEngine()
    resolve(lake, engine, rules=default_rules(), keys=keys, decisions=true_links, now=NOW)
    days = (TODAY, TODAY - timedelta(365), TODAY - timedelta(1000))
    yield {day: measure(lake, engine, points=points, as_of=day) for day in days}
    engine.close()


def test_resolve_joins_exactly_what_can_be_found_out(found, drawn):
    both = set(zip(found, drawn.accounts.findable(), strict=True))

    assert len(both) == len(set(found)) == len(set(drawn.accounts.findable()))


def test_resolve_never_joins_two_people(found, truth):
    precision, recall = truth.pairwise(found)

    assert precision == 1.0
    assert recall > 0.8


def test_resolve_finds_all_staff_and_bots(resolved, truth):
    true = truth.standings()

    assert (resolved.people["staff"], resolved.people["bot"]) == (true["staff"], true["bot"])
    assert resolved.people["contributor"] == true["contributor"] + truth.unlinked()


def test_resolve_uses_every_kind_of_evidence(resolved):
    assert {"same-address", "github-id", "mailmap", "by-hand"} <= set(resolved.links)


def test_measure_comes_near_the_truth_and_errs_upwards(figures, truth):
    true = len(truth.active(TODAY))

    assert true <= figures["active"]["total"] <= 1.12 * true


def test_measure_sees_what_was_connected_late(figures):
    growth = figures["growth"]

    assert set(growth["not_comparable"]) == {"activity-reports", "translation-platform"}
    assert sum(month["unknown_newness"] for month in figures["lifecycle"]) > 10


def test_measure_leaves_two_areas_too_small_to_be_shown(figures):
    small = {area for area, n in figures["active"]["by_area"].items() if n < 5}

    assert small == {"privacy-policy", "user-research"}


def test_measure_equals_the_truth_once_everybody_is_known(perfect, truth):
    for day, figures in perfect.items():
        by_area = {area: len(truth.active(day, area)) for area in AREAS_WITH_PEOPLE}

        assert figures["active"]["total"] == len(truth.active(day))
        assert figures["active"]["by_area"] == by_area


def test_people_equal_the_truth_once_everybody_is_known(perfect, truth):
    true = truth.standings()

    people = perfect[TODAY]["people"]
    assert (people["staff"], people["bots"]) == (true["staff"], true["bot"])
    assert people["total"] == sum(true.values())


def test_retained_equals_the_truth_once_everybody_is_known(perfect, truth):
    """From one month's end to the next, over the last three whole months."""
    months = {row["month"]: row for row in perfect[TODAY]["lifecycle"]}
    ends = [TODAY.replace(month=n, day=1) for n in (2, 3, 4, 5)]

    for before, after in pairwise(ends):
        row = months[f"{before:%Y-%m}"]
        stayed = truth.active(before) & truth.active(after)
        assert row["active"] == len(truth.active(after))
        assert row["retained"] == len(stayed)
        assert row["lapsed"] == len(truth.active(before) - stayed)
