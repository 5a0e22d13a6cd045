"""What one can contribute to, as a visitor reads it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parvis.core.events.actions import plan_event
from parvis.core.events.moves import publish
from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.mentoring import Mentor
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.opportunities import Opportunity
from parvis.core.spaces.rooms import Room
from parvis.measure.sources.kinds import kinds
from parvis.web.ladder import KINDS, kind_words, rungs, within_words


@pytest.fixture
def now():
    """The pages read the clock."""
    return timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def areas(network, now):
    return {area.slug: area for area in load_pathways(by=None, now=now)}


@pytest.fixture
def read(client):
    def read(path):
        answer = client.get(path)
        assert answer.status_code == 200
        return answer.content.decode()

    return read


@pytest.fixture
def mentor(make_person, now):
    def mentor(name, *areas, is_shown=True, until=None, **said):
        one = Mentor.objects.create(
            user=make_person(name), is_shown=is_shown, since=now, until=until, **said
        )
        one.areas.set(areas)
        return one

    return mentor


def task(area, title, now, minutes=None):
    return Opportunity.objects.create(
        area=area, title=title, minutes=minutes, opened_at=now, changed_at=now
    )


def evening(space, area, now, title="Bug evening", days=3):
    hall, _ = Room.objects.get_or_create(space=space, slug="hall", name="Hall", standing=60)
    start = now + timedelta(days)
    event = plan_event(
        space=space,
        title=title,
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        room=hall,
        area=area,
        by=None,
        now=now,
    )
    return publish(event=event, by=None, now=now)


@pytest.mark.usefixtures("areas")
def test_everything_that_is_offered_is_listed_with_its_first_step(read, now):
    FocusArea.objects.filter(slug="coding").update(is_active=False)
    task(FocusArea.objects.get(slug="qa"), "Press every button", now)
    page = read("/areas/")

    assert page.count('href="/areas/') == 1 + 9  # one stands in the page's head
    assert "/areas/coding/" not in page
    assert "1 bug or wish filed, change proposed or question answered within a year." in page
    assert (page.count("1 open task<"), page.count("No open task at the moment")) == (1, 8)


@pytest.mark.usefixtures("network")
def test_nothing_is_offered_yet(read):
    assert "No focus area is offered yet." in read("/areas/")


def test_ladder_says_what_it_takes_where_it_is_seen_and_what_it_earns(areas, read):
    page = read("/areas/support/")

    assert areas["support"].about.replace("'", "&#x27;") in page
    for words in (
        "<strong>10</strong> <span>questions answered</span>",
        "within 30 days",
        "The support forum",
        "The helper&#x27;s badge beside your answers.",
        "Turn the question you answered most into an article.",
        "This is version 1 of the pathway",
    ):
        assert words in page
    assert [page.index(f"</span>{level}</h3>") for level in ("Casual", "Active", "Core")] == sorted(
        page.index(f"</span>{level}</h3>") for level in ("Casual", "Active", "Core")
    )


def test_mentors_are_named_by_their_leave_only(areas, mentor, read, now):
    qa, coding = areas["qa"], areas["coding"]
    mentor("ada", qa, coding, languages=["fr", "xx-unknown"], about="Ask me about crashes.")
    mentor("ben", qa, is_shown=False)
    mentor("cleo", qa, until=now)
    mentor("dan", coding)
    page = read("/areas/qa/")

    assert "<strong>Ada</strong> <span>français, xx-unknown</span><br>Ask me about" in page
    assert not any(name in page for name in ("Ben", "Cleo", "Dan"))
    assert "No mentor is named here yet." in read("/areas/support/")


@pytest.mark.parametrize(
    ("takes", "said"),
    [
        (None, "How many newcomers the team can take on is not known: nobody has said."),
        (0, "The team can take on nobody new this month."),
        (1, "The team can take on <strong>1</strong> newcomer this month."),
        (4, "The team can take on <strong>4</strong> newcomers this month."),
    ],
)
def test_unknown_intake_is_said_as_unknown(areas, read, takes, said):
    FocusArea.objects.filter(slug="qa").update(takes_a_month=takes)

    assert said in read("/areas/qa/")


def test_six_tasks_are_shown_at_most_and_the_rest_is_linked(areas, read, now):
    for n in range(8):
        task(areas["qa"], f"Task number {n}", now + timedelta(minutes=n), minutes=15 + n)
    task(areas["coding"], "Another area's task", now)
    page = read("/areas/qa/")

    assert [f"Task number {n}" in page for n in range(8)] == [True] * 6 + [False] * 2
    assert "Another area" not in page
    assert 'href="/opportunities/?area=qa"' in page
    assert "No task is open here at the moment." in read("/areas/support/")


def test_evenings_of_the_area_are_listed_and_link_back(areas, space, read, now):
    event = evening(space, areas["qa"], now)
    evening(space, areas["coding"], now, title="Elsewhere", days=4)

    assert "Bug evening" in read("/areas/qa/")
    assert "Elsewhere" not in read("/areas/qa/")
    assert 'href="/areas/qa/"' in read(f"/events/{event.uid}/")
    assert 'href="/areas/qa/"' in read("/events/")


def test_area_that_is_no_longer_offered_keeps_its_page(areas, read, client):
    FocusArea.objects.filter(slug="qa").update(is_active=False)
    areas["coding"].points.all().delete()
    areas["coding"].versions.all().delete()

    assert "This focus area is not offered at the moment." in read("/areas/qa/")
    assert "From your first step on" not in read("/areas/coding/")
    assert client.get("/areas/nothing/").status_code == 404


def test_pages_cost_as_many_queries_for_many_as_for_few(
    areas, mentor, space, read, now, django_assert_max_num_queries
):
    qa = areas["qa"]
    for n in range(3):
        task(qa, f"Task {n}", now)
        mentor(f"mentor{n}", qa)
        evening(space, qa, now, title=f"Evening {n}", days=3 + n)

    with django_assert_max_num_queries(11):
        read("/areas/qa/")
    with django_assert_max_num_queries(3):
        read("/areas/")


def test_kinds_and_windows_are_put_into_words():
    point = {"order": 1, "level": "casual", "kinds": ["edit"], "k": 1200, "window_days": 1}
    [rung] = rungs([{**point, "seen_at": "", "recognition": "", "next_step": ""}])

    assert rung.sentence == "1,200 pages or maps edited within 1 day"
    assert (within_words(365), within_words(90)) == ("within a year", "within 90 days")
    assert (kind_words("some-kind", 2), kind_words("review", 2)) == ("some kind", "reviews")


def test_every_kind_of_contribution_has_words():
    assert set(KINDS) == set(kinds())
