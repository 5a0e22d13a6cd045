import pytest

from parvis.core.ground.queries import log_of
from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.models import ConversionPoint, FocusArea
from parvis.core.pathways.queries import active_areas

from .refused import refused

TEN = {
    "coding",
    "documentation",
    "engagement",
    "localization",
    "location-services",
    "privacy-policy",
    "qa",
    "support",
    "user-research",
    "web-compatibility",
}
CASUAL = ("casual", ("answer", "change-proposed", "issue"), 1, 365)
ACTIVE = ("active", ("change",), 1, 365)
CORE = ("core", ("change",), 52, 365)


@pytest.fixture
def areas(db, now):
    return {area.slug: area for area in load_pathways(by=None, now=now)}


def rule(point):
    return (point.level, tuple(sorted(point.kinds)), point.k, point.window_days)


def test_ten_areas_ship(areas):
    assert set(areas) == TEN
    assert all(area.is_active and area.summary.endswith(".") for area in areas.values())
    assert log_of(areas["qa"]).get().action == "pathways.load"


@pytest.mark.parametrize("slug", sorted(TEN))
def test_points_are_the_ones_of_the_strategy(areas, slug):
    more = {
        "support": [("active", ("answer",), 10, 30)],
        "localization": [("active", ("translation",), 200, 365)],
    }.get(slug, [])

    points = list(areas[slug].points.all())

    assert [rule(point) for point in points] == [CASUAL, ACTIVE, *more, CORE]
    assert all(point.recognition and point.next_step for point in points)


def test_loading_again_adds_nothing(areas, now):
    assert load_pathways(by=None, now=now) == []
    assert ConversionPoint.objects.count() == 32


def test_loading_again_keeps_what_was_edited_and_brings_back_what_is_missing(areas, now):
    FocusArea.objects.filter(slug="qa").update(name="Testing", is_active=False)
    areas["qa"].points.filter(level="core").delete()
    areas["support"].delete()

    added = load_pathways(by=None, now=now)

    assert [area.slug for area in added] == ["support"]
    qa = FocusArea.objects.get(slug="qa")
    assert (qa.name, qa.is_active, qa.points.count()) == ("Testing", False, 2)


@pytest.mark.usefixtures("areas")
def test_active_areas_cost_two_queries(django_assert_num_queries):
    FocusArea.objects.filter(slug="qa").update(is_active=False)

    with django_assert_num_queries(2):
        found = {area.slug: len(area.points.all()) for area in active_areas()}

    assert set(found) == TEN - {"qa"}
    assert found["support"] == 4


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("point_order_once_per_area|core_conversionpoint.area_id", {"order": 1}),
        ("point_level_known", {"level": "expert"}),
        ("point_asks_for_something", {"k": 0}),
        ("point_asks_for_something", {"window_days": 0}),
        ("point_names_kinds", {"kinds": []}),
    ],
)
def test_database_keeps_points_whole(areas, constraint, change):
    row = {"area": areas["qa"], "order": 9, "level": "core", "kinds": ["change"]}

    refused(
        constraint,
        lambda: ConversionPoint.objects.create(**{**row, "k": 1, "window_days": 1, **change}),
    )


def test_names_read_well(areas):
    qa = areas["qa"]

    assert str(qa) == "Quality assurance"
    assert str(qa.points.first()) == "Quality assurance: casual, 1 in 365 days"
    refused("area_named", lambda: FocusArea.objects.create(slug="x", name=""))
