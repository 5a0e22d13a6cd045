"""Contributions that no system records: told of, and confirmed by a mentor of the area."""

from datetime import date, timedelta

import pytest

from parvis.core.followup.logged import LoggedContribution
from parvis.core.followup.logging_by_hand import (
    LoggingError,
    Told,
    confirm,
    decided_by,
    refuse,
    take_back,
    tell_of,
    to_confirm,
    told_of,
)
from parvis.core.followup.whose import Whose
from parvis.core.ground.outbox import Mail
from parvis.core.ground.queries import log_of
from parvis.core.pathways.models import FocusArea
from parvis.core.people.rules import NotAllowedError
from tests.core.followup.helping import *  # noqa: F403  # mentors, and who asks for them

pytestmark = pytest.mark.django_db
KINDS = ("answer", "translation")


@pytest.fixture
def tell(visitor, coding, now):
    """Tell of an answer given at a help desk; a text is a visitor's name."""

    def make(who="Ada", *, by=None, now=now, **changed):
        whose = visitor(who) if isinstance(who, str) else who
        given = {"area": coding, "kind": "answer", "what": "Helped at the desk", **changed}
        told = Told(**{"on": date(2026, 2, 27), **given})
        return tell_of(whose=whose, told=told, kinds=KINDS, by=by, now=now)

    return make


def test_what_is_told_waits_for_a_mentor_of_the_area(tell, make_mentor, outsider):
    mia = make_mentor("mia")
    other = make_mentor("ben", areas=[FocusArea.objects.get(slug="qa")])

    row = tell(what=" Helped\nat the desk ", link=" https://example.org/1 ")

    assert (row.what, row.link, row.state) == (
        *("Helped at the desk", "https://example.org/1"),
        "told",
    )
    assert list(to_confirm(mia.user)) == [row]
    assert not to_confirm(other.user).exists()
    assert not to_confirm(outsider).exists()
    assert [entry.action for entry in log_of(row)] == ["followup.tell-of"]


def test_confirmed_by_a_mentor_it_counts_and_twice_is_once(tell, make_mentor, now):
    mia, row = make_mentor("mia"), tell()

    confirm(logged=row, by=mia.user, now=now)
    again = confirm(logged=row, by=mia.user, now=now + timedelta(1))

    assert (again.state, again.decided_at, again.decided_by) == ("confirmed", now, mia.user)
    assert list(decided_by(mia.user)) == [row]
    assert not to_confirm(mia.user).exists()


def test_lead_confirms_in_any_area(tell, lead, now):
    assert confirm(logged=tell(), by=lead, now=now).state == "confirmed"


def test_refusal_says_why_on_the_tellers_page_and_by_no_mail(tell, visitor, make_mentor, now):
    mia, ada = make_mentor("mia"), visitor("Ada")
    row = tell(ada)
    written = Mail.objects.count()

    refuse(logged=row, because=" Nobody\nremembers it. ", by=mia.user, now=now)

    assert [(one.state, one.because) for one in told_of(ada)] == [
        ("refused", "Nobody remembers it.")
    ]
    assert Mail.objects.count() == written


def test_confirmation_can_be_taken_back_and_given_again(tell, make_mentor, now):
    mia, row = make_mentor("mia"), tell()
    confirm(logged=row, by=mia.user, now=now)

    refuse(logged=row, because="It was somebody else.", by=mia.user, now=now)
    back = confirm(logged=row, by=mia.user, now=now)

    assert (back.state, back.because) == ("confirmed", "")


@pytest.mark.parametrize(("because", "says"), [(" ", "Say why"), ("a" * 241, "240 characters")])
def test_refusal_needs_a_reason(tell, lead, now, because, says):
    with pytest.raises(LoggingError, match=says):
        refuse(logged=tell(), because=because, by=lead, now=now)


@pytest.mark.parametrize("way", ["user", "visit", "visit told by a coordinator"])
def test_nobody_confirms_their_own(tell, make_mentor, visitor, coordinator, now, way):
    mia = make_mentor("mia")
    if way == "user":
        row = tell(Whose.of_user(mia.user), by=mia.user)
    else:
        row = tell(visitor("Mia"), by=coordinator if way != "visit" else None)

    with pytest.raises(NotAllowedError, match="Another mentor"):
        confirm(logged=row, by=mia.user, now=now)
    with pytest.raises(NotAllowedError, match="Another mentor"):
        refuse(logged=row, because="No", by=mia.user, now=now)
    assert not to_confirm(mia.user).exists()


