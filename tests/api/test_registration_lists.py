"""Reading what came of signing up: lists and their cost, and what everybody may know of places."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parvis.core.events.models import Event
from parvis.core.events.moves import cancel as cancel_event
from parvis.core.ground.queries import log_of
from parvis.core.registration.models import Registration, SignUpRules
from parvis.core.registration.tickets import read

from .conftest import OTHERS, asked_of_the_database
from .test_registrations import ADA, QUESTION

pytestmark = pytest.mark.django_db


def test_list_comes_in_pages_in_order(carla, make_row):
    make_row(1)
    for number in range(2, 8):
        make_row(number, state="waiting")

    first = carla.get(carla.at, limit=3).json()
    second = carla.get(carla.at, limit=3, cursor=first["next"]).json()
    third = carla.get(carla.at, limit=3, cursor=second["next"]).json()
    waiting = carla.get(carla.at, state="waiting", limit=100).json()
    none = carla.get(carla.at, state="cancelled").json()

    pages = [[row["number"] for row in page["registrations"]] for page in (first, second, third)]
    assert (pages, third["next"]) == ([[1, 2, 3], [4, 5, 6], [7]], None)
    assert [row["number"] for row in waiting["registrations"]] == [2, 3, 4, 5, 6, 7]
    assert none == {"registrations": [], "next": None}


@pytest.mark.parametrize("cursor", ["x", "WzFd!", "WyJhIiwgMV0", "Wy0xXQ", "W3RydWVd", "MQ", "e30"])
def test_cursor_that_no_page_gave_is_said(carla, cursor):
    answer = carla.get(carla.at, cursor=cursor)

    assert answer.status_code == 422
    assert answer.json()["error"] == "This cursor is none of ours. Begin again without one."


def test_cursor_past_all_numbers_is_an_empty_page(carla, make_row):
    make_row(1)

    answer = carla.get(carla.at, cursor="WzkyMjMzNzIwMzY4NTQ3NzU4MDdd")  # 2^63 - 1

    assert answer.json() == {"registrations": [], "next": None}


def test_cancelled_place_is_offered_and_taken_for_somebody(carla):
    people = [{"name": name, "email": f"{name}@example.org"} for name in ("ada", "ben", "cleo")]
    ada, _, cleo = [carla.post(carla.at, one).json()["id"] for one in people]

    cancelled, twice = [carla.post(f"{carla.at}/{ada}/cancel") for _ in range(2)]
    offered = carla.get(f"{carla.at}/{cleo}").json()
    taken = carla.post(f"{carla.at}/{cleo}/take-offer").json()
    not_now = carla.post(f"{carla.at}/{ada}/take-offer")

    assert (cancelled.json()["state"], twice.json()["state"]) == ("cancelled", "cancelled")
    assert (offered["state"], offered["ticket"], offered["offered_until"] is None) == (
        "offered",
        None,
        False,
    )
    assert (taken["state"], read(taken["ticket"]).registration) == ("confirmed", cleo)
    assert (not_now.status_code, "was cancelled" in not_now.json()["error"]) == (422, True)
    actions = log_of(Registration.objects.get(pk=cleo)).values_list("action", "by__email")
    assert ("registration.take-offer", "carla@example.org") in list(actions)


class TestSignUp:
    def test_everybody_reads_what_is_free_and_asked(self, call, event, make_row):
        SignUpRules.objects.create(
            event=event, questions=[QUESTION, {"key": "q2", "words": "Why?"}], admits=3
        )
        make_row(1)

        answer = call(None).get(f"/events/{event.uid}/sign-up")

        assert answer.json() == {
            "is_open": True,
            "why_not": "",
            "has_place": True,
            "free": 2,
            "limit": 3,
            "questions": [
                QUESTION,
                {"key": "q2", "words": "Why?", "is_required": False, "choices": []},
            ],
        }

    def test_full_event_is_open_and_has_no_place(self, call, event, make_row):
        for number in (1, 2):
            make_row(number)

        said = call(None).get(f"/events/{event.uid}/sign-up").json()

        assert (said["is_open"], said["has_place"], said["free"]) == (True, False, 0)

    def test_event_that_does_not_take_place_says_so(self, call, event):
        cancel_event(event=event, by=None, now=timezone.now())

        said = call(None).get(f"/events/{event.uid}/sign-up").json()

        assert (said["is_open"], said["why_not"], said["free"]) == (
            False,
            "“Mending evening” does not take place.",
            None,
        )

    @pytest.mark.parametrize("who", OTHERS)
    def test_draft_is_not_there(self, call, plan, who):
        draft = plan("Secret")

        assert call(who).get(f"/events/{draft.uid}/sign-up").status_code == 404

    def test_it_costs_two_queries(self, call, event, make_row, django_assert_num_queries):
        make_row(1)

        with django_assert_num_queries(2):
            call(None).get(f"/events/{event.uid}/sign-up")


class TestCost:
    @pytest.fixture
    def full(self, event):
        """An event without a limit, with so many sign-ups."""

        def fill(count):
            Event.objects.filter(pk=event.pk).update(capacity=None)
            at = timezone.now()
            Registration.objects.bulk_create(
                Registration(
                    event=event,
                    number=n,
                    state="confirmed",
                    name=f"Visitor {n}",
                    email=f"v{n}@example.org",
                    email_key=f"v{n}@example.org",
                    asked_at=at,
                    changed_at=at,
                )
                for n in range(1, count + 1)
            )

        return fill

    @pytest.mark.parametrize("count", [1, 300])
    @pytest.mark.parametrize(("areas", "cost"), [([], 9), (["qa", "coding"], 11)])
    def test_sign_up_asks_at_most_twelve_times(self, carla, full, count, areas, cost):
        full(count)
        carla.get("/events")  # the use of the token is noted, once in an hour

        with CaptureQueriesContext(connection) as queries:
            assert carla.post(carla.at, {**ADA, "areas": areas}).status_code == 201

        asked = asked_of_the_database(queries)
        assert len(asked) == cost, asked
        assert cost + 1 <= 12  # with the token's

    @pytest.mark.parametrize("count", [1, 3, 100])
    def test_page_of_a_list_costs_the_same(self, carla, full, count):
        full(count)
        carla.get("/events")

        with CaptureQueriesContext(connection) as queries:
            assert len(carla.get(carla.at, limit=100).json()["registrations"]) == count

        assert len(asked_of_the_database(queries)) == 4  # event, sign-ups, areas, check-ins
