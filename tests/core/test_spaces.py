from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser

from parvis.core.ground.queries import log_of
from parvis.core.spaces.actions import SpaceError, appoint_coordinator, close_space, open_space
from parvis.core.spaces.models import Coordinator, Space
from parvis.core.spaces.queries import open_spaces
from parvis.core.spaces.rules import may_run_space

from .refused import refused

TAIPEI = {
    "slug": "taipei",
    "name": "Taipei space",
    "city": "Taipei",
    "country": "TW",
    "time_zone": "Asia/Taipei",
    "opened_on": date(2025, 3, 1),
}


def test_open_space_is_logged(steward, now):
    made = open_space(**TAIPEI, latitude=25.03, longitude=121.56, by=steward, now=now)

    assert (str(made), made.zone) == ("Taipei space", ZoneInfo("Asia/Taipei"))
    entry = log_of(made).get()
    assert (entry.action, entry.by, entry.happened_at) == ("spaces.open", steward, now)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"time_zone": "Asia/Taipeh"}, "'Asia/Taipeh' is no time zone. Write one of the IANA list"),
        ({"country": "Taiwan"}, "at most 2 characters"),
        ({"country": "T"}, "two capitals, for example FR"),
        ({"latitude": 25.0}, "latitude and longitude in degrees, or neither"),
        ({"latitude": 95.0, "longitude": 0.0}, "latitude and longitude in degrees"),
        ({"slug": "no slug"}, "valid “slug”"),
        ({"name": " "}, "cannot be blank"),
    ],
)
def test_open_space_says_what_cannot_be(now, change, problem):
    with pytest.raises(SpaceError) as error:
        open_space(**{**TAIPEI, **change}, by=None, now=now)

    assert problem in str(error.value)
    assert not Space.objects.exists()


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("space_named", {"name": ""}),
        ("space_country_two_capitals", {"country": "tw"}),
        ("space_country_two_capitals", {"country": "T"}),
        ("space_on_the_globe", {"latitude": 1.0}),
        ("space_on_the_globe", {"latitude": 1.0, "longitude": 181.0}),
        ("space_closed_after_opened", {"closed_on": date(2025, 3, 1)}),
    ],
)
def test_database_keeps_spaces_whole(db, constraint, change):
    refused(constraint, lambda: Space.objects.create(**{**TAIPEI, **change}))


def test_space_is_open_from_its_first_day_until_it_closes(space, now):
    close_space(space=space, closed_on=date(2026, 1, 1), by=None, now=now)

    days = (date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1))
    assert [open_spaces(day).count() for day in days] == [0, 1, 1, 0]
    assert log_of(space).first().details == {"on": "2026-01-01"}


def test_space_cannot_close_before_it_opened(space, now):
    with pytest.raises(SpaceError, match="closes after the day on which it opened"):
        close_space(space=space, closed_on=date(2024, 1, 1), by=None, now=now)


def test_coordinator_runs_this_space_in_their_term_only(space, outsider, lead, now):
    other = open_space(**TAIPEI, by=None, now=now)
    term = appoint_coordinator(
        space=space, user=outsider, is_technical=True, from_on=date(2026, 1, 1), by=None, now=now
    )
    Coordinator.objects.filter(pk=term.pk).update(until_on=date(2026, 2, 1))

    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1))
    assert [may_run_space(outsider, space, on=day) for day in days] == [False, True, True, False]
    inside = date(2026, 1, 15)
    assert not may_run_space(outsider, other, on=inside)
    assert not may_run_space(lead, space, on=inside)
    assert not may_run_space(AnonymousUser(), space, on=inside)


def test_coordinator_is_appointed_once(space, outsider, now):
    term = {"space": space, "user": outsider, "is_technical": False, "from_on": now.date()}
    made = appoint_coordinator(**term, by=None, now=now)

    with pytest.raises(SpaceError, match="coordinates the space already"):
        appoint_coordinator(**term, by=None, now=now)

    assert str(made) == "Oscar at Paris space"
    assert log_of(made).get().action == "spaces.appoint"
    refused(
        "coordinator_once_per_space|core_coordinator.space_id, core_coordinator.user_id",
        lambda: Coordinator.objects.create(**term),
    )
    refused(
        "coordinator_until_after_from",
        lambda: Coordinator.objects.create(**term, until_on=now.date() - timedelta(days=1)),
    )
