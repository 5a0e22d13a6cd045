"""Nobody gets to the desk who has nothing to do there."""

import pytest
from django.urls import reverse

from parvis.core.events.models import Event
from parvis.core.needs.models import Need

EVERYBODY_AT_DESK = ("desk", "desk-needs", "desk-network-week", "desk-week", "desk-event")
PLANNERS = (
    *("desk-new", "desk-change", "desk-cancel", "desk-report", "desk-wishes"),
    *("desk-people", "desk-sign-up", "desk-write"),
)
POSTS = (
    *("desk-move", "desk-template", "desk-decline", "desk-withdraw"),
    *("desk-people", "desk-people-csv", "desk-admit", "desk-person", "desk-sign-up", "desk-write"),
)


@pytest.fixture
def address(plan, staff, now):
    event = plan()
    need = Need.objects.create(title="Testers", words="Five", asked_by=staff, asked_at=now)
    slug = event.space.slug
    given = {
        **{key: [slug] for key in ("desk-week", "desk-new", "desk-wishes")},
        **{key: [] for key in ("desk", "desk-needs", "desk-network-week")},
        "desk-move": [event.pk, "publish"],
        "desk-decline": [slug, "need", need.pk],
        "desk-withdraw": [need.pk],
        "desk-person": [event.pk, 1],
    }
    return lambda name: reverse(name, args=given.get(name, [event.pk]))


@pytest.mark.parametrize("name", [*EVERYBODY_AT_DESK, *PLANNERS])
def test_outsider_sees_no_page(client, outsider, address, name):
    client.force_login(outsider)

    assert client.get(address(name)).status_code == 403


@pytest.mark.parametrize("name", [*EVERYBODY_AT_DESK, *PLANNERS])
def test_stranger_is_asked_to_sign_in(client, address, name):
    assert client.get(address(name)).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", POSTS)
@pytest.mark.parametrize("who", ["outsider", "stranger"])
def test_nobody_else_changes_anything(client, outsider, address, name, who):
    if who == "outsider":
        client.force_login(outsider)

    answer = client.post(address(name), {"because": "no", "name": "no"})

    assert answer.status_code in (302, 403, 404)
    assert not answer.has_header("Location") or reverse("account_login") in answer["Location"]
    assert Event.objects.get().state == "draft"
    assert Need.objects.get().state == "open"


@pytest.mark.parametrize("name", [*PLANNERS])
def test_staff_look_and_do_not_plan(client, make_person, address, name):
    client.force_login(make_person("sven", "staff"))

    assert client.get(address(name)).status_code == 403
    assert client.get(address("desk-week")).status_code == 200
    assert "/events/new/" not in client.get(address("desk-week")).content.decode()


def test_coordinator_plans_in_their_own_space_only(client, coordinator, plan, now):
    from datetime import date  # noqa: PLC0415

    from parvis.core.spaces.actions import open_space  # noqa: PLC0415

    other = open_space(
        slug="oslo",
        name="Oslo space",
        city="Oslo",
        country="NO",
        time_zone="Europe/Oslo",
        opened_on=date(2025, 1, 1),
        by=None,
        now=now,
    )
    client.force_login(coordinator)

    assert client.get(reverse("desk-new", args=["paris"])).status_code == 200
    assert client.get(reverse("desk-new", args=[other.slug])).status_code == 403


@pytest.mark.parametrize(
    ("who", "sees"), [("coordinator", True), ("staff", True), ("lead", True), ("outsider", False)]
)
def test_way_to_the_desk_is_shown_to_those_who_have_one(client, request, space, who, sees):
    client.force_login(request.getfixturevalue(who))

    page = client.get(reverse("impact")).content.decode()

    assert ('href="/desk/"' in page) is sees
