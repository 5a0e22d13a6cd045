"""Twelve real histories: the figures equal those computed from `git log` by other means."""

import subprocess
from datetime import date, datetime

import pytest

from parvis.measure import main
from parvis.measure.identity import default_rules
from parvis.measure.keys import Keys
from parvis.measure.lake import Lake
from parvis.measure.sources.git import GitSource
from tests.measure.drawn import points_table
from tests.measure.histories import Histories

AREAS = (
    *("coding", "documentation", "engagement", "localization", "location-services"),
    *("privacy-policy", "qa", "support", "user-research", "web-compatibility"),
)
NOW = datetime(2026, 11, 1)
AS_OF = date(2020, 1, 1)
KEYS = Keys(b"a secret of these tests")
POINTS = [
    {"area": area, "level": level, "kinds": ("change",), "k": k, "window": 365}
    for area in AREAS
    for level, k in (("active", 1), ("core", 52))
]


def area_of(name: str) -> str:
    return max((a for a in AREAS if name.startswith(a)), key=len)


def load(lake: Lake, bundles) -> None:
    for bundle in bundles:
        source = GitSource(bundle, name=bundle.stem, area=area_of(bundle.stem), keys=KEYS, now=NOW)
        main.ingest(lake, source, now=NOW)


def measured(lake: Lake, engine, as_of: date = AS_OF):
    main.resolve(lake, engine, rules=default_rules(), keys=KEYS, now=NOW)
    return main.measure(lake, engine, points=points_table(POINTS), as_of=as_of)


@pytest.fixture(scope="module")
def bundles(shared_data):
    return sorted((shared_data / "git").glob("*.bundle"))


@pytest.fixture(scope="module")
def figures(bundles, tmp_path_factory, engine):
    lake = Lake(tmp_path_factory.mktemp("lake"))
    load(lake, bundles)
    return measured(lake, engine)


@pytest.fixture(scope="module")
def naive(bundles, tmp_path_factory):
    clones = {}
    for bundle in bundles:
        clones[bundle.stem] = tmp_path_factory.mktemp("clones") / bundle.stem
        command = ["git", "clone", "--quiet", "--bare", bundle, clones[bundle.stem]]
        subprocess.run(command, check=True, capture_output=True)
    return Histories(clones, area_of)


def test_lifecycle_equals_that_of_git_log_in_every_month(figures, naive):
    assert figures["lifecycle"] == naive.lifecycle(AS_OF)


@pytest.mark.parametrize("area", AREAS)
def test_lifecycle_of_an_area_equals_that_of_git_log(figures, naive, area):
    assert figures["lifecycle_by_area"][area] == naive.lifecycle(AS_OF, area)


def test_active_equals_that_of_git_log(figures, naive):
    by_area = {area: naive.lifecycle(AS_OF, area)[-1]["active"] for area in AREAS}

    assert figures["active"] == {"total": naive.lifecycle(AS_OF)[-1]["active"], "by_area": by_area}


def test_core_contributors_are_counted_by_commits_and_not_by_rows(figures, naive):
    assert {a: figures["levels"][a]["core"] for a in AREAS} == {
        a: naive.core(AS_OF, a) for a in AREAS
    }


def test_people_are_those_of_git_log(figures, naive):
    standing = naive.standing()
    seen = {naive.person[a] for a, day in naive.seen.items() if day < AS_OF}
    kinds = [standing[p] for p in seen]

    assert figures["people"]["staff"] == kinds.count("staff")
    assert figures["people"]["total"] - figures["people"]["bots"] == len(kinds) - kinds.count("bot")


def test_definition_check_equals_that_of_git_log(figures, naive):
    for cell in figures["definition_check"]:
        assert cell["active"] == naive.definition(AS_OF, cell["k"], cell["window"]), cell


def test_coverage_lists_every_source_also_the_one_that_starts_later(figures, bundles):
    by_source = {c["source"]: c for c in figures["coverage"]}

    assert sorted(by_source) == [b.stem for b in bundles]
    later = by_source["localization-vpn-client"]
    assert (later["area"], later["activities"], later["first"]) == ("localization", 0, None)


def test_figures_do_not_depend_on_the_order_or_number_of_loads(figures, bundles, tmp_path, engine):
    lake = Lake(tmp_path)
    load(lake, [*reversed(bundles), *bundles[:3]])

    assert measured(lake, engine) == figures


def test_a_year_later_the_figures_of_the_past_are_the_same(figures, bundles, tmp_path, engine):
    lake = Lake(tmp_path)
    load(lake, bundles)
    later = measured(lake, engine, date(2021, 1, 1))

    assert later["lifecycle"][: len(figures["lifecycle"])] == figures["lifecycle"]
