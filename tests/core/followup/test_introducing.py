"""Asking for a mentor, and what becomes of it."""

from datetime import timedelta

import pytest

from parvis.core.events.models import Event
from parvis.core.followup.introducing import (
    IntroductionError,
    accept,
    ask_for_mentor,
    decline,
    end,
    going_for,
    pass_on_unanswered,
    withdraw,
)
from parvis.core.followup.models import Attempt, Introduction
from parvis.core.followup.whose import Whose
from parvis.core.ground.outbox import Mail
from parvis.core.ground.queries import log_of
from parvis.core.pathways.being_mentor import Offer, be_mentor, end_mentor
from parvis.core.pathways.models import FocusArea
from parvis.core.people.rules import NotAllowedError
from parvis.core.registration.excluding import exclude
from tests.core.followup.helping import *  # noqa: F403  # mentors, and who asks for them

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def stands():
    """Each request: whose, asked of whom, how it stands."""
    rows = Introduction.objects.select_related("registration", "user", "mentor__user").order_by(
        "pk"
    )
    return [(str(r.registration or r.user), str(r.mentor or "nobody"), r.state) for r in rows]


def test_mentor_is_asked_by_a_mail_without_the_address(make_mentor, ask, make_task, now):
    make_mentor("mia")
    task = make_task("Mend the tooltip", link="https://example.org/1")
    moments = {"taken_at": now, "changed_at": now, "until": now}
    attempt = Attempt.objects.create(
        opportunity=task, user=make_mentor("ben", at=now + DAY).user, **moments
    )

    row = ask("Ada Byron", words="I am new.\r\nWhere do I start?", attempt=attempt)

    assert stands() == [("Ada Byron", "Mia", "asked")]
    mail = Mail.objects.get(to="mia@example.org")
    assert mail.subject == "Ada Byron asks for a mentor: Coding"
    for part in ("I am new.\nWhere do I start?", "Mend the tooltip\nhttps://example.org/1"):
        assert part in mail.text
    for answer in ("accept", "decline"):
        assert f"/desk/mentoring/asked/{row.pk}/{answer}/" in mail.text
    assert "ada@" not in mail.text
    assert [entry.action for entry in log_of(row)] == ["followup.ask", "followup.ask-mentor"]


def test_accepted_request_writes_one_mail_to_each_with_the_others_address(
    make_mentor, ask, letters, now
):
    mia = make_mentor("mia", about="I mend lamps.")
    row = ask("Ada", words="I am new.")

    accept(introduction=row, by=mia.user, now=now)
    again = accept(introduction=row, by=mia.user, now=now)

    assert again.state == "accepted"
    assert letters()[1:] == [("ada", "Mia helps you in Coding"), ("mia", "You help Ada in Coding")]
    to_ada, to_mia = Mail.objects.order_by("pk")[2:]
    assert (to_ada.reply_to, to_mia.reply_to) == ("mia@example.org", "ada@example.org")
    assert "mia@example.org" in to_ada.text
    assert "I mend lamps." in to_ada.text
    assert "ada@example.org" in to_mia.text


def test_user_asks_without_a_visit(make_mentor, ask, make_person, now):
    mia, noor = make_mentor("mia"), make_person("noor")

    row = ask(Whose.of_user(noor))
    accept(introduction=row, by=mia.user, now=now)

    assert stands() == [("Noor", "Mia", "accepted")]
    assert "Mia has time for you. Write to" in Mail.objects.get(to="noor@example.org").text


def test_fewest_going_is_asked_first_then_who_began_first(make_mentor, ask, now):
    make_mentor("zoe")
    make_mentor("ben", at=now + DAY)

    for name in ("Ada", "Bea", "Cleo"):
        ask(name)

    assert [mentor for _, mentor, _ in stands()] == ["Zoe", "Ben", "Zoe"]


@pytest.mark.parametrize(
    ("language", "asked"), [("pt-BR", "Paula"), ("de", "Any"), ("", "Mia"), ("xx", "Any")]
)
def test_who_speaks_the_events_language_comes_first(make_mentor, ask, event, now, language, asked):
    make_mentor("mia", languages=["en"])
    make_mentor("paula", languages=["pt"], at=now + DAY)
    make_mentor("any", languages=[], at=now + 2 * DAY)
    Event.objects.filter(pk=event.pk).update(language=language)
    event.refresh_from_db()

    ask("Ada")

    assert stands() == [("Ada", asked, "asked")]


