"""What those who come to an event can start on: tasks laid out in an order, and mentors there."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from parvis.core.events.models import Event
from parvis.core.followup.choosing import six_for_event
from parvis.core.followup.laying_out import (
    MOST,
    LayingOutError,
    laid_out,
    lay_out,
    mentors_for,
    move,
    name_mentor,
    strike_mentor,
    take_away,
    titled,
)
from parvis.core.pathways.mentors import current_mentors
from parvis.core.pathways.opportunities import Opportunity
from parvis.web.desk.gates import event_to_plan
from parvis.web.task_cards import Card, cards

Steps = Mapping[str, tuple[Callable[..., Any], Promise]]
TASKS: Steps = {
    "lay-out": (lay_out, gettext_lazy("Laid out: %(what)s.")),
    "take-away": (take_away, gettext_lazy("Taken away: %(what)s. Whoever tries it goes on.")),
    "up": (partial(move, steps=-1), gettext_lazy("Moved up: %(what)s.")),
    "down": (partial(move, steps=1), gettext_lazy("Moved down: %(what)s.")),
}
MENTORS: Steps = {
    "name": (name_mentor, gettext_lazy("%(what)s is there.")),
    "strike": (strike_mentor, gettext_lazy("%(what)s is not there after all.")),
}


@require_safe
@login_required
def next_steps(request: HttpRequest, key: int) -> HttpResponse:
    """Show what lies there and what might; `?asked=` looks for a task by its title."""
    return _page(request, key)


@require_POST
@login_required
def task(request: HttpRequest, key: int, number: int, step: str) -> HttpResponse:
    """Lay a task out, take it away, or move it."""
    found = get_object_or_404(Opportunity, pk=number)
    return _do(request, key, TASKS, step, opportunity=found)


@require_POST
@login_required
def mentor(request: HttpRequest, key: int, number: int, step: str) -> HttpResponse:
    """Say that a mentor is there, or not."""
    found = get_object_or_404(current_mentors(), pk=number)
    return _do(request, key, MENTORS, step, mentor=found)


def _do(request: HttpRequest, key: int, steps: Steps, step: str, **what: Any) -> HttpResponse:
    event, user, now = event_to_plan(request, key)
    if step not in steps:
        raise Http404
    act, done = steps[step]
    try:
        act(event=event, by=user, now=now, **what)
    except LayingOutError as error:
        return _page(request, key, refusal=str(error), status=422)
    (thing,) = what.values()
    messages.success(request, done % {"what": thing})
    return redirect("desk-next-steps", event.pk)


def _page(request: HttpRequest, key: int, *, refusal: str = "", status: int = 200) -> HttpResponse:
    event, _user, now = event_to_plan(request, key)
    rows = list(laid_out(event))
    asked = request.GET.get("asked", "").strip()
    found = titled(event, asked) if asked else six_for_event(event, now=now)
    context = {
        "event": event,
        "refusal": refusal,
        "rows": [(one, Card(one.opportunity)) for one in rows],
        "is_full": len(rows) >= MOST,
        "most": MOST,
        "asked": asked,
        "found": cards(found),
        "mentors": _by_area(event),
        "is_off": event.state == Event.State.CANCELLED,
    }
    return render(request, "desk/next_steps.html", context, status=status)


def _by_area(event: Event) -> list[tuple[Any, list[str]]]:
    """Each mentor with the names of their areas."""
    return [(one, [area.name for area in one.areas.all()]) for one in mentors_for(event)]
