"""How many newcomers an area's team can still take on this month."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from parvis.core.followup.by_address import person_of
from parvis.core.followup.models import Attempt
from parvis.core.followup.written import NextStepMail
from parvis.core.pathways.models import FocusArea


class Intake:
    """Who was sent to which area in this calendar month (UTC), against what its team takes.

    Somebody is sent to an area by a mail about a next step after an event of that area, and by
    taking one of its tasks at or after a visit. A person counts once for an area, however often.
    Mails propose an area's tasks while fewer than `takes_a_month` people were sent there; those
    who were sent already are shown its tasks again. An area that says nothing has no limit.

    Lock the areas first: two who count at once would both find the last room.
    """

    def __init__(self, areas: Iterable[FocusArea], *, now: datetime) -> None:
        self._limits = {area.pk: area.takes_a_month for area in areas}
        self._sent: dict[int, set[str]] = defaultdict(set)
        limited = [key for key, limit in self._limits.items() if limit is not None]
        if limited:
            self._count(limited, now.replace(day=1, hour=0, minute=0, second=0, microsecond=0))

    def has_room(self, area: int, person: str) -> bool:
        """Whether somebody may be shown tasks of an area."""
        limit, sent = self._limits.get(area), self._sent[area]
        return limit is None or person in sent or len(sent) < limit

    def send(self, area: int, person: str) -> None:
        """Count somebody in, for whoever comes next."""
        self._sent[area].add(person)

    def sent(self, area: int) -> int:
        """How many people were sent to an area that has a limit."""
        return len(self._sent[area])

    def _count(self, areas: list[int], since: datetime) -> None:
        mails = NextStepMail.objects.filter(
            first_at__gte=since, registration__event__area__in=areas
        )
        for mail in mails.select_related("registration__event"):
            self.send(mail.registration.event.area_id or 0, _person(mail))
        taken = Attempt.objects.filter(
            taken_at__gte=since, opportunity__area__in=areas, registration__isnull=False
        )
        for row in taken.order_by().select_related("registration", "opportunity"):
            self.send(row.opportunity.area_id, person_of(row))


def _person(mail: NextStepMail) -> str:
    return mail.registration.email_key or f"visit {mail.registration_id}"
