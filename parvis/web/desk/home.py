"""The desk: what is on, what waits."""

from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from parvis.core.events.models import Event
from parvis.core.events.planners import spaces_planned_by
from parvis.core.events.queries import REPORT_WITHIN, reports_due, waiting_for_approval
from parvis.core.needs.models import Need, Proposal
from parvis.web.desk.gates import at_desk

SHOWN, DUE = 12, 6  # of each list; of reports
SPACES = 25
AHEAD = timedelta(14)


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Show somebody who plans what is on and what waits; others what they asked for."""
    user, now = at_desk(request)
    spaces = list(spaces_planned_by(user, now=now))
    if not spaces:
        return redirect("desk-needs")
    keys = [space.pk for space in spaces]
    due = reports_due(now=now, spaces=keys).order_by("ends_at")
    context = {
        "now": now,
        "spaces": spaces[:SPACES],
        "has_more_spaces": len(spaces) > SPACES,
        "coming": _coming(keys, now)[:SHOWN],
        "due": [(event, now - event.ends_at > REPORT_WITHIN) for event in due[:DUE]],
        "due_count": due.count(),
        "waiting": waiting_for_approval(spaces=keys)[:SHOWN],
        "needs": _needs(keys)[:SHOWN],
        "proposals": _proposals(keys)[:SHOWN],
    }
    return render(request, "desk/home.html", context)


def _coming(spaces: list[int], now: datetime) -> QuerySet[Event]:
    """What is on now or within two weeks, drafts included."""
    found = Event.objects.filter(space__in=spaces, ends_at__gt=now, starts_at__lt=now + AHEAD)
    return found.exclude(state=Event.State.CANCELLED).select_related("space", "room", "area")


def _needs(spaces: list[int]) -> QuerySet[Need]:
    for_us = Q(space=None) | Q(space__in=spaces)
    found = Need.objects.filter(for_us, state=Need.State.OPEN)
    return found.select_related("space", "area", "asked_by").order_by("asked_at")


def _proposals(spaces: list[int]) -> QuerySet[Proposal]:
    found = Proposal.objects.filter(space__in=spaces, state=Proposal.State.OPEN)
    return found.select_related("space", "area").order_by("asked_at")
