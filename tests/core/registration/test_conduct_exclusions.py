"""Who may not come: turned away politely, told whom to ask, never why."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from parvis.core.ground.outbox import Mail
from parvis.core.ground.queries import log_of
from parvis.core.people.rules import NotAllowedError
from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.conduct import Exclusion
from parvis.core.registration.errors import NotComingError, RegistrationError
from parvis.core.registration.excluding import (
    exclude,
    lift,
    past_exclusions,
    refuse_excluded,
    standing_exclusions,
)
from parvis.core.registration.plausible import key_of
from parvis.core.registration.signing_up import Wish, sign_up
from parvis.core.spaces.actions import open_space
from tests.core.refused import refused

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ADDRESS, WHY = "max@example.org", "Threw a chair"


@pytest.fixture
def taipei(db, now):
    return open_space(
        slug="taipei",
        name="Taipei space",
        city="Taipei",
        country="TW",
        time_zone="Asia/Taipei",
        opened_on=date(2025, 1, 1),
        by=None,
        now=now,
    )


@pytest.fixture
def bar(space, steward, now):
    """Exclude somebody: `bar(email="…")`."""

    def bar(**changes):
        said = {"email": ADDRESS, "space": space, "because": WHY, "until_on": None}
        return exclude(**{**said, "by": steward, "now": now, **changes})

    return bar


def is_turned_away(email, space, at):
    try:
        refuse_excluded(email_key=key_of(email), space=space, now=at)
    except NotComingError:
        return True
    return False


def test_sentence_names_whom_to_ask_and_not_why(bar, space, now):
    bar()

    with pytest.raises(NotComingError) as with_stewards:
        refuse_excluded(email_key=ADDRESS, space=space, now=now)
    space.conduct_contact = "Ines, ines@example.org."
    with pytest.raises(NotComingError) as with_contact:
        refuse_excluded(email_key=ADDRESS, space=space, now=now)

    polite = "We cannot take this sign-up. If you want to talk about it, please ask "
    page = "http://127.0.0.1:8000/spaces/paris/conduct/"
    assert str(with_stewards.value) == f"{polite}the network’s stewards ({page})."
    assert str(with_contact.value) == f"{polite}Ines, ines@example.org."


def test_asking_costs_one_query(bar, space, now, django_assert_num_queries):
    bar()
    bar(email="other@example.org", space=None)

    for email in (ADDRESS, "other@example.org", "nobody@example.org", ""):
        with django_assert_num_queries(1):
            is_turned_away(email, space, now)


@pytest.mark.parametrize(
    ("excluded", "typed"),
    [
        ("max@example.org", "MAX@Example.ORG"),
        ("Max@Bücher.example", "max@BÜCHER.example"),
        ("max@bücher.example", "max@xn--bcher-kva.example"),
        ("max@xn--bcher-kva.example", " Max@bücher.example "),
    ],
)
def test_other_spellings_are_the_same_address(bar, space, now, excluded, typed):
    bar(email=excluded)

    assert is_turned_away(typed, space, now)
    assert not is_turned_away("maxi@example.org", space, now)


def test_exclusion_holds_in_its_scope(bar, space, taipei, now):
    bar()
    bar(email="else@example.org", space=None)

    places = (space, taipei)
    assert [is_turned_away(ADDRESS, place, now) for place in places] == [True, False]
    assert [is_turned_away("else@example.org", place, now) for place in places] == [True, True]


def test_exclusion_ends_when_its_day_begins_there(bar, taipei, now):
    made = bar(space=taipei, until_on=date(2026, 4, 1))

    ends = datetime(2026, 3, 31, 16, tzinfo=UTC)  # midnight in Taipei
    assert made.until_at == ends
    moments = (now - HOUR, now, ends - HOUR, ends)
    assert [is_turned_away(ADDRESS, taipei, at) for at in moments] == [False, True, True, False]
    assert [standing_exclusions(at).count() for at in moments] == [0, 1, 1, 0]
    assert list(past_exclusions(ends)) == [made]


def test_exclusion_everywhere_ends_by_utc(bar, now):
    made = bar(space=None, until_on=date(2026, 4, 1))

    assert made.until_at == datetime(2026, 4, 1, tzinfo=UTC)


def test_lifted_exclusion_turns_nobody_away(bar, space, steward, now):
    made = bar()

    lifted = lift(exclusion=made, by=steward, now=now + HOUR)
    again = lift(exclusion=made, by=steward, now=now + 2 * HOUR)

    assert (lifted.until_at, again.until_at) == (now + HOUR, now + HOUR)
    assert not is_turned_away(ADDRESS, space, now + HOUR)
    assert log_of(made).filter(action="conduct.lift").count() == 1


def test_lifting_by_a_clock_that_is_behind(bar, space, steward, now):
    made = bar()

    lift(exclusion=made, by=steward, now=now - HOUR)

    assert not is_turned_away(ADDRESS, space, now + HOUR)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"email": "nobody"}, "“nobody” is no mail address. Write it like ada@example.org."),
        ({"because": " "}, "Write why, so that another steward can judge it later."),
        ({"because": "x" * 5001}, "Shorten the reason to 5000 characters."),
        ({"until_on": date(2026, 3, 1)}, "from a day that is still to come. Type a later day"),
    ],
)
def test_what_cannot_be_says_why(bar, said, why):
    with pytest.raises(RegistrationError) as error:
        bar(**said)

    assert why in str(error.value)
    assert not Exclusion.objects.exists()


def test_address_is_excluded_once_in_a_scope(bar, space, steward, make_person, now):
    first = bar()
    with pytest.raises(RegistrationError, match="from Paris space already, since 1 March 2026"):
        bar(email="MAX@example.org", by=make_person("sonia", "steward"))
    bar(space=None)
    with pytest.raises(RegistrationError, match="from the whole network already"):
        bar(space=None, by=None)
    lift(exclusion=first, by=steward, now=now + HOUR)
    bar(now=now + HOUR)

    assert Exclusion.objects.count() == 3


def test_exclusion_is_logged_without_address_and_reason(bar, steward, now):
    made = bar()

    entry = log_of(made).get()
    assert (entry.action, entry.by, entry.happened_at) == ("conduct.exclude", steward, now)
    assert entry.details == {"space": "paris", "taken_back": 0}
    assert (str(made), str(bar(space=None))) == (
        f"{ADDRESS}, Paris space",
        f"{ADDRESS}, everywhere",
    )


@pytest.mark.parametrize(
    ("key", "read"),
    [
        ("max@xn--bcher-kva.example", "max@bücher.example"),
        ("max@example.org", "max@example.org"),
        ("max@xn--\x7f\xe9.example", "max@xn--\x7f\xe9.example"),
    ],
)
def test_address_is_shown_as_a_person_reads_it(key, read):
    assert Exclusion(email_key=key).address == read


def test_only_stewards_exclude_and_lift(bar, lead, staff, coordinator, outsider, now):
    made = bar()

    for user in (lead, staff, coordinator, outsider):
        with pytest.raises(NotAllowedError, match="A data steward may"):
            bar(email="ada@example.org", by=user)
        with pytest.raises(NotAllowedError, match="A data steward may"):
            lift(exclusion=made, by=user, now=now + HOUR)
    assert [one.until_at for one in Exclusion.objects.all()] == [None]


def test_sign_ups_to_come_are_taken_back_and_the_place_goes_on(bar, small, make_row, now):
    theirs = make_row(small, 1, name="Max", email="Max@example.org", email_key=ADDRESS)
    make_row(small, 2, email="bea@example.org")
    next_one = make_row(small, 3, "waiting", email="cleo@example.org")

    bar()

    theirs.refresh_from_db()
    next_one.refresh_from_db()
    mails = {mail.to: mail for mail in Mail.objects.all()}
    assert (theirs.state, next_one.state) == ("cancelled", "offered")
    assert mails.keys() == {"Max@example.org", "cleo@example.org"}
    told = mails["Max@example.org"]
    assert "please write to the network’s stewards (http://127.0.0.1:8000" in told.text
    assert WHY not in f"{told.subject} {told.text}"
    assert log_of(theirs).get().action == "registration.cancel"


def test_only_what_is_to_come_in_scope_is_taken_back(bar, evening, taipei, make_row, now):
    def row(title, state="confirmed", start=now + DAY, **fields):
        held = evening(title, starts_at=start, ends_at=start + 3 * HOUR, **fields)
        return make_row(held, 1, state, name="Max", email=ADDRESS, email_key=ADDRESS)

    waits, offered = row("Waits", "waiting"), row("Offered", "offered")
    goes_on = row("Goes on", start=now - HOUR)
    is_in = row("Is in", start=now - HOUR)
    at = {"at": now, "noted_at": now, "touched_at": now, "way": "scan"}
    CheckIn.objects.create(event=is_in.event, registration=is_in, **at)
    over, elsewhere = row("Over", start=now - DAY), row("Elsewhere", space=taipei, area=None)

    bar()

    rows = (waits, offered, goes_on, is_in, over, elsewhere)
    for one in rows:
        one.refresh_from_db()
    assert [one.state for one in rows] == ["cancelled"] * 3 + ["confirmed"] * 3
    assert Mail.objects.count() == 3


def test_whole_network_takes_back_everywhere(bar, evening, taipei, make_row, now):
    start = now + DAY
    times = {"starts_at": start, "ends_at": start + HOUR}
    held = evening("Elsewhere", space=taipei, area=None, **times)
    theirs = make_row(held, 1, email=ADDRESS, email_key=ADDRESS)

    made = bar(space=None)

    theirs.refresh_from_db()
    assert theirs.state == "cancelled"
    assert "/spaces/taipei/conduct/" in Mail.objects.get().text
    assert log_of(made).get().details == {"space": None, "taken_back": 1}


def test_excluding_costs_the_same_however_many_events_there_are(
    bar, evening, now, django_assert_num_queries
):
    start = now + DAY
    for number in range(1, 4):
        evening(f"Evening {number}", starts_at=start, ends_at=start + HOUR)
        if number in (1, 3):
            with django_assert_num_queries(9):  # role, savepoint, steward, twice, row, events, …
                bar(email=f"{number}@example.org")


def test_excluded_person_cannot_sign_up_and_others_can(bar, event, now):
    bar()
    wish = {"event": event, "now": now}

    with pytest.raises(NotComingError, match="please ask the network’s stewards"):
        sign_up(**wish, wish=Wish("Max", "MAX@example.org"), form_key=uuid4())
    other = sign_up(**wish, wish=Wish("Ada", "ada@example.org"), form_key=uuid4())

    assert other.is_new
    assert event.registrations.get().name == "Ada"


def test_database_keeps_exclusions_whole(bar, now):
    made = bar()
    rows = Exclusion.objects.filter(pk=made.pk)

    refused("exclusion_says_whom_and_why", lambda: rows.update(email_key=""))
    refused("exclusion_says_whom_and_why", lambda: rows.update(because=""))
    refused("exclusion_until_after_from", lambda: rows.update(until_at=now))
