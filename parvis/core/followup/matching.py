"""Which mentor is asked: one of the area with a free place, by language, with the fewest going.

All of it under the lock of `in_line`: two who ask at once do not get the same last place.
"""

from django.db.models import Count, Q

from parvis.core.followup.models import Introduction
from parvis.core.followup.whose import Whose
from parvis.core.pathways.mentoring import Mentor
from parvis.core.pathways.mentors import current_mentors
from parvis.core.pathways.models import FocusArea
from parvis.core.registration.plausible import key_of

State = Introduction.State
GOING = (State.ASKED, State.ACCEPTED)


def in_line() -> None:
    """Make whoever else asks for a mentor, or answers, wait until this transaction ends.

    The lock is that of all focus areas, in one order: there are few, and a mentor has several.
    """
    list(FocusArea.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def whose_is(row: Introduction) -> Whose:
    """Who asked. An address is proved before somebody may ask."""
    return Whose(registration=row.registration, user=row.user)


class FreePlaces:
    """Mentors who could be asked now. Read once, under the lock; three queries."""

    def __init__(self) -> None:
        going = Count("introductions", filter=Q(introductions__state__in=GOING))
        rows = current_mentors().annotate(going=going)
        self._going = {row: row.going for row in rows if row.going < row.at_once}

    @property
    def areas(self) -> set[int]:
        """The focus areas in which somebody is free."""
        return {area.pk for mentor in self._going for area in mentor.areas.all()}

    def take(self, row: Introduction) -> Mentor | None:
        """Take a place for whoever asks in `row`; None where nobody is free who was not asked.

        Who speaks the event's language comes first, or named none; then the others; then whoever
        has the fewest going, then the order in which they became mentors.
        """
        able = [one for one in self._going if self._suits(one, row)]
        passed = self._asked_before(row) if able else set()
        able = [one for one in able if one.pk not in passed]
        if not able:
            return None
        code = row.registration.event.language if row.registration else ""
        found = min(able, key=lambda m: (not speaks(m, code), self._going[m], m.since, m.pk))
        self._going[found] += 1
        if self._going[found] >= found.at_once:
            del self._going[found]
        return found

    def _suits(self, mentor: Mentor, row: Introduction) -> bool:
        """Of the area, and somebody else than who asks."""
        is_self = mentor.user_id == row.user_id or (
            key_of(mentor.user.email) == whose_is(row).email_key
        )
        return not is_self and row.area_id in {area.pk for area in mentor.areas.all()}

    def _asked_before(self, row: Introduction) -> set[int | None]:
        """Nobody is asked twice for one person in one area."""
        rows = whose_is(row).own(Introduction.objects.filter(area=row.area_id))
        asked = rows.filter(state__in=(State.ASKED, State.DECLINED))
        return set(asked.values_list("mentor_id", flat=True))


def speaks(mentor: Mentor, code: str) -> bool:
    """Whether a mentor speaks a language: `pt-BR` is Portuguese; who named none speaks any."""
    spoken = {one.partition("-")[0].lower() for one in mentor.languages}
    return not code or not spoken or code.partition("-")[0].lower() in spoken
