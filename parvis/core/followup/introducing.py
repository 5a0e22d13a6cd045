"""Asking for a mentor, and what becomes of it. Every change holds the lock of `in_line`.

Each mentor who is asked has a row of their own: one that declined, or did not answer in time, stays
as it is, and the next mentor gets a new one. So nobody is asked twice.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from parvis.core.followup import introduction_letters as letters
from parvis.core.followup.matching import GOING, FreePlaces, State, in_line, whose_is
from parvis.core.followup.models import Attempt, Introduction
from parvis.core.followup.whose import Whose
from parvis.core.ground.actions import record
from parvis.core.pathways.mentoring import Mentor
from parvis.core.pathways.mentors import may_appoint_mentors
from parvis.core.pathways.models import FocusArea
from parvis.core.people.models import User
from parvis.core.people.rules import NotAllowedError
from parvis.core.registration.excluding import standing_exclusions

ANSWER_WITHIN = timedelta(days=5)
LONGEST_WORDS = 500


class IntroductionError(Exception):
    """An introduction that cannot be as asked: why, and what to do."""


def ask_for_mentor(
    *,
    whose: Whose,
    area: FocusArea,
    now: datetime,
    attempt: Attempt | None = None,
    words: str = "",
) -> Introduction:
    """Ask a mentor of an area for somebody; where none is free, the request waits for one.

    By asking they let their address be passed on to the mentor who accepts; say so beforehand.
    Raises IntroductionError: no address, or asked already.
    """
    words = words.replace("\r\n", "\n").strip()
    _refuse_nameless(whose, words, now)
    with transaction.atomic():
        in_line()
        _refuse_second(whose, area)
        said = {"area": area, "attempt": attempt, "words": words}
        row = Introduction.objects.create(**whose.fields(), **said, asked_at=now)
        record(action="followup.ask-mentor", target=row, by=whose.user, now=now, area=area.slug)
        _offer(row, FreePlaces(), now)
    return row


def accept(*, introduction: Introduction, by: User, now: datetime) -> Introduction:
    """Take somebody on: both get one mail with the other's name and address. Twice is once.

    Raises NotAllowedError for another's request, IntroductionError where it has gone on.
    """
    with transaction.atomic():
        row, mentor = _asked_of(introduction, by)
        if row.state == State.ACCEPTED:
            return row
        _refuse_gone(row)
        taken = mentor.introductions.filter(state=State.ACCEPTED).count()
        if taken >= mentor.at_once:
            raise IntroductionError(
                f"You help {taken} already, as many as you said. End one, offer more, or say "
                "“not now”."
            )
        row.state, row.answered_at = State.ACCEPTED, now
        row.save(update_fields=["state", "answered_at"])
        letters.introduce(row, mentor, now=now)
        record(action="followup.accept", target=row, by=by, now=now)
    return row


def decline(*, introduction: Introduction, by: User, now: datetime) -> Introduction:
    """Say “not now”: the next mentor is asked. Twice is once. Raises as `accept`."""
    with transaction.atomic():
        row, _ = _asked_of(introduction, by)
        if row.state == State.DECLINED:
            return row
        _refuse_gone(row)
        _move_on(row, now, by=by)
        pass_on(now)
    return row


def withdraw(*, introduction: Introduction, whose: Whose, now: datetime) -> Introduction:
    """Take one's own request back, or part from one's mentor. Twice is once.

    Raises NotAllowedError for another's.
    """
    if not whose.own(Introduction.objects.filter(pk=introduction.pk)).exists():
        raise NotAllowedError("This request is somebody else's.")
    with transaction.atomic():
        row = _fresh(introduction)
        closed = State.ENDED if row.state == State.ACCEPTED else State.WITHDRAWN
        if row.state in GOING:
            _close(row, closed, now)
            record(action="followup.withdraw", target=row, by=whose.user, now=now)
            pass_on(now)
    return row


def end(*, introduction: Introduction, by: User, now: datetime) -> Introduction:
    """Say that a mentor and somebody no longer work together; a lead may say so too.

    Twice is once. Raises NotAllowedError for another's, IntroductionError before it began.
    """
    with transaction.atomic():
        row = _fresh(introduction)
        if not (row.mentor and row.mentor.user_id == by.pk) and not may_appoint_mentors(by):
            raise NotAllowedError(f"{by} is not the mentor of this.")
        if row.state in (State.ASKED, State.DECLINED):
            raise IntroductionError("This has not begun. Say “not now” instead.")
        if row.state == State.ACCEPTED:
            _close(row, State.ENDED, now)
            record(action="followup.end", target=row, by=by, now=now)
            pass_on(now)
    return row


def pass_on_unanswered(*, now: datetime) -> int:
    """Ask the next mentor where one has not answered for five days, and for whoever waits.

    A request stays with its mentor while nobody else is free. Returns how many were passed on.
    """
    if not _late(now).exists() and not _waiting().exists():
        return 0
    with transaction.atomic():
        in_line()
        places = FreePlaces()
        moved = [row for row in _late(now) if _replace(row, places, now)]
        return len(moved) + pass_on(now)


def pass_on(now: datetime) -> int:
    """Ask for those who wait, in their order, where somebody is free. Under the lock."""
    places = FreePlaces()
    rows = _waiting().filter(area__in=places.areas)
    return sum(_offer(row, places, now) for row in rows)


def follow_mentor(mentor: Mentor, now: datetime) -> None:
    """A mentor joined, changed or ended: what they no longer do goes on, who waits is offered."""
    in_line()
    gone = Q() if mentor.until else ~Q(area__in=mentor.areas.all())
    for row in _whole().filter(gone, mentor=mentor, state=State.ASKED):
        _move_on(row, now, by=None)
    if mentor.until:
        going = Introduction.objects.filter(mentor=mentor, state=State.ACCEPTED)
        going.update(state=State.ENDED, ended_at=now)
    pass_on(now)


def going_for(whose: Whose) -> QuerySet[Introduction]:
    """What somebody asked for that is not over, the oldest first, with its mentor and area."""
    return whose.own(_whole().filter(state__in=GOING))


def _refuse_nameless(whose: Whose, words: str, now: datetime) -> None:
    if not whose.email:
        raise IntroductionError("We have no address of yours, so no mentor could write to you.")
    if not whose.is_proved:
        raise IntroductionError("Open the link in the mail we sent you, and ask from there.")
    if len(words) > LONGEST_WORDS:
        raise IntroductionError(f"Shorten what you write to {LONGEST_WORDS} characters.")
    here = Q(space=None)
    if whose.registration is not None:
        here |= Q(space=whose.registration.event.space_id)
    if standing_exclusions(now).filter(here, email_key=whose.email_key).exists():
        raise IntroductionError("We cannot introduce you. Please ask the people at the space.")


def _refuse_second(whose: Whose, area: FocusArea) -> None:
    found = going_for(whose).filter(area=area).first()
    if found is None:
        return
    if found.state == State.ACCEPTED and found.mentor is not None:
        raise IntroductionError(
            f"{found.mentor} is your mentor in {area} already. Write to {found.mentor.user.email}."
        )
    raise IntroductionError(
        f"You asked for a mentor in {area} already. We write to you as soon as somebody has time."
    )


def _refuse_gone(row: Introduction) -> None:
    if row.state == State.WITHDRAWN:
        raise IntroductionError("They took it back. There is nothing more for you to do.")
    if row.state != State.ASKED:
        raise IntroductionError("This has gone on to somebody else, or is over. Thank you.")


def _asked_of(introduction: Introduction, by: User) -> tuple[Introduction, Mentor]:
    row = _fresh(introduction)
    if row.mentor is None or row.mentor.user_id != by.pk:
        raise NotAllowedError(f"{by} was not asked for this.")
    return row, row.mentor


def _fresh(introduction: Introduction) -> Introduction:
    """Read a row again, under the lock."""
    in_line()
    row = _whole().filter(pk=introduction.pk).first()
    if row is None:
        raise IntroductionError("Who asked has had it erased. There is nothing more to do.")
    return row


def _whole() -> QuerySet[Introduction]:
    return Introduction.objects.select_related(
        *("registration__event__space", "user", "area", "mentor__user", "attempt__opportunity")
    )


def _waiting() -> QuerySet[Introduction]:
    """Who waits for a mentor, the longest first."""
    return _whole().filter(state=State.ASKED, mentor=None).order_by("asked_at", "pk")


def _late(now: datetime) -> QuerySet[Introduction]:
    asked = _whole().filter(state=State.ASKED, mentor__isnull=False)
    return asked.filter(asked_at__lte=now - ANSWER_WITHIN).order_by("asked_at", "pk")


def _offer(row: Introduction, places: FreePlaces, now: datetime) -> bool:
    """Ask the mentor who is next for a row that has none. Whether there was one."""
    mentor = places.take(row)
    if mentor is None:
        return False
    row.mentor, row.asked_at = mentor, now
    row.save()
    letters.ask(row, mentor, now=now)
    record(action="followup.ask", target=row, by=None, now=now, mentor=mentor.pk)
    return True


def _replace(row: Introduction, places: FreePlaces, now: datetime) -> bool:
    """Ask somebody else than the mentor who has not answered. Whether there was somebody."""
    following = _following(row)
    if not _offer(following, places, now):
        return False
    row.state = State.DECLINED  # without a moment of answer: there was none
    row.save(update_fields=["state"])
    record(action="followup.let-pass", target=row, by=None, now=now)
    return True


def _move_on(row: Introduction, now: datetime, *, by: User | None) -> None:
    """Close a row for its mentor; a new one waits for the next, in the place it had."""
    row.state, row.answered_at = State.DECLINED, now
    row.save(update_fields=["state", "answered_at"])
    _following(row).save()
    record(action="followup.decline", target=row, by=by, now=now)


def _following(row: Introduction) -> Introduction:
    said = {"area": row.area, "attempt": row.attempt, "words": row.words}
    return Introduction(**whose_is(row).fields(), **said, asked_at=row.asked_at)


def _close(row: Introduction, state: str, now: datetime) -> None:
    row.state, row.ended_at = state, now
    row.save(update_fields=["state", "ended_at"])
