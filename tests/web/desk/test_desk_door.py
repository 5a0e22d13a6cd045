"""Who runs an event makes links to its door, opens it, and ends them; nobody else does."""

import re

import pytest
from django.utils import timezone

from parvis.core.registration.checkins import DoorPass
from tests.core.registration.conftest import *  # noqa: F403  # the same events and sign-ups

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    """The pages read the clock."""
    return timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def page(event):
    return f"/desk/events/{event.pk}/door/"


def test_link_for_a_helper_is_shown_once_and_opens_the_door(client, coordinator, page, network):
    client.force_login(coordinator)

    made = client.post(page, {"name": "Hal"}).content.decode()
    later = client.get(page).content.decode()
    link = re.search(r'value="(http://testserver/door/[\w-]+/)"', made)[1]
    client.logout()
    opened = client.get(link.removeprefix("http://testserver"))

    assert (opened.status_code, "/door/" + link.split("/")[4] in later) == (200, False)
    held = DoorPass.objects.get()
    assert (held.name, held.user, held.made_by) == ("Hal", None, coordinator)


def test_own_door_is_opened_at_once(client, coordinator, page, network):
    client.force_login(coordinator)

    answer = client.post(f"{page}own/", follow=True)

    assert answer.status_code == 200
    assert DoorPass.objects.get().user == coordinator
    assert '"is_coordinator": true' in answer.content.decode()


def test_link_is_ended(client, coordinator, page, network):
    client.force_login(coordinator)
    client.post(page, {"name": "Hal"})

    answer = client.post(f"{page}{DoorPass.objects.get().pk}/end/", follow=True)

    assert "Ended." in answer.content.decode()
    assert DoorPass.objects.get().revoked_at is not None


@pytest.mark.parametrize("name", ["", " ", "x" * 81])
def test_link_needs_a_name(client, coordinator, page, network, name):
    client.force_login(coordinator)

    answer = client.post(page, {"name": name})

    assert answer.status_code == 422
    assert "Say whom the link is for" in answer.content.decode()
    assert not DoorPass.objects.exists()


def test_event_that_is_over_needs_no_door(client, coordinator, page, event, network, now):
    type(event).objects.filter(pk=event.pk).update(state="cancelled")
    client.force_login(coordinator)

    answer = client.post(page, {"name": "Hal"})

    assert "needs no door" in answer.content.decode()


@pytest.mark.parametrize("path", ["", "own/", "1/end/"])
def test_nobody_else_gets_at_the_door(client, outsider, staff, page, network, path):
    answers = []
    for user in (outsider, staff):
        client.force_login(user)
        answers += [client.post(page + path, {"name": "Hal"}).status_code]
    client.logout()
    answers += [client.post(page + path, {"name": "Hal"}).status_code]

    assert answers == [403, 403, 302]
    assert not DoorPass.objects.exists()
