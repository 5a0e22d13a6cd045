import pytest

from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.changing import Point, change_pathway
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.queries import newest_versions
from parvis.insights.pathways import (
    area_slugs,
    known_kinds,
    points_of_figures,
    points_table,
    version_numbers,
)
from parvis.measure.tables import POINTS
from tests.conftest import NOW


@pytest.fixture
def shipped(db):
    load_pathways(by=None, now=NOW)


def three_changes(area):
    """Ask for three changes of whoever is to count as active."""
    return change_pathway(
        area=area,
        points=[Point("active", ["change"], 3, 365)],
        made_from=1,
        known_kinds=known_kinds(),
        because="One is too few.",
        by=None,
        now=NOW,
    )


def test_points_have_the_columns_that_measures_read(shipped):
    assert points_table().schema == POINTS.schema


def test_points_of_an_area_with_two_ways_to_be_active(shipped):
    rows = [row for row in points_table().to_pylist() if row["area"] == "localization"]

    assert [(r["level"], r["kind"], r["k"], r["window"]) for r in rows] == [
        ("casual", "issue", 1, 365),
        ("casual", "change-proposed", 1, 365),
        ("casual", "answer", 1, 365),
        ("active", "change", 1, 365),
        ("active", "translation", 200, 365),
        ("core", "change", 52, 365),
    ]


def test_points_of_support_count_answers_in_thirty_days(shipped):
    found = {
        (r["kind"], r["k"], r["window"])
        for r in points_table().to_pylist()
        if (r["area"], r["level"]) == ("support", "active")
    }

    assert found == {("change", 1, 365), ("answer", 10, 30)}


def test_points_follow_what_was_edited(shipped):
    three_changes(FocusArea.objects.get(slug="qa"))
    FocusArea.objects.filter(slug="coding").update(is_active=False)

    rows = points_table().to_pylist()

    assert {r["k"] for r in rows if (r["area"], r["level"]) == ("qa", "active")} == {3}
    assert "coding" not in {r["area"] for r in rows}
    assert "coding" not in area_slugs()


def test_points_take_as_many_queries_for_one_area_as_for_ten(shipped, django_assert_num_queries):
    with django_assert_num_queries(1):
        points_table()

    FocusArea.objects.exclude(slug="qa").update(is_active=False)
    with django_assert_num_queries(1):
        points_table()


def test_no_areas_are_a_table_without_rows(db):
    assert (points_table().num_rows, points_table().schema) == (0, POINTS.schema)


def test_figures_are_opened_by_the_points_that_they_were_counted_by(shipped):
    before = version_numbers(newest_versions())
    three_changes(FocusArea.objects.get(slug="qa"))

    def asked(figures):
        rows = points_of_figures(figures).to_pylist()
        return [r["k"] for r in rows if (r["area"], r["level"]) == ("qa", "active")]

    assert (before["qa"], version_numbers(newest_versions())["qa"]) == (1, 2)
    assert asked({"pathways": before}) == [1]
    assert asked({"pathways": {**before, "qa": 2}}) == [3]
    assert asked({}) == [3]  # measured before versions were named
