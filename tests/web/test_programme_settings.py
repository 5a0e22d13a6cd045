from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parvis.core.ground.queries import log_of
from parvis.core.programmes.queries import the_network

URL = "/programme/settings/"
TYPED = {
    "name": "Open Squares",
    "goal": "1152",
    "goal_on": "2026-12-31",
    "baseline": "",
    "baseline_on": "",
    "baseline_note": "",
}


@pytest.fixture(autouse=True)
def _network(network):
    """Every page needs the network."""


def test_lead_types_in_goal_and_leaves_the_baseline_blank(client, lead):
    client.force_login(lead)

    answer = client.post(URL, TYPED, follow=True)

    network = the_network()
    assert answer.redirect_chain == [(URL, 302)]
    assert (network.goal, network.goal_on) == (1152, date(2026, 12, 31))
    assert network.baseline is None
    assert log_of(network).first().by == lead
    page = answer.content.decode()
    assert "Saved." in page
    assert "Last changed by Leila" in page
    assert 'value="2026-12-31"' in page


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"goal_on": ""}, "Give a goal of at least 1 and its day, or neither."),
        ({"goal": "-5"}, "greater than or equal to 0"),
        ({"goal": "many"}, "Enter a whole number."),
        ({"goal_on": "2026-02-30"}, "Enter a valid date."),
        ({"baseline": "40"}, "Give a baseline and its day, or neither and no note."),
        ({"name": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_is_said_and_not_saved(client, lead, change, problem):
    client.force_login(lead)

    answer = client.post(URL, {**TYPED, **change})

    assert answer.status_code == 422
    assert problem in answer.content.decode()
    assert the_network().goal is None


def test_page_needs_no_network_of_zero(client, lead):
    client.force_login(lead)

    client.post(URL, {**TYPED, "baseline": "0", "baseline_on": "2026-01-01"})

    assert the_network().baseline == 0


@pytest.mark.parametrize("who", ["outsider", "staff", "steward"])
def test_others_neither_see_nor_save(client, request, who):
    client.force_login(request.getfixturevalue(who))

    page = client.get(URL)
    assert page.status_code == 403
    assert "Your roles do not open it." in page.content.decode()
    assert client.post(URL, TYPED).status_code == 403
    assert the_network().goal is None


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get(URL).url == f"{reverse('account_login')}?next={URL}"
    assert client.post(URL, TYPED).url == f"{reverse('account_login')}?next={URL}"
    assert the_network().goal is None


def test_page_reads_and_does_nothing_else(client, lead):
    client.force_login(lead)

    assert client.put(URL).status_code == 405
    assert client.get(URL).status_code == 200


def test_page_costs_the_same_queries_however_often_it_was_changed(
    client, lead, django_assert_num_queries
):
    client.force_login(lead)
    client.post(URL, {**TYPED, "goal": 1}, follow=True)
    with CaptureQueriesContext(connection) as captured:
        client.get(URL)
    with_one = len(captured)  # before the next request clears them

    for goal in (2, 3):
        client.post(URL, {**TYPED, "goal": goal}, follow=True)

    with django_assert_num_queries(with_one):
        client.get(URL)
