"""`GET /api/opportunities`: the same tasks as on the page, cursor by cursor."""

import pytest
from django.utils import timezone

from parvis.core.pathways.offering import add_opportunity, close_opportunity

PATH = "/api/opportunities"


@pytest.fixture
def add(area, now):
    def make(title="Mend the clock", **fields):
        return add_opportunity(area=area, title=title, by=None, now=now, **fields)

    return make


def titles(answer):
    return [one["title"] for one in answer.json()["opportunities"]]


def test_a_task_is_told_with_what_is_known(client, add):
    made = add(minutes=30, language="fr", link="https://x.org/1")

    answer = client.get(PATH)

    assert answer.json() == {
        "opportunities": [
            {
                "number": made.pk,
                "title": "Mend the clock",
                "summary": "",
                "area": "coding",
                "minutes": 30,
                "difficulty": "first",
                "language": "fr",
                "prerequisites": "",
                "link": "https://x.org/1",
                "opened_at": "2026-03-01T12:00:00+00:00",
            }
        ],
        "next": None,
    }


def test_filters_are_as_on_the_page(client, add):
    add("Short", minutes=15)
    add("Long", minutes=120, difficulty="much")
    close_opportunity(opportunity=add("Closed"), by=None, now=timezone.now())

    assert titles(client.get(PATH)) == ["Long", "Short"]
    assert titles(client.get(PATH, {"minutes": 15})) == ["Short"]
    assert titles(client.get(PATH, {"difficulty": "much"})) == ["Long"]
    assert titles(client.get(PATH, {"words": "sho"})) == ["Short"]
    assert titles(client.get(PATH, {"language": "fr", "area": "qa"})) == []


@pytest.mark.parametrize("count", [4, 5])
def test_pages_follow_each_other(client, add, count):
    for number in range(count):
        add(f"Task {number}")
    cursor, found = "", []

    while cursor is not None:
        answer = client.get(PATH, {"limit": 2, "cursor": cursor})
        found, cursor = found + titles(answer), answer.json()["next"]

    assert found == [f"Task {number}" for number in reversed(range(count))]


def test_many_ask_no_more_than_few(client, add, django_assert_num_queries):
    for number in range(3):
        add(f"Task {number}")
        with django_assert_num_queries(1):
            client.get(PATH)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"area": "nowhere"}, 404),
        ({"minutes": "0"}, 422),
        ({"minutes": "x"}, 422),
        ({"difficulty": "huge"}, 422),
        ({"language": "é"}, 422),
        ({"words": "\0"}, 422),
        ({"cursor": "x"}, 422),
        ({"limit": "1000"}, 422),
    ],
)
def test_what_cannot_be_is_a_sentence(client, add, asked, status):
    answer = client.get(PATH, asked)

    assert (answer.status_code, bool(answer.json()["error"])) == (status, True)
