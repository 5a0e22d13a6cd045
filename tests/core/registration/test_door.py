"""Who is let in, once, whatever the devices saw and in whatever order they tell of it."""

from datetime import timedelta

import pytest

from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.door import put_right, scan
from tests.core.registration.doors import code, counted

MINUTE = timedelta(minutes=1)


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


def test_two_devices_that_both_let_somebody_in_count_them_once(sign_up, event, seen):
    row = sign_up(event, "Ada")
    back = seen(5, is_firm=True, device="Back")
    front = seen(2, is_firm=True, now=event.starts_at + 9 * MINUTE)

    scan(event=event, code=code(row), seen=back)
    second = scan(event=event, code=code(row), seen=front)

    rows = CheckIn.objects.order_by("at").values_list("device", "is_counted", "note")
    assert list(rows) == [("Front", True, ""), ("Back", False, "again")]
    assert second.note == "again"


@pytest.mark.parametrize(
    ("state", "note"), [("cancelled", "cancelled"), ("waiting", "waiting"), ("lapsed", "waiting")]
)
def test_nobody_who_was_let_in_without_a_network_is_lost(make_row, event, let_in, state, note):
    row = make_row(event, 1, state=state)

    answer = let_in(row, is_firm=True)

    assert (answer.verdict, answer.note, len(counted(row))) == ("in", note, 1)


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
