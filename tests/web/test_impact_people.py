import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parvis.insights.behind.lists import people_behind
from parvis.insights.behind.questions import MONTHLY
from parvis.insights.behind.reading import question
from tests.insights.small_network import publish_network

# Ada has two accounts of one address; Ben lapsed and returned; Cleo lapsed; Dan is new.
ROWS = [
    ("ada", "aa", "coding", "2018-03-05"),
    ("ada-l", "aa", "coding", "2019-02-05"),
    ("ben", None, "coding", "2017-01-10"),
    ("ben", None, "support", "2019-06-10"),
    ("cleo", None, "coding", "2018-06-20"),
    ("dan", None, "coding", "2019-12-24"),
]
LIST = "/impact/people/"


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def run(home, network):
    return publish_network(home, ROWS, "2020-01-01")


def names(answer):
    return [row["name"] for row in answer.context["page"].rows]


def ada(answer):
    return next(r["person"] for r in answer.context["page"].rows if r["name"].startswith("Ada"))


def test_steward_sees_the_people_behind_each_figure(client, run, steward):
    client.force_login(steward)

    def seen(**asked):
        return [name.split("-")[0] for name in names(client.get(LIST, asked))]

    assert seen() == ["Ada", "Ben", "Dan"]
    assert seen(area="coding") == ["Ada", "Dan"]
    assert seen(month="2018-12") == ["Ada", "Cleo"]
    assert seen(what="new") == ["Dan"]
    assert seen(what="returned", month="2019-06") == ["Ben"]
    assert seen(what="lapsed", month="2019-06") == ["Cleo"]
    assert seen(what="unknown_newness", month="2019-06") == []
    assert seen(area="support", what="lapsed", month="2019-06") == []


@pytest.mark.parametrize("what", MONTHLY)
def test_a_figure_has_as_many_people_behind_it_as_it_counts(home, run, what):
    months = [row for row in run.figures["lifecycle"] if row[what]][-4:]

    behind = {}
    for row in months:
        asked = question(run, {"what": what, "month": row["month"]})
        behind[row["month"]] = people_behind(home, run, asked, 1).total

    assert behind == {row["month"]: row[what] for row in months}


def test_a_person_page_says_why_accounts_are_one_and_what_they_did(client, run, lead):
    client.force_login(lead)
    key = ada(client.get(LIST))

    answer = client.get(reverse("impact-person", args=[key]))

    page = answer.content.decode()
    assert [row["login"] for row in answer.context["person"]["held"]] == ["ada", "ada-l"]
    assert [link["reason"] for link in answer.context["person"]["links"]] == ["same-address"]
    assert answer.context["person"]["links"][0]["explanation"] in page
    assert [row["native_id"] for row in answer.context["page"].rows] == ["change-1", "change-0"]


def test_pages_break_long_lists(client, home, network, lead, monkeypatch):
    many = [(f"person{n:03}", None, "coding", "2019-05-05") for n in range(120)]
    publish_network(home, many, "2020-01-01")
    client.force_login(lead)

    answer = client.get(LIST, {"page": "3"})

    assert (answer.context["page"].total, answer.context["page"].last) == (120, 3)
    assert names(answer)[0] == "Person100"
    assert len(names(answer)) == 20
    assert "Page 3 of 3" in answer.content.decode()


def test_a_page_number_that_is_none_shows_the_first(client, run, lead):
    client.force_login(lead)

    for text in ("0", "-1", "x", "", "99999999999", "²"):
        assert client.get(LIST, {"page": text}).context["page"].number == 1


def test_a_figure_that_does_not_exist_is_not_found(client, run, lead):
    client.force_login(lead)

    for asked in ({"what": "rich"}, {"area": "gossip"}, {"month": "2031-01"}, {"month": "May"}):
        assert client.get(LIST, asked).status_code == 404


def test_somebody_who_does_not_exist_is_not_found(client, run, lead):
    client.force_login(lead)

    assert client.get(reverse("impact-person", args=[7])).status_code == 404


def test_nothing_to_open_before_something_was_measured(client, home, network, lead):
    client.force_login(lead)

    assert client.get(LIST).status_code == 404


@pytest.mark.parametrize("who", ["outsider", "staff"])
def test_who_may_not_see_people_is_refused(client, home, run, request, who):
    asked = question(run, {})
    somebody = people_behind(home, run, asked, 1).rows[0]["person"]
    client.force_login(request.getfixturevalue(who))

    for address in (LIST, reverse("impact-person", args=[somebody])):
        assert client.get(address).status_code == 403


def test_visitors_are_asked_to_sign_in(client, run):
    for address in (LIST, reverse("impact-person", args=[7])):
        answer = client.get(address)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_login"))


def test_queries_do_not_grow_with_people(client, home, network, lead):
    client.force_login(lead)
    few, many = (queries_with(client, home, people) for people in (1, 3))

    assert few == many


def queries_with(client, home, people):
    """How many queries the list takes, and somebody's own page, with so many people."""
    rows = [(f"person{n}", None, "coding", "2019-05-05") for n in range(people)]
    publish_network(home, rows, "2020-01-01")
    with CaptureQueriesContext(connection) as listing:
        listed = client.get(LIST).context["page"]
    with CaptureQueriesContext(connection) as opening:
        client.get(reverse("impact-person", args=[listed.rows[0]["person"]]))
    return listed.total - people, len(listing), len(opening)


def test_a_changed_lake_is_said(client, home, run, lead):
    client.force_login(lead)
    before = client.get(LIST).context["is_lake_newer"]

    publish_network(home, [*ROWS, ("eve", None, "coding", "2019-12-30")], "2019-12-01")

    assert (before, client.get(LIST).context["is_lake_newer"]) == (False, True)
