import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.core.people.actions import give_role
from parvis.core.people.models import User

URL = "/programme/people/"
ROLE = {"what": "role", "role-email": "new@example.org", "role-role": "staff"}
TERM = {
    "what": "coordinator",
    "term-email": "Carla@example.org",
    "term-display_name": "Carla",
    "term-kind": "technical",
    "term-from_on": "2026-03-01",
}


def test_lead_invites_somebody_with_a_role(client, lead):
    client.force_login(lead)

    answer = client.post(URL, {**ROLE, "role-display_name": "Nora"}, follow=True)

    assert answer.redirect_chain == [(URL, 302)]
    made = User.objects.get(email="new@example.org")
    assert (made.display_name, made.roles.get().name) == ("Nora", "staff")
    assert "Nora" in answer.content.decode()


def test_lead_appoints_a_coordinator_once(client, lead, space):
    client.force_login(lead)

    client.post(URL, {**TERM, "term-space": space.pk})
    again = client.post(URL, {**TERM, "term-space": space.pk})

    assert User.objects.get(display_name="Carla").coordinates.get().is_technical
    assert again.status_code == 422
    assert "This person coordinates the space already." in again.content.decode()


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({**ROLE, "role-email": "nobody"}, "Enter a valid email address."),
        ({**ROLE, "role-role": "king"}, "king is not one of the available choices"),
        ({**TERM, "term-space": "99"}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_is_said_and_not_saved(client, lead, sent, problem):
    client.force_login(lead)

    answer = client.post(URL, sent)

    assert answer.status_code == 422
    assert problem in answer.content.decode()
    assert User.objects.count() == 1


def test_role_is_taken_but_not_from_the_only_lead(client, lead, staff):
    client.force_login(lead)

    client.post(f"{URL}{staff.pk}/staff/take/")
    kept = client.post(f"{URL}{lead.pk}/lead/take/", follow=True)

    assert not staff.roles.exists()
    assert "Leila is the only programme lead." in kept.content.decode()
    assert lead.roles.exists()


@pytest.mark.parametrize("who", ["outsider", "staff", "steward"])
def test_others_neither_see_nor_change(client, request, who, lead):
    client.force_login(request.getfixturevalue(who))

    assert client.get(URL).status_code == 403
    assert client.post(URL, ROLE).status_code == 403
    assert client.post(f"{URL}{lead.pk}/lead/take/").status_code == 403
    assert client.get(f"{URL}{lead.pk}/lead/take/").status_code == 405
    assert lead.roles.exists()


def test_page_costs_the_same_queries_however_many_they_are(
    client, lead, make_person, space, now, django_assert_num_queries
):
    client.force_login(lead)

    def add(number):
        give_role(user=make_person(f"p{number}"), role="staff", by=None, now=now)
        term = {**TERM, "term-space": space.pk, "term-email": f"c{number}@example.org"}
        client.post(URL, term, follow=True)

    add(1)
    with CaptureQueriesContext(connection) as captured:
        client.get(URL)
    with_one = len(captured)  # before the next request clears them
    add(2)
    add(3)

    with django_assert_num_queries(with_one):
        client.get(URL)