def test_other_language_is_better_than_nobody_and_the_mail_names_it(make_mentor, ask, event):
    make_mentor("mia", languages=["en"])
    event.language = "fr"
    event.save()

    ask("Ada")

    assert "held in français" in Mail.objects.get(to="mia@example.org").text


def test_mentor_of_another_area_is_not_asked(make_mentor, ask):
    make_mentor("mia", areas=[FocusArea.objects.get(slug="qa")])

    ask("Ada")

    assert stands() == [("Ada", "nobody", "asked")]


def test_who_asks_is_not_their_own_mentor(make_mentor, ask):
    mia = make_mentor("mia")

    ask("Mia")
    ask(Whose.of_user(mia.user), area=FocusArea.objects.get(slug="qa"))

    assert stands() == [("Mia", "nobody", "asked")] * 2


def test_one_request_goes_at_a_time_for_an_area(make_mentor, ask, visitor, now):
    mia, ada = make_mentor("mia"), visitor("Ada")
    row = ask(ada)

    with pytest.raises(IntroductionError, match="asked for a mentor in Coding already"):
        ask(ada)
    accept(introduction=row, by=mia.user, now=now)
    with pytest.raises(IntroductionError, match="Mia is your mentor in Coding already"):
        ask(ada)

    assert ask(ada, area=FocusArea.objects.get(slug="qa")).mentor is None
    assert [one.area.slug for one in going_for(ada)] == ["coding", "qa"]


@pytest.mark.parametrize("why", ["no address", "not proved", "too long", "excluded"])
def test_who_cannot_be_introduced_is_told_why(
    make_mentor, ask, event, make_row, visitor, steward, now, why
):
    make_mentor("mia")
    whose, said = visitor("Ada"), {}
    if why == "no address":
        whose = Whose.of_visit(make_row(event, 9), is_proved=True)
    elif why == "not proved":
        whose = Whose.of_visit(whose.registration, is_proved=False)
    elif why == "too long":
        said = {"words": "a" * 501}
    else:
        given = {"space": event.space, "because": "Threw a chair", "until_on": None}
        exclude(email="ada@example.org", **given, by=steward, now=now)
    says = {
        "no address": "no address of yours",
        "not proved": "Open the link in the mail",
        "too long": "500 characters",
        "excluded": "ask the people at the space",
    }

    with pytest.raises(IntroductionError, match=says[why]):
        ask(whose, **said)

    assert stands() == []


def test_declined_request_goes_to_the_next_and_nobody_is_asked_twice(make_mentor, ask, now):
    mia, ben = make_mentor("mia"), make_mentor("ben", at=now + DAY)
    row = ask("Ada", words="Please")

    decline(introduction=row, by=mia.user, now=now)
    decline(introduction=row, by=mia.user, now=now)
    second = Introduction.objects.get(mentor=ben)
    decline(introduction=second, by=ben.user, now=now)

    assert stands() == [
        ("Ada", "Mia", "declined"),
        ("Ada", "Ben", "declined"),
        ("Ada", "nobody", "asked"),
    ]
    assert {one.words for one in Introduction.objects.all()} == {"Please"}
    with pytest.raises(IntroductionError, match="gone on to somebody else"):
        accept(introduction=row, by=mia.user, now=now)


def test_full_mentors_are_not_asked_and_who_waits_is_next(make_mentor, ask, visitor, now):
    mia = make_mentor("mia", at_once=1)
    first = ask("Ada")
    cleo = visitor("Cleo")
    waiting = ask(cleo)
    ask("Dora")

    accept(introduction=first, by=mia.user, now=now)
    before = stands()
    end(introduction=first, by=mia.user, now=now)

    assert before[1:] == [("Cleo", "nobody", "asked"), ("Dora", "nobody", "asked")]
    assert stands() == [
        ("Ada", "Mia", "ended"),
        ("Cleo", "Mia", "asked"),
        ("Dora", "nobody", "asked"),
    ]
    withdraw(introduction=waiting, whose=cleo, now=now)
    assert stands()[1:] == [("Cleo", "Mia", "withdrawn"), ("Dora", "Mia", "asked")]


def test_taken_back_request_says_so_to_the_mentor(make_mentor, ask, visitor, now):
    mia, ada = make_mentor("mia"), visitor("Ada")
    row = ask(ada)

    withdraw(introduction=row, whose=ada, now=now)
    withdraw(introduction=row, whose=ada, now=now)

    with pytest.raises(IntroductionError, match="took it back"):
        accept(introduction=row, by=mia.user, now=now)
    assert stands() == [("Ada", "Mia", "withdrawn")]


