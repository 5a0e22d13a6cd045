"""The public list of tasks: what it shows, how it is narrowed, page by page."""

import pytest
from django.utils import timezone

from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.offering import add_opportunity, close_opportunity
from parvis.core.pathways.opportunities import Opportunity

PATH = "/opportunities/"


@pytest.fixture
def area(db, network, now):
    load_pathways(by=None, now=now)
    return FocusArea.objects.get(slug="coding")


@pytest.fixture
def add(area):
    def make(title="Mend the clock", **fields):
        return add_opportunity(
            **{"area": area, "title": title, "by": None, "now": timezone.now(), **fields}
        )

    return make


def titles(answer):
    return [one.title for one, _time in answer.context["rows"]]


def test_a_task_is_shown_with_all_that_is_known(client, add):
    add(
        minutes=90,
        language="fr",
        difficulty="some",
        prerequisites="A browser",
        link="https://www.example.org/1",
        summary="It stands still.",
    )

    text = client.get(PATH).content.decode()

    for words in (
        *("Mend the clock", "1 h 30 min", "français", "Asks for some practice", "Coding"),
        *("You need: A browser", "on example.org", "It stands still.", "1 open task"),
    ):
        assert words in text
    assert 'href="https://www.example.org/1"' in text


def test_what_nobody_knows_is_said(client, add):
    add(language="tlh")

    text = client.get(PATH).content.decode()

    assert "time not known" in text
    assert '<span lang="tlh">tlh</span>' in text


def test_closed_ones_are_not_shown(client, add):
    close_opportunity(opportunity=add(), by=None, now=timezone.now())

    assert "Nothing is open at the moment" in client.get(PATH).content.decode()


def test_filters_narrow_and_stay_chosen(client, add):
    add("Short", minutes=15)
    add("Long", minutes=120, language="fr")
    add("Unknown")

    assert titles(client.get(PATH)) == ["Unknown", "Long", "Short"]
    assert titles(client.get(PATH, {"minutes": "30"})) == ["Short"]
    assert titles(client.get(PATH, {"words": "lon", "language": "fr"})) == ["Long"]
    assert titles(client.get(PATH, {"area": "qa"})) == []
    assert titles(client.get(PATH, {"difficulty": "much"})) == []
    chosen = client.get(PATH, {"minutes": "30", "area": "coding"}).content.decode()
    assert '<option value="30" selected>' in chosen
    assert "Tasks whose time nobody knows are left out." in chosen
    assert 'href="?area=coding"' in chosen


def test_what_is_no_number_of_minutes_is_not_found(client, add):
    assert [client.get(PATH, {"minutes": m}).status_code for m in ("x", "99999")] == [404, 404]


def test_nothing_that_fits_is_a_sentence(client, add):
    add()

    assert "Nothing open fits." in client.get(PATH, {"words": "\0nothing"}).content.decode()


def test_pages_hold_twenty_and_keep_the_filters(client, add):
    for number in range(21):
        add(f"Task {number}", minutes=15)

    first = client.get(PATH, {"minutes": "15"})
    last = client.get(PATH, {"minutes": "15", "page": "2"})

    assert (len(titles(first)), titles(last)) == (20, ["Task 0"])
    assert 'href="?minutes=15&amp;page=2"' in first.content.decode()


def test_many_tasks_ask_no_more_than_few(client, add, django_assert_num_queries):
    for number in range(3):
        add(f"Task {number}", language="fr")
        with django_assert_num_queries(4):  # areas, languages, how many, which
            client.get(PATH)


def test_what_somebody_types_cannot_become_markup(client, add):
    add("<script>alert(1)</script>", summary='"><img src=x>')
    Opportunity.objects.update(link='https://example.org/"><script>')

    text = client.get(PATH, {"words": '"><script>'}).content.decode()

    assert "<script>" not in text
    assert "<img" not in text
