"""The page of an event for those who plan: where it stands, and what can be done next."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.core.events import moves
from parvis.core.events.errors import EventError
from parvis.core.events.models import Event
from parvis.core.events.possible import may_change, possible_moves
from parvis.core.events.repeating import cancel_following
from parvis.core.events.rules import may_plan, missing, why_an_event
from parvis.core.events.templates import save_template
from parvis.core.ground.queries import log_of
from parvis.core.people.models import User
from parvis.core.people.rules import NotAllowedError
from parvis.web.desk.attendees import who_comes
from parvis.web.desk.forms import CancelForm, ScopeForm
from parvis.web.desk.gates import at_desk, event_to_plan, one_event

STEPS: dict[str, Callable[..., Event]] = {
    "propose": moves.propose,
    "approve": moves.approve,
    "send_back": moves.send_back,
    "publish": moves.publish,
    "say_held": moves.say_held,
}
LABELS = {
    "propose": gettext_lazy("Propose for approval"),
    "approve": gettext_lazy("Approve"),
    "publish": gettext_lazy("Publish"),
    "say_held": gettext_lazy("It took place"),
}
DONE = {
    "propose": gettext_lazy("Proposed. Whoever approves it sees it on their desk."),
    "approve": gettext_lazy("Approved."),
    "send_back": gettext_lazy("Sent back as a draft."),
    "publish": gettext_lazy("Published. It is in the calendar now."),
    "say_held": gettext_lazy("Noted. Its report is due now."),
}
PATH = (
    *(Event.State.DRAFT, Event.State.PROPOSED, Event.State.APPROVED),
    *(Event.State.PUBLISHED, Event.State.HELD, Event.State.REPORTED),
)
SIBLINGS, ENTRIES = 12, 20


@require_safe
@login_required
def detail(request: HttpRequest, key: int) -> HttpResponse:
    """Show an event to the desk, with the moves open to whoever looks."""
    user, now = at_desk(request)
    return _page(request, one_event(key), user, now)


@require_POST
@login_required
def move(request: HttpRequest, key: int, step: str) -> HttpResponse:
    """Take an event one step further, or say why that cannot be."""
    event, user, now = event_to_plan(request, key)
    if step not in STEPS:
        raise Http404
    words = {"because": request.POST.get("because", "")} if step == "send_back" else {}
    try:
        STEPS[step](event=event, by=user, now=now, **words)
    except (EventError, NotAllowedError) as error:
        return _page(request, event, user, now, refusal=str(error), status=422)
    messages.success(request, DONE[step])
    return redirect("desk-event", event.pk)


@login_required
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, key: int) -> HttpResponse:
    """Cancel an event, or it and all that follow, saying why."""
    event, user, now = event_to_plan(request, key)
    if "cancel" not in possible_moves(event, user, now=now):
        raise PermissionDenied
    form = CancelForm(request.POST or None)
    scope = ScopeForm(request.POST or None) if event.series_id else None
    if request.method == "POST" and form.is_valid() & (scope is None or scope.is_valid()):
        if scope is not None and scope.cleaned_data["scope"] == "following":
            count = cancel_following(event=event, by=user, now=now, **form.cleaned_data)
            messages.success(request, _("Cancelled: %(count)d events.") % {"count": count})
        else:
            moves.cancel(event=event, by=user, now=now, **form.cleaned_data)
            messages.success(request, _("Cancelled. Its room is free."))
        return redirect("desk-event", event.pk)
    context = {"event": event, "form": form, "scope": scope}
    return render(request, "desk/cancel.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def keep_template(request: HttpRequest, key: int) -> HttpResponse:
    """Keep what is said of an event, for the next of its kind."""
    event, user, now = event_to_plan(request, key)
    try:
        kept = save_template(event=event, name=request.POST.get("name", ""), by=user, now=now)
    except EventError as error:
        return _page(request, event, user, now, refusal=str(error), status=422)
    messages.success(request, _("Kept as the template “%(name)s”.") % {"name": kept})
    return redirect("desk-event", event.pk)


def _page(
    request: HttpRequest,
    event: Event,
    user: User,
    now: datetime,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    steps = possible_moves(event, user, now=now)
    plans = may_plan(user, event.space, now=now)
    entries = list(log_of(event)[:ENTRIES])
    context = {
        "event": event,
        "refusal": refusal,
        "steps": steps,
        "entries": entries,
        **_asks(event, now),
        "buttons": [(step, LABELS[step]) for step in steps if step in LABELS],
        "path": _path(event),
        "may_change": may_change(event, user, now=now),
        "may_plan": plans,
        "who": who_comes(event, now) if plans else None,
        "learnt": list(event.learnings.all()),
        "report": getattr(event, "report", None),
        "areas": list(event.further_areas.all()),
        "series": _siblings(event),
        "because": next((e.details["because"] for e in entries if e.details.get("because")), ""),
    }
    return render(request, "desk/event.html", context, status=status)


def _asks(event: Event, now: datetime) -> dict[str, list[str]]:
    """What the house rules say, as long as it matters."""
    if event.state in (Event.State.HELD, Event.State.REPORTED, Event.State.CANCELLED):
        return {"reasons": [], "asks": []}
    is_out = event.state == Event.State.PUBLISHED
    return {
        "reasons": why_an_event(event),
        "asks": [] if is_out else list(missing(event, now=now)),
    }


def _path(event: Event) -> list[tuple[str, str]]:
    """Each state on the way, and whether it is past, now or to come."""
    if event.state == Event.State.CANCELLED:
        return []
    at = PATH.index(Event.State(event.state))
    where = ["past"] * at + ["now"] + ["coming"] * (len(PATH) - at - 1)
    return [(state.label, place) for state, place in zip(PATH, where, strict=True)]


def _siblings(event: Event) -> list[Event]:
    if event.series is None:
        return []
    rest = event.series.events.select_related("space").filter(starts_at__gte=event.starts_at)
    return list(rest.exclude(pk=event.pk)[:SIBLINGS])