def test_newcomer_parts_from_a_mentor(make_mentor, ask, visitor, now):
    mia, ada = make_mentor("mia"), visitor("Ada")
    row = accept(introduction=ask(ada), by=mia.user, now=now)

    withdraw(introduction=row, whose=ada, now=now)

    assert stands() == [("Ada", "Mia", "ended")]


def test_request_of_somebody_erased_is_gone(make_mentor, ask, now):
    mia = make_mentor("mia")
    row = ask("Ada")
    Introduction.objects.all().delete()

    with pytest.raises(IntroductionError, match="erased"):
        accept(introduction=row, by=mia.user, now=now)


def test_nobody_else_answers_ends_or_takes_back(make_mentor, ask, visitor, outsider, lead, now):
    mia, ben = make_mentor("mia"), make_mentor("ben", at=now + DAY)
    row, other = ask("Ada"), visitor("Other")
    for act in (accept, decline, end):
        for who in (ben.user, outsider):
            with pytest.raises(NotAllowedError):
                act(introduction=row, by=who, now=now)
    with pytest.raises(NotAllowedError):
        withdraw(introduction=row, whose=other, now=now)
    with pytest.raises(IntroductionError, match="has not begun"):
        end(introduction=row, by=mia.user, now=now)
    accept(introduction=row, by=mia.user, now=now)

    ended = end(introduction=row, by=lead, now=now)
    again = end(introduction=row, by=lead, now=now)

    assert (ended.state, again.state) == ("ended", "ended")


def test_request_nobody_answered_goes_to_the_next_after_five_days(make_mentor, ask, now):
    make_mentor("mia")
    make_mentor("ben", at=now + DAY)
    ask("Ada")

    early = pass_on_unanswered(now=now + 5 * DAY - timedelta(seconds=1))
    late = pass_on_unanswered(now=now + 5 * DAY)
    again = pass_on_unanswered(now=now + 6 * DAY)

    assert (early, late, again) == (0, 1, 0)
    assert stands() == [("Ada", "Mia", "declined"), ("Ada", "Ben", "asked")]
    assert Introduction.objects.first().answered_at is None


def test_request_stays_with_a_mentor_while_nobody_else_is_free(make_mentor, ask, now):
    mia = make_mentor("mia", at_once=1)
    row = ask("Ada")
    ask("Bea")

    passed = pass_on_unanswered(now=now + 20 * DAY)
    accept(introduction=row, by=mia.user, now=now + 20 * DAY)

    assert (passed, stands()) == (0, [("Ada", "Mia", "accepted"), ("Bea", "nobody", "asked")])


def test_new_mentor_is_asked_for_who_waits(make_mentor, ask):
    ask("Ada")

    make_mentor("mia")

    assert stands() == [("Ada", "Mia", "asked")]


def test_mentor_who_leaves_an_area_or_ends_it_passes_on_what_was_asked(make_mentor, ask, now):
    mia = make_mentor("mia")
    ben = make_mentor("ben", at=now + DAY)
    accept(introduction=ask("Ada"), by=mia.user, now=now)
    ask("Bea")
    ask("Cleo")

    qa = Offer(areas=[FocusArea.objects.get(slug="qa")])
    be_mentor(user=ben.user, offer=qa, by=ben.user, now=now)
    end_mentor(mentor=mia, by=mia.user, now=now)

    assert stands() == [
        ("Ada", "Mia", "ended"),
        ("Bea", "Ben", "declined"),
        ("Cleo", "Mia", "declined"),
        ("Bea", "nobody", "asked"),
        ("Cleo", "nobody", "asked"),
    ]


def test_mentor_who_offers_fewer_takes_no_more_than_that(make_mentor, ask, coding, now):
    mia = make_mentor("mia", at_once=2)
    first, second = ask("Ada"), ask("Bea")
    accept(introduction=first, by=mia.user, now=now)
    be_mentor(user=mia.user, offer=Offer(areas=[coding], at_once=1), by=mia.user, now=now)

    with pytest.raises(IntroductionError, match="You help 1 already"):
        accept(introduction=second, by=mia.user, now=now)

    assert stands() == [("Ada", "Mia", "accepted"), ("Bea", "Mia", "asked")]


def test_choosing_costs_the_same_for_many_mentors(
    make_mentor, visitor, coding, now, django_assert_max_num_queries
):
    for name in ("mia", "ben", "cleo", "dora", "eve"):
        make_mentor(name)
    whose = visitor("Ada")

    with django_assert_max_num_queries(14):
        ask_for_mentor(whose=whose, area=coding, now=now)