def test_lead_does_not_confirm_their_own(tell, lead, now):
    row = tell(Whose.of_user(lead), by=lead)

    with pytest.raises(NotAllowedError):
        confirm(logged=row, by=lead, now=now)


def test_mentor_who_ended_it_and_outsiders_confirm_nothing(tell, make_mentor, outsider, now):
    from parvis.core.pathways.being_mentor import end_mentor  # noqa: PLC0415

    mia, row = make_mentor("mia"), tell()
    end_mentor(mentor=mia, by=mia.user, now=now)

    for who in (mia.user, outsider):
        with pytest.raises(NotAllowedError):
            confirm(logged=row, by=who, now=now)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"what": "  "}, "what was done"),
        ({"what": "a" * 241}, "240 characters"),
        ({"kind": "merging"}, "Choose the kind"),
        ({"on": date(1999, 12, 31)}, "from 2000 on"),
        ({"on": date(2026, 3, 3)}, "still to come"),
        ({"link": "javascript:alert(1)"}, "Write the link in full"),
        ({"link": f"https://example.org/{'a' * 500}"}, "at most 500"),
    ],
)
def test_what_cannot_be_told_says_what_is_wrong(tell, changed, says):
    with pytest.raises(LoggingError, match=says):
        tell(**changed)

    assert not LoggedContribution.objects.exists()


def test_day_that_has_begun_somewhere_is_not_in_the_future(tell, now):
    assert tell(on=date(2026, 3, 2)).on == date(2026, 3, 2)  # 02:00 in Kiritimati


def test_same_again_is_kept_once_and_after_a_refusal_anew(tell, visitor, lead, now):
    ada = visitor("Ada")
    row = tell(ada)

    again = tell(ada)
    refuse(logged=row, because="Which desk?", by=lead, now=now)
    anew = tell(ada)

    assert (again.pk, anew.pk != row.pk) == (row.pk, True)


def test_nobody_fills_a_mentors_page(tell, visitor):
    ada = visitor("Ada")
    for number in range(20):
        tell(ada, what=f"Number {number}")

    with pytest.raises(LoggingError, match="20 wait for a mentor already"):
        tell(ada, what="One more")


def test_coordinator_tells_for_a_visitor_and_others_do_not(
    tell, visitor, coordinator, outsider, event, make_row
):
    nameless = Whose.of_visit(make_row(event, 9), is_proved=False)

    row = tell(nameless, by=coordinator)

    assert (row.told_by, row.registration) == (coordinator, nameless.registration)
    with pytest.raises(NotAllowedError):
        tell("Ada", by=outsider)
    with pytest.raises(NotAllowedError, match="what others did"):
        tell(Whose.of_user(coordinator), by=outsider)


def test_link_that_proves_no_address_tells_nothing(tell, visitor):
    ada = visitor("Ada").registration

    with pytest.raises(LoggingError, match="Open the link in the mail"):
        tell(Whose.of_visit(ada, is_proved=False))


def test_teller_takes_back_what_they_told_and_nobody_else_does(tell, visitor, make_mentor, now):
    mia, ada, ben = make_mentor("mia"), visitor("Ada"), visitor("Ben")
    row = tell(ada)
    with pytest.raises(NotAllowedError):
        take_back(logged=row, whose=ben, now=now)
    confirm(logged=row, by=mia.user, now=now)

    take_back(logged=row, whose=ada, now=now)

    assert not LoggedContribution.objects.exists()
    with pytest.raises(LoggingError, match="taken back"):
        confirm(logged=row, by=mia.user, now=now)


def test_list_to_confirm_costs_the_same_for_many(tell, lead, django_assert_num_queries):
    def read():
        return [str(one.registration or one.user) + one.area.name for one in to_confirm(lead)]

    tell("Ada")
    with django_assert_num_queries(2):
        read()
    for name in ("Ben", "Cleo", "Dora"):
        tell(name)

    with django_assert_num_queries(2):
        assert len(read()) == 4
