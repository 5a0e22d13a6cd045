"""Today's page, reports and needs."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parvis.core.events.models import Event
from parvis.core.events.moves import propose
from parvis.core.needs.models import Need, Proposal

WISH = {"words": "Help", "asked_at": timezone.now()}


@pytest.fixture(autouse=True)
def _signed_in(client, coordinator):
    client.force_login(coordinator)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_report_is_kept_whole(client, began):
    address = f"/desk/events/{began.pk}/report/"
    page = text_of(client.get(address))
    sent = {"headcount": "17", "outcomes": "Nine lamps", "helped": "tea", "hindered": "the cold"}

    client.post(
        address, {**sent, "lesson": "heat", "hours": "6.5", "cost": "80", "currency": "eur"}
    )

    began.refresh_from_db()
    assert "Ten lamps mended" in page
    assert (began.state, began.headcount, began.cost) == ("reported", 17, Decimal(80))
    assert (began.report.outcomes, began.report.hours) == ("Nine lamps", Decimal("6.5"))
    assert {row.kind: row.words for row in began.learnings.all()} == {
        "opportunity": "tea",
        "challenge": "the cold",
        "lesson": "heat",
    }


def test_unknown_headcount_is_not_zero(client, began):
    client.post(f"/desk/events/{began.pk}/report/", {"nobody_counted": "on"})

    began.refresh_from_db()
    assert (began.state, began.headcount) == ("reported", None)
    assert "<dt>Headcount</dt><dd>unknown</dd>" in text_of(client.get(f"/desk/events/{began.pk}/"))


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"headcount": ""}, "Type how many came, or tick that nobody counted"),
        ({"headcount": "3", "nobody_counted": "on"}, "one of the two"),
        ({"headcount": "-3"}, "Type a number of at least 0."),
        ({"headcount": "many"}, "Type a whole number, as 25."),
        ({"headcount": "3", "cost": "5"}, "Give the cost with its currency"),
    ],
)
def test_report_that_cannot_be_says_why(client, began, sent, said):
    answer = client.post(f"/desk/events/{began.pk}/report/", sent)

    began.refresh_from_db()
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert began.state == "published"


def test_report_before_it_began_is_refused(client, plan):
    event = plan()
    Event.objects.filter(pk=event.pk).update(state="published")

    answer = client.post(f"/desk/events/{event.pk}/report/", {"headcount": "3"})

    assert answer.status_code == 422
    assert "has not begun. Report it once it has." in text_of(answer)


def test_desk_shows_what_is_due_what_waits_and_what_is_asked(
    client, began, plan, space, staff, now
):
    old = plan("Long ago")
    ago = timezone.now() - timedelta(9)
    hours = {"starts_at": ago, "books_from": ago, "ends_at": ago + timedelta(hours=1)}
    Event.objects.filter(pk=old.pk).update(state="published", books_until=hours["ends_at"], **hours)
    propose(event=plan("Film night"), by=None, now=timezone.now())
    Need.objects.create(title="Testers", asked_by=staff, **WISH)
    fields = {"name": "Ada", "email": "ada@example.org", "state": "open", "confirmed_at": now}
    Proposal.objects.create(title="A talk", space=space, **fields, **WISH)

    page = client.get("/desk/")

    assert [(e.title, late) for e, late in page.context["due"]] == [
        ("Long ago", True),
        ("Lamp repair", False),
    ]
    text = text_of(page)
    assert text.count("Overdue: more than seven days") == 1
    for title in ("Film night", "Testers", "A talk"):
        assert title in text


def test_desk_costs_the_same_queries_with_one_event_and_with_three(client, plan, staff):
    def cost(names):
        for name in names:
            propose(event=plan(name), by=None, now=timezone.now())
            Need.objects.create(title=name, asked_by=staff, **WISH)
        with CaptureQueriesContext(connection) as queries:
            client.get("/desk/")
        return len(queries)

    assert cost(["a"]) == cost(["b", "c"])


def test_needs_page_costs_the_same_queries_with_one_need_and_with_three(client, plan, staff):
    client.force_login(staff)

    def cost(names):
        for name in names:
            need = Need.objects.create(title=name, asked_by=staff, **WISH)
            plan(name, need=need)
        with CaptureQueriesContext(connection) as queries:
            client.get("/desk/needs/")
        return len(queries)

    assert cost(["a"]) == cost(["b", "c"])


def test_staff_member_asks_and_sees_where_it_stands(client, staff, space, began):
    client.force_login(staff)

    assert client.get("/desk/").url == "/desk/needs/"
    answer = client.post("/desk/needs/", {"title": "Testers", "words": "Five of them"})
    need = Need.objects.get()
    Event.objects.filter(pk=began.pk).update(need=need, state="reported", headcount=None)
    page = text_of(client.get(answer.url))

    assert (need.asked_by, need.state) == (staff, "open")
    assert "Waiting for a coordinator" in page
    assert page.count("<td>unknown</td>") == 2


def test_need_without_words_is_refused(client, staff):
    client.force_login(staff)

    answer = client.post("/desk/needs/", {"title": "Testers", "words": ""})

    assert answer.status_code == 422
    assert not Need.objects.exists()


def test_need_is_declined_with_a_reason_that_the_asker_reads(client, staff, space):
    need = Need.objects.create(title="Testers", space=space, asked_by=staff, **WISH)
    address = f"/desk/paris/need/{need.pk}/decline/"

    refused = client.post(address, {"because": " "})
    client.post(address, {"because": "We are full"})

    need.refresh_from_db()
    assert "Say why, so that who asked" in text_of(refused)
    assert (need.state, need.declined_because) == ("declined", "We are full")
    client.force_login(staff)
    assert "We are full" in text_of(client.get("/desk/needs/"))


def test_need_of_any_space_is_not_declined_by_one(client, staff, space):
    need = Need.objects.create(title="Testers", asked_by=staff, **WISH)

    answer = client.post(f"/desk/paris/need/{need.pk}/decline/", {"because": "full"})

    need.refresh_from_db()
    assert "may not decline “Testers”" in text_of(answer)
    assert need.state == "open"


def test_asker_alone_withdraws(client, staff, make_person):
    need = Need.objects.create(title="Testers", asked_by=staff, **WISH)
    address = f"/desk/needs/{need.pk}/withdraw/"
    client.force_login(make_person("sven", "staff"))
    assert client.post(address).status_code == 404
    client.force_login(staff)

    client.post(address)
    client.post(address)

    need.refresh_from_db()
    assert need.state == "withdrawn"


def test_coordinator_sees_what_is_asked_and_plans_it(client, staff, space):
    need = Need.objects.create(title="Testers", space=space, asked_by=staff, **WISH)

    page = text_of(client.get("/desk/paris/needs/"))

    assert f'href="/desk/paris/events/new/?need={need.pk}"' in page
    assert "Samira" in page
