"""Who is let in, once, whatever the devices saw and in whatever order they tell of it."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.consents import Consents
from parvis.core.registration.door import Seen, put_right, scan
from parvis.core.registration.door import let_in as let_in_action
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.excluding import exclude
from parvis.core.registration.models import Registration
from parvis.core.registration.passes import make_pass
from parvis.core.registration.tickets import Ticket, code_of
from parvis.core.registration.undoing import undo
from parvis.core.registration.walking_in import Stranger, walk_in

MINUTE = timedelta(minutes=1)


@pytest.fixture
def seen(event):
    """What a device tells: a new key each time, at the start of the event unless said."""

    def make(minutes=0, **said):
        at = event.starts_at + minutes * MINUTE
        given = {"key": uuid4(), "at": at, "way": "scan", "now": at, "device": "Front", **said}
        return Seen(**given)

    return make


@pytest.fixture
def let_in(seen):
    def let(row, minutes=0, **said):
        return let_in_action(event=row.event, registration=row.pk, seen=seen(minutes, **said))

    return let


def code(row):
    return code_of(Ticket(row.pk, row.event_id))


def counted(row):
    return [one.at for one in CheckIn.objects.filter(registration=row, is_counted=True)]


def test_ticket_lets_in_once_and_then_says_since_when(sign_up, event, seen):
    row = sign_up(event, "Ada")

    first = scan(event=event, code=code(row), seen=seen())
    again = scan(event=event, code=code(row), seen=seen(9))

    assert (first.verdict, first.words) == ("in", "Come in, Ada.")
    assert (again.verdict, again.words) == ("again", "Ada is already in, since 13:00.")
    assert counted(row) == [event.starts_at]


def test_same_request_three_times_is_one_check_in(sign_up, event, seen):
    row, once = sign_up(event, "Ada"), seen()

    answers = {scan(event=event, code=code(row), seen=once).verdict for _ in range(3)}

    assert (answers, CheckIn.objects.count()) == ({"in"}, 1)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"), "not one of our tickets"),
        (lambda text: text[:-6], "cut off"),
        (lambda text: f"XX{text[2:]}", "not one of our tickets"),
        (lambda text: f"{text}AAAA", "not one of our tickets"),
        (lambda _: "PV" + "7" * 36, "not one of our tickets"),
        (lambda _: "", "not one of our tickets"),
        (lambda _: "https://example.org/ticket", "not one of our tickets"),
        (lambda _: "PV" + "Ü" * 28, "not one of our tickets"),
        (lambda _: "P" * 5000, "not one of our tickets"),
    ],
)
def test_code_that_is_none_of_ours_is_unknown(sign_up, event, seen, spoil, sentence):
    row = sign_up(event, "Ada")

    answer = scan(event=event, code=spoil(code(row)), seen=seen())

    assert answer.verdict == "unknown"
    assert sentence in answer.words
    assert not CheckIn.objects.exists()


def test_no_other_last_letter_makes_the_same_ticket(sign_up, event, seen):
    """The last letter holds more bits than the code needs: they are looked at too."""
    whole = code(sign_up(event, "Ada"))
    others = [
        f"{whole[:-1]}{last}" for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" if last != whole[-1]
    ]

    verdicts = {scan(event=event, code=other, seen=seen()).verdict for other in others}

    assert verdicts == {"unknown"}


def test_typed_code_may_have_spaces_and_small_letters(sign_up, event, seen):
    row = sign_up(event, "Ada")
    typed = " ".join(code(row).lower()[n : n + 5] for n in range(0, 30, 5))

    assert scan(event=event, code=typed, seen=seen()).verdict == "in"


def test_ticket_of_another_event_says_which(sign_up, event, small, seen):
    row = sign_up(small, "Ada")

    answer = scan(event=event, code=code(row), seen=seen())

    assert answer.verdict == "other-event"
    assert answer.words.startswith("This ticket is for another event: “Small circle”, Thursday")


def test_ticket_of_another_space_says_where(sign_up, event, evening, now, seen):
    from parvis.core.spaces.actions import open_space  # noqa: PLC0415

    berlin = open_space(
        slug="berlin",
        name="Berlin space",
        city="Berlin",
        country="DE",
        time_zone="Europe/Berlin",
        opened_on=now.date(),
        by=None,
        now=now,
    )
    type(event).objects.filter(pk=event.pk).update(room=None)
    other = evening("Far away", space=berlin, starts_at=event.starts_at, ends_at=event.ends_at)

    answer = scan(event=event, code=code(sign_up(other, "Ada")), seen=seen())

    assert "“Far away” at Berlin space" in answer.words


@pytest.mark.parametrize(("state", "verdict"), [("waiting", "waiting"), ("cancelled", "cancelled")])
def test_who_has_no_place_is_not_let_in_unless_somebody_says_so(
    make_row, event, let_in, state, verdict
):
    row = make_row(event, 1, state=state)

    asked = let_in(row)
    still = counted(row)
    told = let_in(row, over=True)

    row.refresh_from_db()
    assert (asked.verdict, still, told.verdict) == (verdict, [], "in")
    assert (row.state, row.is_over) == ("confirmed", True)


def test_open_offer_is_taken_at_the_door(make_row, event, let_in):
    row = make_row(event, 1, state="offered")

    assert let_in(row).verdict == "in"
    row.refresh_from_db()
    assert (row.state, row.offered_until, row.is_over) == ("confirmed", None, False)


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


def test_two_devices_that_both_let_somebody_in_count_them_once(sign_up, event, seen):
    row = sign_up(event, "Ada")
    back = seen(5, is_firm=True, device="Back")
    front = seen(2, is_firm=True, now=event.starts_at + 9 * MINUTE)

    scan(event=event, code=code(row), seen=back)
    second = scan(event=event, code=code(row), seen=front)

    rows = CheckIn.objects.order_by("at").values_list("device", "is_counted", "note")
    assert list(rows) == [("Front", True, ""), ("Back", False, "again")]
    assert second.note == "again"


@pytest.mark.parametrize("undone", ["Front", "Back"])
def test_undo_at_one_device_leaves_the_other_standing(sign_up, event, seen, undone):
    row = sign_up(event, "Ada")
    both = {"Front": seen(2, is_firm=True), "Back": seen(5, is_firm=True, device="Back")}
    for one in both.values():
        scan(event=event, code=code(row), seen=one)

    undo(event=event, key=both[undone].key, now=event.starts_at + 9 * MINUTE)

    stands = CheckIn.objects.get(undone_at=None)
    assert (stands.is_counted, stands.device != undone) == (True, True)


@pytest.mark.parametrize(
    ("state", "note"), [("cancelled", "cancelled"), ("waiting", "waiting"), ("lapsed", "waiting")]
)
def test_nobody_who_was_let_in_without_a_network_is_lost(make_row, event, let_in, state, note):
    row = make_row(event, 1, state=state)

    answer = let_in(row, is_firm=True)

    assert (answer.verdict, answer.note, len(counted(row))) == ("in", note, 1)


def test_walk_in_is_in_with_a_name_alone(event, seen):
    answer = walk_in(event=event, stranger=Stranger(name="Ines"), seen=seen(way="walk-in"))

    row = answer.registration
    assert (answer.verdict, row.origin, row.email) == ("in", "walk-in", "")
    assert len(counted(row)) == 1


def test_walk_in_with_an_address_gets_a_link_and_keeps_consents(event, seen, mails):
    stranger = Stranger("Ines", "ines@example.org", Consents(follow_up=True))

    row = walk_in(event=event, stranger=stranger, seen=seen()).registration

    assert (row.follow_up_since is not None, row.linking_since) == (True, None)
    assert mails() == [("ines@example.org", f"Good that you came: {event}")]


def test_walk_in_who_had_signed_up_is_that_person(sign_up, event, seen):
    row = sign_up(event, "Ada")

    answer = walk_in(event=event, stranger=Stranger("A.", "ADA@example.org"), seen=seen())

    assert (answer.registration.pk, answer.verdict) == (row.pk, "in")
    assert Registration.objects.count() == 1


def test_walk_in_sent_three_times_is_one_person(event, seen):
    once = seen(way="walk-in")

    verdicts = {walk_in(event=event, stranger=Stranger("Ines"), seen=once).verdict for _ in "123"}

    assert (verdicts, Registration.objects.count(), CheckIn.objects.count()) == ({"in"}, 1, 1)


def test_room_that_is_full_takes_nobody_but_by_a_coordinator(small, seen, coordinator, now):
    for name in ("Ada", "Ben"):
        walk_in(event=small, stranger=Stranger(name), seen=seen())
    helper, _ = make_pass(event=small, name="Hal", by=coordinator, now=now)
    own, _ = make_pass(event=small, name="Carla", by=coordinator, now=now, is_own=True)
    ask = seen(over=True)

    answers = [
        walk_in(event=small, stranger=Stranger("Cleo"), seen=replace(ask, door_pass=held))
        for held in (helper, own)
    ]

    assert [(one.verdict, one.note) for one in answers] == [("full", ""), ("in", "full")]
    assert "2 of 2 are in" in answers[0].words
    assert answers[1].registration.is_over


def test_walk_in_without_a_network_is_kept_whatever_was_typed(small, seen):
    for name in ("Ada", "Ben", "", "\n🎉"):
        walk_in(event=small, stranger=Stranger(name, "no address"), seen=seen(is_firm=True))

    assert CheckIn.objects.filter(is_counted=True).count() == 4
    names = sorted(Registration.objects.values_list("name", flat=True))
    assert names == ["Ada", "Ben", "Somebody who came", "Somebody who came"]


def test_slip_in_one_field_without_a_network_does_not_lose_the_other(event, seen):
    for stranger in (Stranger("Zoe", "zoe@"), Stranger("🎉", "ines@example.org")):
        walk_in(event=event, stranger=stranger, seen=seen(is_firm=True))

    found = Registration.objects.order_by("number").values_list("name", "email")
    assert list(found) == [("Zoe", ""), ("Somebody who came", "ines@example.org")]


def test_walk_in_whose_name_cannot_be_is_asked_again(event, seen):
    with pytest.raises(RegistrationError, match="Write your name"):
        walk_in(event=event, stranger=Stranger(" "), seen=seen())


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


def test_who_may_not_come_is_not_let_in_by_name_or_as_a_walk_in(sign_up, event, seen, steward):
    row = sign_up(event, "Eve")
    exclude(
        email="eve@example.org",
        space=None,
        because="Asked to stay away",
        until_on=None,
        by=steward,
        now=row.asked_at,
    )

    by_name = let_in_action(event=event, registration=row.pk, seen=seen(over=True))
    walking = walk_in(event=event, stranger=Stranger("Eve", "eve@example.org"), seen=seen())

    assert (by_name.verdict, walking.verdict) == ("refused", "refused")
    assert "Asked to stay away" not in by_name.words
    assert not CheckIn.objects.exists()


def test_what_is_allowed_at_the_door_is_added_to_what_was_before(sign_up, event, seen):
    row = sign_up(event, "Ada", consents=Consents(reminders=True))

    walk_in(
        event=event,
        stranger=Stranger("Ada", "ada@example.org", Consents(linking=True)),
        seen=seen(),
    )

    row.refresh_from_db()
    given = [row.reminders_since is not None, row.follow_up_since, row.linking_since is not None]
    assert given == [True, None, True]


@pytest.mark.parametrize(
    ("ahead", "skew", "minutes"),
    [(0, 0, -10), (20, 0, -10), (3600, 3600, -10), (-3600, -3600, -10)],
)
def test_clock_of_a_device_is_put_right(now, ahead, skew, minutes):
    its_now = now + timedelta(seconds=ahead)
    at = its_now - 10 * MINUTE

    found = put_right(at, sent_at=its_now, now=now)

    small = timedelta(seconds=ahead if skew == 0 else 0)
    assert found == (now + minutes * MINUTE + small, skew)


def test_nobody_came_in_later_than_now(now):
    assert put_right(now + MINUTE, sent_at=now, now=now) == (now, 0)


@pytest.mark.parametrize("there", [1, 40])
def test_check_in_asks_four_times_however_many_came(
    make_row, evening, now, seen, django_assert_max_num_queries, there
):
    event = evening(capacity=None, starts_at=now + MINUTE, ends_at=now + 90 * MINUTE)
    rows = [make_row(event, n + 1) for n in range(there)]
    for row in rows[1:]:
        scan(event=event, code=code(row), seen=seen())

    with django_assert_max_num_queries(6):  # two of them open and close the transaction
        assert scan(event=event, code=code(rows[0]), seen=seen()).verdict == "in"
