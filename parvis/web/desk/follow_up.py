"""After events, for those who run a space: who asked for help, who is away, whom to thank."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.core.events.planners import spaces_planned_by
from parvis.core.followup.lists import FollowUp, Line, Part, Why, follow_up
from parvis.core.followup.of_visits import LATELY, Visits
from parvis.web.desk.gates import at_desk, event_to_plan

SHOWN = 100  # of each list
WHY = {
    Why.STUCK: gettext_lazy("Is stuck since %(day)s."),
    Why.STUCK_AND_ASKED: gettext_lazy("Is stuck since %(day)s, and asked for a mentor."),
    Why.ASKED: gettext_lazy("Asked for a mentor on %(day)s, and has none yet."),
    Why.SOON: gettext_lazy("Has it until %(day)s."),
    Why.EXPIRED: gettext_lazy("Had it until %(day)s."),
    Why.FIRST: gettext_lazy("On %(day)s."),
}


@dataclass(frozen=True)
class Shown:
    """One list, in words."""

    slug: str
    heading: str | Promise
    about: str | Promise
    nobody: str | Promise
    lines: Sequence[tuple[Line, str]]  # each with why it is there
    more: int  # who may be named, and do not fit
    not_named: int


@never_cache
@login_required
@require_safe
def of_spaces(request: HttpRequest) -> HttpResponse:
    """The lists of all spaces whose weeks the user fills. Raises PermissionDenied for others."""
    user, now = at_desk(request)
    spaces = list(spaces_planned_by(user, now=now))
    if not spaces:
        raise PermissionDenied
    found = follow_up(Visits.of_spaces(spaces, now=now), now=now)
    context = {"spaces": spaces, "days": LATELY.days, **_in_words(found)}
    return render(request, "desk/follow_up.html", context)


@never_cache
@login_required
@require_safe
def of_event(request: HttpRequest, key: int) -> HttpResponse:
    """The lists of one event."""
    event, _user, now = event_to_plan(request, key)
    context = {"event": event, **_in_words(follow_up(Visits.of_event(event), now=now))}
    return render(request, "desk/follow_up.html", context)


def _in_words(found: FollowUp) -> dict[str, Any]:
    return {
        "lists": [
            _shown(
                found.help,
                "help",
                gettext_lazy("Asked for help"),
                gettext_lazy("They are stuck, or asked for a mentor and wait for an answer."),
                gettext_lazy("Nobody waits for help."),
            ),
            _shown(
                found.not_back,
                "away",
                gettext_lazy("Took a task, and have not been back"),
                gettext_lazy(
                    "Their time ends soon, or is over. A kind word helps more than a deadline."
                ),
                gettext_lazy("Nobody is away for long."),
            ),
            _shown(
                found.firsts,
                "firsts",
                gettext_lazy("Contributed for the first time"),
                gettext_lazy("Thank them: it is what people remember."),
                gettext_lazy("Nobody yet. It takes some days."),
            ),
        ]
    }


def _shown(
    part: Part, slug: str, heading: str | Promise, about: str | Promise, nobody: str | Promise
) -> Shown:
    lines = [(line, _why(line)) for line in part.lines[:SHOWN]]
    more = len(part.lines) - len(lines)
    return Shown(slug, heading, about, nobody, lines, more, part.not_named)


def _why(line: Line) -> str:
    return str(WHY[line.why]) % {"day": date_format(line.on, "j F")}
