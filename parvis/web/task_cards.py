"""Tasks as pages show them: one card each, for visitors and at the desk."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from parvis.core.followup.models import Attempt
from parvis.core.pathways.mentoring import Mentor
from parvis.core.pathways.opportunities import Opportunity
from parvis.web.desk.fields import in_words


@dataclass(frozen=True)
class Card:
    """One task, with the words of whoever tries it and who could help."""

    task: Opportunity
    attempt: Attempt | None = None
    mentors: list[Mentor] = field(default_factory=list)
    typed: str = ""  # what somebody wrote that could not be kept

    @property
    def takes(self) -> str:
        """How long it takes, in words; empty where that is not known."""
        return in_words(self.task.minutes) if self.task.minutes else ""

    @property
    def is_stuck(self) -> bool:
        return self.attempt is not None and self.attempt.state == Attempt.State.STUCK

    @property
    def is_closed(self) -> bool:
        return self.task.state == Opportunity.State.CLOSED


def cards(tasks: Iterable[Opportunity]) -> list[Card]:
    """Tasks that nobody is shown to try."""
    return [Card(one) for one in tasks]


def card_of(attempt: Attempt, mentors: Iterable[Mentor], typed: str = "") -> Card:
    """A task that somebody tries, with those of `mentors` who know its area."""
    task = attempt.opportunity
    able = [one for one in mentors if task.area_id in {area.pk for area in one.areas.all()}]
    return Card(task, attempt, able, typed)
