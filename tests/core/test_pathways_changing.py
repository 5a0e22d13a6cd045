"""A pathway is changed as a whole, by leads, and every version stays."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from parvis.core.ground.queries import log_of
from parvis.core.pathways.actions import PathwayError, change_area, load_pathways
from parvis.core.pathways.changing import ChangedMeanwhileError, Point, change_pathway
from parvis.core.pathways.models import FocusArea, PathwayVersion
from parvis.core.pathways.opportunities import Opportunity
from parvis.core.pathways.queries import (
    few_opportunities,
    newest_version,
    newest_versions,
    versions_by_number,
    with_open_tasks,
)
from parvis.core.people.rules import NotAllowedError
from tests.core.refused import refused
from tests.core.test_races import at_once

KINDS = ("change", "issue", "answer")
CASUAL = Point("casual", ["issue"], 1, 365)
ACTIVE = Point("active", ["change"], 3, 90, seen_at="git history", next_step="Review  one.\n")
CORE = Point("core", ["change"], 52, 365)


@pytest.fixture
def areas(db, now):
    return {area.slug: area for area in load_pathways(by=None, now=now)}


@pytest.fixture
def qa(areas):
    return areas["qa"]


@pytest.fixture
def change(qa, lead, now):
    def change(points=(CASUAL, ACTIVE, CORE), **said):
        asked = {
            "area": qa,
            "made_from": 1,
            "known_kinds": KINDS,
            "because": "A change a month is what the team means by active.",
            "by": lead,
            "now": now,
        }
        return change_pathway(points=points, **{**asked, **said})

    return change


def test_areas_that_are_loaded_have_their_first_version(areas, now):
    first = newest_version(areas["coding"])

    assert (first.number, first.because, first.since, first.by) == (1, "As shipped.", now, None)
    assert [point["level"] for point in first.points] == ["casual", "active", "core"]
    assert first.points[1]["seen_at"] == "git history"
    assert all(point["seen_at"] for version in newest_versions() for point in version.points)
    assert all(area.about for area in areas.values())


def test_change_replaces_the_points_and_keeps_both_versions(change, qa, lead, now):
    first = newest_version(qa)

    second = change(now=now + timedelta(1))

    assert [(p.order, p.level, p.k, p.window_days) for p in qa.points.all()] == [
        (1, "casual", 1, 365),
        (2, "active", 3, 90),
        (3, "core", 52, 365),
    ]
    assert (second.number, second.by, second.since) == (2, lead, now + timedelta(1))
    assert second.points[1] == {
        "order": 2,
        "level": "active",
        "kinds": ["change"],
        "k": 3,
        "window_days": 90,
        "seen_at": "git history",
        "recognition": "",
        "next_step": "Review one.",
    }
    assert [v.number for v in qa.versions.all()] == [2, 1]
    assert qa.versions.get(number=1).points == first.points
    entry = log_of(qa).get(action="pathways.change-points")
    assert (entry.by_id, entry.details["version"]) == (lead.pk, 2)


def test_points_stand_in_the_order_of_their_levels(change):
    other = Point("active", ["answer"], 10, 30)

    version = change((CORE, ACTIVE, other, CASUAL))

    assert [(p["order"], p["level"], p["kinds"]) for p in version.points] == [
        (1, "casual", ["issue"]),
        (2, "active", ["change"]),
        (3, "active", ["answer"]),
        (4, "core", ["change"]),
    ]


def test_change_made_from_an_older_version_is_refused(change, qa):
    change()

    with pytest.raises(ChangedMeanwhileError, match="Version 2 was saved while you worked on"):
        change((ACTIVE,), made_from=1)

    assert (qa.points.count(), qa.versions.count()) == (3, 2)


def test_area_without_a_version_gets_its_first(change, qa):
    bare = FocusArea.objects.create(slug="maps", name="Maps")

    version = change(area=bare, made_from=0)

    assert (version.number, bare.points.count(), newest_version(qa).number) == (1, 3, 1)
    assert str(version) == "Maps, version 1"


def test_what_stands_is_no_change(change):
    change()

    with pytest.raises(PathwayError, match="That is version 2 as it stands"):
        change(made_from=2)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ((CASUAL, CORE), "Keep at least one active point: it says who counts as active here."),
        ((), "Keep at least one active point: it says who counts as active here."),
        ((ACTIVE,) * 13, "Keep to 12 points."),
        ((ACTIVE, replace(ACTIVE, level="boss")), "Point 2: choose casual, active or core as its"),
        ((replace(ACTIVE, kinds=[]),), "Point 1: choose at least one kind of contribution."),
        ((replace(ACTIVE, kinds=["chnge"]),), "Point 1: “chnge” is no kind of contribution"),
        ((replace(ACTIVE, k=0),), "Point 1: ask for 1 to 100,000 contributions."),
        ((replace(ACTIVE, k=100_001),), "Point 1: ask for 1 to 100,000 contributions."),
        ((replace(ACTIVE, window_days=0),), "Point 1: give a window of 1 to 3,650 days."),
        ((replace(ACTIVE, window_days=3651),), "Point 1: give a window of 1 to 3,650 days."),
        ((replace(ACTIVE, seen_at="x" * 121),), "Point 1: shorten “seen in” to 120 characters."),
        ((replace(ACTIVE, next_step="x" * 241),), "Point 1: shorten “next step” to 240 char"),
    ],
)
def test_pathway_that_cannot_be_is_refused_with_a_sentence(change, qa, points, said):
    with pytest.raises(PathwayError, match=said):
        change(points)

    assert (qa.points.count(), qa.versions.count()) == (3, 1)


@pytest.mark.parametrize(
    ("because", "said"), [(" \n", "Say why in a sentence"), ("x" * 241, "Shorten the reason to")]
)
def test_change_needs_a_reason_of_some_length(change, because, said):
    with pytest.raises(PathwayError, match=said):
        change(because=because)


def test_only_leads_and_the_command_line_change_pathways(change, qa, staff, outsider, now):
    about_area = {"name": "QA", "summary": "Test.", "about": "", "takes_a_month": None}

    for user in (staff, outsider):
        with pytest.raises(NotAllowedError, match="A programme lead may"):
            change(by=user)
        with pytest.raises(NotAllowedError, match="A programme lead may"):
            change_area(area=qa, **about_area, is_active=True, by=user, now=now)

    assert change(by=None).by is None


def test_area_says_what_it_is_and_how_many_its_team_takes(qa, lead, now):
    said = {"name": "QA", "summary": "Test it.", "about": " You break things. ", "is_active": True}

    change_area(area=qa, **said, takes_a_month=4, by=lead, now=now)

    qa.refresh_from_db()
    assert (qa.about, qa.takes_a_month) == ("You break things.", 4)
    change_area(area=qa, **said, takes_a_month=None, by=lead, now=now)
    qa.refresh_from_db()
    assert qa.takes_a_month is None


def test_area_cannot_be_without_a_name_and_the_last_one_stays(qa, now):
    said = {"summary": "Test.", "about": "", "takes_a_month": None, "by": None, "now": now}

    with pytest.raises(PathwayError, match="This field cannot be blank"):
        change_area(area=qa, name=" ", is_active=True, **said)
    FocusArea.objects.exclude(pk=qa.pk).update(is_active=False)
    with pytest.raises(PathwayError, match="At least one focus area has to be offered"):
        change_area(area=qa, name="QA", is_active=False, **said)

    qa.refresh_from_db()
    assert (qa.name, qa.is_active) == ("Quality assurance", True)


def test_newest_versions_cost_one_query(change, django_assert_num_queries):
    change()
    FocusArea.objects.filter(slug="coding").update(is_active=False)

    with django_assert_num_queries(1):
        found = {version.area.slug: version.number for version in newest_versions()}

    assert (len(found), found["qa"], found["support"]) == (9, 2, 1)


def test_versions_are_found_by_their_number(change, django_assert_num_queries):
    change()

    with django_assert_num_queries(1):
        found = versions_by_number({"qa": 1, "coding": 1, "gone": 3})

    assert [(v.area.slug, v.number) for v in found] == [("coding", 1), ("qa", 1)]


def test_few_opportunities_are_open_and_short_ones_come_first(areas, now):
    def task(title, minutes, days=0, area="qa", state="open"):
        at = now + timedelta(days)
        Opportunity.objects.create(
            area=areas[area],
            title=title,
            minutes=minutes,
            opened_at=at,
            changed_at=at,
            state=state,
            closed_at=at if state == "closed" else None,
        )

    task("of unknown length", None)
    task("long", 240)
    task("short", 15)
    task("short and newer", 15, days=1)
    task("closed", 5, state="closed")
    task("elsewhere", 5, area="coding")

    found = [task.title for task in few_opportunities(areas["qa"], 3)]
    counted = with_open_tasks(FocusArea.objects.filter(slug__in=["qa", "coding", "support"]))

    assert found == ["short and newer", "short", "long"]
    assert {area.slug: area.open_tasks for area in counted} == {"coding": 1, "qa": 4, "support": 0}


def test_database_keeps_each_version_once(qa, now):
    refused(
        "pathway_version_once|core_pathwayversion.area_id",
        lambda: PathwayVersion.objects.create(area=qa, number=1, points=[], since=now),
    )


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_who_change_at_once_one_succeeds(make_person):
    now = timezone.now()
    load_pathways(by=None, now=now)
    qa, lead, said = FocusArea.objects.get(slug="qa"), make_person("leila", "lead"), []

    def change():
        asked = {"area": qa, "points": [ACTIVE], "made_from": 1, "known_kinds": KINDS}
        try:
            change_pathway(**asked, because="At once.", by=lead, now=now)
        except ChangedMeanwhileError as error:
            said.append(str(error))

    done = at_once(change)

    assert (len(said), qa.versions.count(), qa.points.count()) == (len(done) - 1, 2, 1)
