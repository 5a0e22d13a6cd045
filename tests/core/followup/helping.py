"""Mentors and those who ask for them, as several tests need them."""

import pytest

from parvis.core.followup import introducing
from parvis.core.followup.whose import Whose
from parvis.core.ground.outbox import Mail
from parvis.core.pathways.being_mentor import Offer, be_mentor

__all__ = ["ask", "letters", "make_mentor", "visitor"]


@pytest.fixture
def make_mentor(make_person, coding, now):
    """A mentor of coding by a name: `make_mentor("mia", at_once=1)`."""

    def make(name, *, at=now, **offer):
        user = make_person(name)
        given = Offer(**{"areas": [coding], "languages": ["en"], **offer})
        return be_mentor(user=user, offer=given, by=None, now=at)

    return make


@pytest.fixture
def visitor(event, sign_up):
    """Who signed up and opened the link in the mail."""

    def make(name, at=event):
        return Whose.of_visit(sign_up(at, name), is_proved=True)

    return make


@pytest.fixture
def ask(visitor, coding, now):
    """Let somebody ask for a mentor of coding; a text is a visitor's name."""

    def make(who, *, now=now, area=coding, **said):
        whose = visitor(who) if isinstance(who, str) else who
        return introducing.ask_for_mentor(whose=whose, area=area, now=now, **said)

    return make


@pytest.fixture
def letters():
    """What was written of mentors: to whom, and the subject."""

    def written():
        rows = Mail.objects.exclude(subject__startswith="Your place").order_by("pk")
        return [(one.to.partition("@")[0], one.subject) for one in rows]

    return written
