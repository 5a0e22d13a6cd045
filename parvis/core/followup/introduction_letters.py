"""What is written about an introduction: once to the mentor who is asked, once to both."""

from datetime import datetime

from parvis.core.followup.matching import whose_is
from parvis.core.followup.models import Introduction
from parvis.core.ground.posting import post_mail, site_link
from parvis.core.pathways.mentoring import Mentor


def ask(row: Introduction, mentor: Mentor, *, now: datetime) -> None:
    """Ask a mentor whether they take somebody. The address of who asks is not in it yet."""
    name = whose_is(row).name
    post_mail(
        to=mentor.user.email,
        subject=f"{name} asks for a mentor: {row.area}",
        text=(
            f"Hello {mentor},\n\n{name} would like help to start in {row.area}.{_place(row)}"
            f"{_words(row)}{_task(row)}\n\n"
            f"Accept, and a mail makes you known to each other: "
            f"{site_link('desk-asked', row.pk, 'accept')}\n\n"
            f"Not now: {site_link('desk-asked', row.pk, 'decline')}\n\n"
            "“Not now” needs no reason; somebody else is asked then. If you do not answer within "
            "five days, somebody else is asked too.\n\nThis mail came because you are a mentor "
            f"here. Change what you offer, or end it: {site_link('desk-mentoring')}\n"
        ),
        now=now,
    )


def introduce(row: Introduction, mentor: Mentor, *, now: datetime) -> None:
    """Make two people known to each other: a mail to each, with the other's name and address."""
    newcomer = whose_is(row)
    about = f"{_words(row)}{_task(row)}"
    post_mail(
        to=newcomer.email,
        subject=f"{mentor} helps you in {row.area}",
        text=(
            f"Hello {newcomer.name},\n\nyou asked for a mentor in {row.area}: {mentor} has time "
            f"for you.{_about(mentor)} Write to {mentor.user.email}, or answer this mail; they "
            f"have your address too.{about}\n\nSay what you would like to do and what you tried. "
            "This mail came because you asked; it is the only one.\n"
        ),
        reply_to=mentor.user.email,
        now=now,
    )
    post_mail(
        to=mentor.user.email,
        subject=f"You help {newcomer.name} in {row.area}",
        text=(
            f"Hello {mentor},\n\nthank you. {newcomer.name} has your address now, and you have "
            f"theirs: {newcomer.email}. Answer this mail to write to them.{_place(row)}{about}\n\n"
            "When you no longer work together, say so here, so that somebody else can ask you: "
            f"{site_link('desk-mentoring')}\n"
        ),
        reply_to=newcomer.email,
        now=now,
    )


def _words(row: Introduction) -> str:
    return f"\n\nIn their words:\n\n{row.words}" if row.words else ""


def _task(row: Introduction) -> str:
    if row.attempt is None:
        return ""
    task = row.attempt.opportunity
    return f"\n\nIt is about this task: {task}" + (f"\n{task.link}" if task.link else "")


def _place(row: Introduction) -> str:
    if row.registration is None:
        return ""
    event = row.registration.event
    spoken = f", held in {event.language_name}" if event.language else ""
    return f" They signed up for “{event}” at {event.space}{spoken}."


def _about(mentor: Mentor) -> str:
    return f" They say of themselves: “{mentor.about}”" if mentor.about else ""
