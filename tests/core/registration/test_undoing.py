"""A check-in is taken back, and with it what somebody got by it; in whatever order."""

from datetime import timedelta
from uuid import uuid4

import pytest

from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.door import let_in as let_in_action
from parvis.core.registration.door import scan
from parvis.core.registration.models import Registration
from parvis.core.registration.undoing import undo
from parvis.core.registration.walking_in import Stranger, walk_in
from tests.core.registration.doors import code, counted

MINUTE = timedelta(minutes=1)


def test_undo_takes_one_out_and_they_can_come_in_again(sign_up, event, seen, let_in):
    row, first = sign_up(event, "Ada"), seen()
    scan(event=event, code=code(row), seen=first)

    undone = [undo(event=event, key=first.key, now=first.now).verdict for _ in range(2)]
    late = scan(event=event, code=code(row), seen=first)
    again = let_in(row, 5)

    assert (undone, late.verdict, again.verdict) == (["undone", "undone"], "undone", "in")
    assert counted(row) == [event.starts_at + 5 * MINUTE]


def test_undo_of_what_never_arrived_says_so(event, now):
    assert undo(event=event, key=uuid4(), now=now).verdict == "unknown"


@pytest.mark.parametrize("undone", ["Front", "Back"])
def test_undo_at_one_device_leaves_the_other_standing(sign_up, event, seen, undone):
    row = sign_up(event, "Ada")
    both = {"Front": seen(2, is_firm=True), "Back": seen(5, is_firm=True, device="Back")}
    for one in both.values():
        scan(event=event, code=code(row), seen=one)

    undo(event=event, key=both[undone].key, now=event.starts_at + 9 * MINUTE)

    stands = CheckIn.objects.get(undone_at=None)
    assert (stands.is_counted, stands.device != undone) == (True, True)


def test_undo_of_a_walk_in_gives_the_place_back(small, seen):
    arrivals = [seen() for _ in range(2)]
    for name, arrival in zip(("Ada", "Ben"), arrivals, strict=True):
        walk_in(event=small, stranger=Stranger(name), seen=arrival)

    undo(event=small, key=arrivals[0].key, now=arrivals[0].now)

    states = Registration.objects.order_by("number").values_list("name", "state")
    assert list(states) == [("Ada", "cancelled"), ("Ben", "confirmed")]


@pytest.mark.parametrize("state", ["waiting", "cancelled", "lapsed"])
def test_undo_of_who_was_let_in_all_the_same_puts_them_back(make_row, event, seen, state):
    row, arrival = make_row(event, 1, state=state), seen(over=True)
    let_in_action(event=event, registration=row.pk, seen=arrival)

    undo(event=event, key=arrival.key, now=arrival.now)

    row.refresh_from_db()
    assert (row.state, row.is_over) == (state, False)


def test_undo_that_overtakes_its_check_in_is_not_forgotten(sign_up, event, seen):
    row, arrival, walked = sign_up(event, "Ada"), seen(is_firm=True), seen(is_firm=True)
    for one in (arrival, walked):
        undo(event=event, key=one.key, now=one.now, may_come_later=True)

    verdicts = [scan(event=event, code=code(row), seen=arrival).verdict for _ in range(2)]
    stranger = walk_in(event=event, stranger=Stranger("Ines"), seen=walked)

    assert (verdicts, stranger.verdict) == (["undone", "undone"], "undone")
    assert not CheckIn.objects.filter(is_counted=True).exists()
    assert scan(event=event, code=code(row), seen=seen()).verdict == "in"
