"""“I'll try this”, and what becomes of it. Only who took a task says how it goes."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from parvis.core.followup.models import Attempt
from parvis.core.followup.whose import Whose
from parvis.core.ground.actions import record
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.opportunities import Opportunity

State = Attempt.State
GOING = (State.TRYING, State.STUCK)
AT_ONCE = 3
STANDS, LONGER = timedelta(days=21), timedelta(days=14)
LONGEST_WORDS = 500
AGAIN = {  # what is said to who comes back to something that is over
    State.FINISHED: "You finished this already. Thank you!",
    State.DROPPED: "You let this go. You can still choose it again.",
    State.EXPIRED: "We had not heard of this for a while and took it for let go. You can still "
    "choose it again.",
    State.TRYING: "You are at it already.",
}


class TryingError(Exception):
    """A task that cannot be taken, or of which that cannot be said: why, and what to do."""


def try_this(*, whose: Whose, opportunity: Opportunity, now: datetime) -> Attempt:
    """Take a task. While they are at it, a second time changes nothing.

    Raises TryingError for one that is closed, or somebody who is at three others.
    """
    with transaction.atomic():
        _in_turn(whose)
        going = list(whose.own(Attempt.objects.filter(state__in=GOING)))
        for one in going:
            if one.opportunity_id == opportunity.pk:
                return one
        _refuse(opportunity, len(going))
        moments = {"taken_at": now, "changed_at": now, "until": now + STANDS}
        made = Attempt.objects.create(**whose.fields(), opportunity=opportunity, **moments)
        _log("try", made, whose, now)
    return made


def finish(*, whose: Whose, attempt: Attempt, now: datetime) -> Attempt:
    """Say that it is done; later than we waited, too. Twice is once. Raises TryingError."""
    return _say(State.FINISHED, {*GOING, State.EXPIRED}, whose, attempt, now)


def get_stuck(*, whose: Whose, attempt: Attempt, now: datetime, words: str = "") -> Attempt:
    """Say that one is stuck, and on what; saying more replaces it. Raises TryingError."""
    words = words.replace("\r\n", "\n").strip()
    if len(words) > LONGEST_WORDS:
        raise TryingError(
            f"What you wrote has {len(words)} characters. Say it in at most {LONGEST_WORDS}."
        )
    return _say(State.STUCK, GOING, whose, attempt, now, words=words)


def drop(*, whose: Whose, attempt: Attempt, now: datetime) -> Attempt:
    """Let it go, without a reason. Twice is once. Raises TryingError."""
    return _say(State.DROPPED, GOING, whose, attempt, now)


def go_on(*, whose: Whose, attempt: Attempt, now: datetime) -> Attempt:
    """Say that one is at it again after being stuck. Twice is once. Raises TryingError."""
    return _say(State.TRYING, GOING, whose, attempt, now)


def expire_attempts(*, now: datetime) -> int:
    """Take for let go what nobody said anything of in its time. Returns how many."""
    due = Attempt.objects.filter(state__in=GOING, until__lte=now).order_by("pk")
    with transaction.atomic():
        rows = list(due.select_for_update(no_key=True))  # a word of theirs is before or after
        Attempt.objects.filter(pk__in=[one.pk for one in rows]).update(
            state=State.EXPIRED, changed_at=now
        )
        for one in rows:
            record(action="followup.expire", target=one, by=None, now=now)
    return len(rows)


def attempts_of(whose: Whose) -> QuerySet[Attempt]:
    """What somebody tries and tried, the newest first, with task and area. One query."""
    return whose.own(Attempt.objects.select_related("opportunity__area"))


def stuck_in(whose: Whose, area: FocusArea) -> Attempt | None:
    """What they last got stuck on in an area, and still are."""
    stuck = attempts_of(whose).filter(state=Attempt.State.STUCK, opportunity__area=area)
    return stuck.order_by("-changed_at", "-pk").first()


def _refuse(opportunity: Opportunity, going: int) -> None:
    if not Opportunity.objects.filter(pk=opportunity.pk, state=Opportunity.State.OPEN).exists():
        raise TryingError(f"“{opportunity}” is closed by now. Choose another one.")
    if going >= AT_ONCE:
        raise TryingError(
            f"You have {going} things going, which is plenty. Finish one or let one go, then take "
            "this one."
        )


def _say(
    state: str,
    after: Collection[str],
    whose: Whose,
    attempt: Attempt,
    now: datetime,
    *,
    words: str | None = None,
) -> Attempt:
    with transaction.atomic():
        row = _fresh(whose, attempt)
        if row.state == state and words in (None, row.words):
            return row
        if row.state not in after:
            raise TryingError(AGAIN[State(row.state)])
        row.state, row.changed_at, row.until = state, now, _longer(row, now)
        row.words = row.words if words is None else words
        row.save(update_fields=["state", "changed_at", "until", "words"])
        _log(state, row, whose, now)
    return row


def _longer(row: Attempt, now: datetime) -> datetime:
    """Two weeks more for each word of theirs, and never more than if they took it now."""
    return max(row.until, min(row.until + LONGER, now + STANDS + LONGER))


def _fresh(whose: Whose, attempt: Attempt) -> Attempt:
    """The row under its lock. Raises TryingError for what is somebody else's."""
    own = whose.own(Attempt.objects.filter(pk=attempt.pk)).values("pk")
    rows = Attempt.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("opportunity").filter(pk__in=own).first()
    if found is None:
        raise TryingError("This is somebody else's, or gone. Open your page from your mail again.")
    return found


def _in_turn(whose: Whose) -> None:
    """Make the same person's other clicks wait: they would be counted as another task."""
    for one in whose.fields().values():
        if one is not None:
            found = type(one)._default_manager  # noqa: SLF001  # Django's documented interface
            rows = found.select_for_update(of=("self",), no_key=True)
            rows.get(pk=one.pk)


def _log(what: str, row: Attempt, whose: Whose, now: datetime) -> None:
    details = {"opportunity": row.opportunity_id}
    record(action=f"followup.{what}", target=row, by=whose.user, now=now, **details)
