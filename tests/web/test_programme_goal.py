import html
import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parvis.core.ground.queries import log_of
from parvis.core.programmes.actions import set_network, set_programme
from parvis.core.programmes.models import Programme

URL = "/programme/goal/"
TYPED = {
    "name": "First year",
    "starts_on": "2026-05-01",
    "ends_on": "2027-01-01",
    "spaces": "12",
    "events_per_week": "3",
    "weeks": "32",
    "new_per_event": "1",
}
STANDS = {
    "name": "First year",
    "starts_on": date(2026, 5, 1),
    "ends_on": date(2027, 1, 1),
    "spaces": 12,
    "events_per_week": Decimal(3),
    "weeks": 32,
    "new_per_event": Decimal(1),
}


@pytest.fixture(autouse=True)
def _network(network):
    """Every page needs the network."""


@pytest.fixture
def programme(now):
    return set_programme(**STANDS, by=None, now=now)


def words(answer):
    """The page's text, without markup and with single spaces."""
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def beside(answer, field):
    """What is said beside a field."""
    found = re.search(
        rf'id="id_{field}_error">(.*?)</div>', answer.content.decode(), flags=re.DOTALL
    )
    return html.unescape(re.sub(r"<[^>]+>|\n", "", found[1])).strip() if found else ""


def test_lead_sees_the_factors_and_what_they_come_to(client, lead, programme):
    client.force_login(lead)

    answer = client.get(URL)

    page = words(answer)
    assert "As it stands 12 spaces × 3 events a week × 32 open weeks" in page
    assert "× 1 new active contributor per event = 1,152" in page
    assert "new active contributors from 1,152 events" in page
    typed = re.findall(
        r'<input type="number" name="(\w+)" value="([^"]*)"', answer.content.decode()
    )
    assert dict(typed) == {key: TYPED[key] for key, _ in typed}
    assert len(typed) == 4


def test_before_there_is_a_programme_the_page_asks_for_one(client, lead):
    client.force_login(lead)

    assert "No programme has been typed in yet." in words(client.get(URL))

    client.post(URL, TYPED)
    assert Programme.objects.get().new_expected == 1152


def test_lead_changes_a_factor_and_it_is_logged(client, lead, programme):
    client.force_login(lead)

    answer = client.post(URL, {**TYPED, "new_per_event": "0.5"}, follow=True)

    assert answer.redirect_chain == [(URL, 302)]
    assert "× 0.5 new active contributors per event = 576" in words(answer)
    assert "Saved." in words(answer)
    assert "Last changed by Leila" in words(answer)
    entry = log_of(programme).first()
    assert (entry.by, entry.details) == (lead, {"new_per_event": "0.5"})


def test_lead_works_out_a_product_without_saving_it(client, lead, programme):
    client.force_login(lead)

    answer = client.post(URL, {**TYPED, "spaces": "1", "weeks": "1", "work-out": "yes"})

    assert answer.status_code == 200
    assert "not saved yet" in words(answer)
    assert "1 space × 3 events a week × 1 open week" in words(answer)
    assert "= 3 new active contributors from 3 events" in words(answer)
    assert Programme.objects.get().spaces == 12


def test_programme_gets_another_name(client, lead, programme):
    client.force_login(lead)

    client.post(URL, {**TYPED, "name": "Second year"})

    assert list(Programme.objects.values_list("pk", "name")) == [(programme.pk, "Second year")]


def test_goal_of_the_network_stands_beside_the_product(client, lead, programme, now):
    set_network(
        name="Open Squares",
        goal=10_000,
        goal_on=date(2026, 12, 31),
        baseline=None,
        baseline_on=None,
        baseline_note="",
        by=None,
        now=now,
    )
    client.force_login(lead)

    page = words(client.get(URL))

    assert "The network’s goal is 10,000 active contributors in all by 31 December 2026." in page


@pytest.mark.parametrize("button", [{}, {"work-out": "yes"}])
@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", " ", "Give the programme a name."),
        ("starts_on", "", "Give the day on which it starts."),
        ("ends_on", "2026-05-01", "A programme ends after it starts: give a later day."),
        ("spaces", "0", "There must be at least one space."),
        ("spaces", "", "Type how many spaces take part."),
        ("spaces", "2.5", "Type a whole number of spaces, as 12."),
        ("spaces", "99999", "That is more than anybody can mean. Type a smaller number."),
        ("events_per_week", "0", "There must be some events: type a number above 0."),
        ("events_per_week", "NaN", "Type a number, as 3 or 2.5."),
        ("events_per_week", "9999", "That is more than anybody can mean. Type a smaller number."),
        ("weeks", "0", "There must be at least one open week."),
        (
            "weeks",
            "36",
            "From its first day to its end there are only 35 weeks: give fewer, or a later end.",
        ),
        ("new_per_event", "-1", "This cannot be negative: type 0 or more."),
        ("new_per_event", "some", "Type a number, as 1 or 0.5."),
        ("new_per_event", "0.0001", "Three decimal places are enough, as 0.125."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    client, lead, programme, field, value, said, button
):
    client.force_login(lead)

    answer = client.post(URL, {**TYPED, "spaces": "7", field: value, **button})

    assert answer.status_code == 422
    assert beside(answer, field) == said
    assert answer.content.decode().count('class="errorlist"') == 1
    assert "As it stands" not in words(answer)
    assert Programme.objects.get().spaces == 12


def test_name_of_another_programme_is_refused_beside_the_name(client, lead, programme, now):
    later = {**STANDS, "starts_on": date(2026, 6, 1), "weeks": 30, "name": "Later"}
    set_programme(**later, by=None, now=now)
    client.force_login(lead)

    answer = client.post(URL, {**TYPED, "starts_on": "2026-06-01", "weeks": "30"})

    assert answer.status_code == 422
    assert beside(answer, "name") == (
        "Another programme is called “First year”. Choose another name."
    )


@pytest.mark.parametrize("who", ["outsider", "staff", "steward"])
def test_others_neither_see_nor_save(client, request, programme, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(URL).status_code == 403
    assert client.post(URL, {**TYPED, "spaces": "1"}).status_code == 403
    assert Programme.objects.get().spaces == 12


def test_a_stranger_is_asked_to_sign_in(client, programme):
    asked = f"{reverse('account_login')}?next={URL}"

    assert client.get(URL).url == asked
    assert client.post(URL, {**TYPED, "spaces": "1"}).url == asked
    assert Programme.objects.get().spaces == 12


def test_page_costs_the_same_queries_however_many_programmes(
    client, lead, programme, now, django_assert_num_queries
):
    client.force_login(lead)
    with CaptureQueriesContext(connection) as captured:
        client.get(URL)
    with_one = len(captured)  # before the next request clears them

    for number in (2, 3):
        set_programme(**{**STANDS, "name": f"Year {number}"}, by=None, now=now)

    with django_assert_num_queries(with_one):
        client.get(URL)


@pytest.mark.parametrize(
    ("who", "is_shown"), [("lead", True), ("steward", False), ("staff", False), ("outsider", False)]
)
def test_way_to_the_settings_is_shown_to_those_they_open_to(client, request, who, is_shown):
    client.force_login(request.getfixturevalue(who))

    page = client.get("/impact/").content.decode()

    assert ('href="/programme/settings/"' in page) == is_shown
    assert (client.get("/programme/settings/").status_code == 200) == is_shown
