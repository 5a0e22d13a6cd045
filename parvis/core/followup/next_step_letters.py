"""What is written about a next step. Each mail says why it came, and stops with one click."""

from collections.abc import Iterator, Sequence

from parvis.core.followup.models import Attempt
from parvis.core.followup.steps import Step
from parvis.core.ground.posting import Letter, site_link
from parvis.core.pathways.mentoring import Mentor
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.opportunities import Opportunity
from parvis.core.registration.consents import PURPOSES
from parvis.core.registration.links import mail_link, token_of
from parvis.core.registration.models import Registration

FOLLOW_UP = "follow_up"
ONCE_MORE = "One more mail may follow: in ten days, if you have a task and did not say how it went."
NO_MORE = "Nothing follows it."


def next_step(row: Registration, step: Step, *, has_come: bool) -> Letter:
    """The mail of the day after: the person's own task, or a few to choose from; and who helps."""
    seen = "you were at" if has_come else "you had a place at"
    begun = f"{seen} “{row.event}”{_begun(step)}"
    subject = f"Your next step: {step.taken[0].opportunity}" if step.taken else None
    parts = [begun, *_tasks(row, step), *_mentors(step.mentors), *_area(step.area)]
    return _letter(row, subject or f"A next step after “{row.event}”", parts, ONCE_MORE)


def nudge(row: Registration, attempt: Attempt, mentors: Sequence[Mentor]) -> Letter:
    """The one mail that follows, to somebody who is at a task still, or stuck without a mentor."""
    task = attempt.opportunity
    if attempt.state == Attempt.State.STUCK:
        subject, begun = f"Still stuck? {task}", f"you got stuck on “{task}”, and that happens."
        begun += " You need not get on alone: a mentor of this area can help."
    else:
        subject, begun = f"How is it going? {task}", f"you took a task: “{task}”."
        begun += " Did it work out? If you let it go, that is fine too; saying so helps others."
    parts = [begun, *_open(task), _look_after(row), *_mentors(mentors), *_area(task.area)]
    return _letter(row, subject, parts, NO_MORE)


def _begun(step: Step) -> str:
    if step.taken:
        return ", and took something along. This is where you left it."
    if step.proposed:
        return ". Here is what you could do next: small things, made for a first time. Pick one."
    return ". Here is where you can go on."


def _tasks(row: Registration, step: Step) -> Iterator[str]:
    if step.taken:
        for attempt in step.taken:
            stuck = " You said that you got stuck." if attempt.state == "stuck" else ""
            yield f"{_described(attempt.opportunity)}{stuck}"
            yield from _open(attempt.opportunity)
        yield _look_after(row)
    elif step.proposed:
        yield "\n".join(f"- {_described(task)} {task.link}".rstrip() for task in step.proposed)
        yield f"Take one, or ask for a mentor: {mail_link(row)}"
    elif step.is_full:
        yield (
            f"The team of {step.area or 'this area'} has as many newcomers this month as it can "
            "help, so we propose no task today. You are welcome at what is on."
        )


def _described(task: Opportunity) -> str:
    takes = f", about {task.minutes} minutes" if task.minutes else ""
    needs = f" You need: {task.prerequisites}." if task.prerequisites else ""
    return f"“{task}”{takes}, {task.get_difficulty_display()}.{needs}"


def _open(task: Opportunity) -> list[str]:
    return [f"Open the task: {task.link}"] if task.link else []


def _look_after(row: Registration) -> str:
    return f"Say how it goes, or ask for a mentor: {mail_link(row)}"


def _mentors(mentors: Sequence[Mentor]) -> list[str]:
    if not mentors:
        return []
    lines = [f"- {one}{f': “{one.about}”' if one.about else ''}" for one in mentors]
    return ["\n".join(["Who helps newcomers:", *lines])]


def _area(area: FocusArea | None) -> list[str]:
    return [f"What the work is, {area}: {area_page(area)}"] if area else []


def area_page(area: FocusArea) -> str:
    """The address of an area's own page: what the work is, who helps, what is on."""
    return site_link("area", area.slug)


def _letter(row: Registration, subject: str, parts: Sequence[str], what_follows: str) -> Letter:
    stop = site_link("registration-stop", token_of(row, by_mail=True), FOLLOW_UP)
    why = (
        f"This mail came because you allowed, for “{row.event}”: “{PURPOSES[FOLLOW_UP]}” "
        f"{what_follows} To stop mail like this: {stop}"
    )
    text = "\n\n".join([f"Hello {row.name},", *parts, why])
    return Letter(row.email, subject, f"{text}\n", unsubscribe=stop)
