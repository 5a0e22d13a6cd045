"""Many want the same places at once, through the page of a running site: nothing is oversold."""

import pytest
from django.db import connection

from parvis.core.ground.outbox import Mail
from parvis.core.registration.models import Registration
from tests.concurrency.visiting import sign_ups

SOME = {  # on each database
    "postgresql": {"visitors": 32, "each": 10, "places": 20},
    "sqlite": {"visitors": 16, "each": 32, "places": 100},
}
MANY = {"postgresql": {"visitors": 64, "each": 32, "places": 100}}
THE_SUBJECTS = {"confirmed": "Your place", "waiting": "On the waiting list"}


def places_and_line(event):
    """Who has what, in the order of the numbers."""
    rows = Registration.objects.filter(event=event).order_by("number")
    return list(rows.values_list("number", "state"))


def expected(places, total):
    return [(n, "confirmed" if n <= places else "waiting") for n in range(1, total + 1)]


def overtaken(event, answers):
    """Sign-ups that got a later number than one that began after they had been answered."""
    numbers = dict(Registration.objects.filter(event=event).values_list("email", "number"))
    moments = sorted(
        [(at[0], 1, numbers[email]) for email, at in each(answers)]
        + [(at[1], 0, numbers[email]) for email, at in each(answers)]
    )
    found, latest = [], 0
    for _, begins, number in moments:
        if begins and number < latest:
            found.append(number)
        latest = latest if begins else max(latest, number)
    return found


def each(answers):
    return [(one["email"], one["at"]) for one in answers]


def mails_and_states(event):
    """To whom which mail was written, and to whom it should have been."""
    rows = Registration.objects.filter(event=event).values_list("email", "state")
    wanted = sorted((email, THE_SUBJECTS[state]) for email, state in rows)
    mails = Mail.objects.values_list("to", "subject")
    return sorted((to, subject.partition(":")[0]) for to, subject in mails), wanted


@pytest.mark.parametrize(
    "loads",
    [
        pytest.param(SOME, id="some"),
        pytest.param(MANY, marks=[pytest.mark.postgres, pytest.mark.prove], id="all of them"),
    ],
)
def test_exactly_the_places_are_given_and_the_rest_waits_in_order(
    loads, database, make_event, make_site
):
    visitors, many, places = loads[connection.vendor].values()
    event, site = make_event(places), make_site(database, "--no-worker").start()

    answers = sign_ups(site, event, visitors=visitors, each=many)

    assert [one["said"][0][0] for one in answers] == [302] * visitors * many
    assert places_and_line(event) == expected(places, visitors * many)
    assert overtaken(event, answers) == []
    written, wanted = mails_and_states(event)
    assert written == wanted
    assert "Error" not in site.said
