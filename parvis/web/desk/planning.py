"""New events, changed events."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from parvis.core.events.actions import change_event, plan_event
from parvis.core.events.afterwards import EventTemplate
from parvis.core.events.errors import EventError, RoomTakenError
from parvis.core.events.models import Event
from parvis.core.events.planners import coordinators_of
from parvis.core.events.possible import may_change
from parvis.core.events.queries import starts_of_following
from parvis.core.events.recurrence import canonical, occurrences
from parvis.core.events.repeating import change_following, plan_series
from parvis.core.people.models import User
from parvis.core.spaces.models import Space
from parvis.web.desk import filling
from parvis.web.desk.forms import EventForm, ScopeForm
from parvis.web.desk.gates import event_to_plan, space_to_plan
from parvis.web.desk.offers import Offers, offers, series_offers
from parvis.web.desk.repeats import RepeatForm, rule

AROUND = ("setup", "clearup", "further_areas")


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Plan an event, once or as a series."""
    space, user, now = space_to_plan(request, slug)
    wish = filling.wish_of(request.GET, space)
    form = _form(request, space, filling.of_request(request, space, user), also=[user], now=now)
    repeat = RepeatForm(request.POST or None)
    offered = None
    if request.method == "POST" and form.is_valid() & repeat.is_valid():
        try:
            event, count = _plan(form, repeat, wish, by=user, now=now)
        except EventError as error:
            offered = _refused(form, error, times=_times(form, repeat))
        else:
            text = ngettext("Planned as a draft.", "%(count)d drafts are planned.", count)
            messages.success(request, text % {"count": count})
            return redirect("desk-event", event.pk)
    context = {
        "space": space,
        "form": form,
        "repeat": repeat,
        "wish": wish,
        "offers": offered,
        "templates": EventTemplate.objects.all(),
    }
    return render(request, "desk/new.html", context, status=_status(form, repeat))


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, key: int) -> HttpResponse:
    """Change an event, or it and all that follow."""
    event, user, now = event_to_plan(request, key)
    if not may_change(event, user, now=now):
        raise PermissionDenied
    also = [user, *([event.coordinator] if event.coordinator else [])]
    form = _form(request, event.space, filling.of_event(event), also=also, now=now)
    scope = ScopeForm(request.POST or None) if event.series_id else None
    offered = None
    if request.method == "POST" and form.is_valid() & (scope is None or scope.is_valid()):
        is_following = scope is not None and scope.cleaned_data["scope"] == "following"
        try:
            (_change_following if is_following else _change_one)(event, form, by=user, now=now)
        except EventError as error:
            rest = starts_of_following(event, at=form.starts_local.time()) if is_following else {}
            offered = _refused(form, error, times=list(rest.values()), besides=list(rest))
        else:
            messages.success(request, _("Changed."))
            return redirect("desk-event", event.pk)
    context = {
        "space": event.space,
        "event": event,
        "form": form,
        "scope": scope,
        "offers": offered,
    }
    return render(request, "desk/change.html", context, status=_status(form, scope))


def _form(
    request: HttpRequest,
    space: Space,
    initial: dict[str, Any],
    *,
    also: list[User],
    now: datetime,
) -> EventForm:
    """The form of an event; `also` may coordinate it beside the coordinators of the space."""
    people = [term.user for term in coordinators_of([space], now=now)]
    today = now.astimezone(space.zone).date()
    return EventForm(
        request.POST or None,
        initial=initial,
        space=space,
        people=[*people, *also],
        today=today,
    )


def _plan(
    form: EventForm, repeat: RepeatForm, wish: dict[str, Any], *, by: User, now: datetime
) -> tuple[Event, int]:
    """Plan what the forms say; return the (first) event, and how many there are."""
    how, given = repeat.cleaned_data, form.cleaned_data
    fields = {**filling.said(form), **wish, "further_areas": list(given["further_areas"])}
    if not how["often"]:
        event = plan_event(space=form.space, by=by, now=now, **fields, **filling.times(form))
        return event, 1
    start = form.starts_local
    series = plan_series(
        space=form.space,
        rule=rule(how["often"], start, times=how["times"], until=how["until"]),
        starts_local=start,
        length=given["length"],
        without=how["without"],
        setup=given["setup"],
        clearup=given["clearup"],
        by=by,
        now=now,
        **fields,
    )
    events = series.events.order_by("starts_at")
    return events[0], events.count()


def _change_one(event: Event, form: EventForm, *, by: User, now: datetime) -> None:
    areas = list(form.cleaned_data["further_areas"])
    fields = {**filling.said(form), **filling.times(form)}
    change_event(event=event, by=by, now=now, further_areas=areas, **fields)


def _change_following(event: Event, form: EventForm, *, by: User, now: datetime) -> None:
    """Set for all that follow what was changed here, and leave what differs among them."""
    changed = set(form.changed_data)
    values = {name: value for name, value in filling.said(form).items() if name in changed}
    given = form.cleaned_data
    change_following(
        event=event,
        by=by,
        now=now,
        starts_local=form.starts_local if changed & {"day", "start"} else None,
        length=given["length"] if "length" in changed else None,
        **{name: given[name] for name in AROUND if name in changed},
        **values,
    )


def _times(form: EventForm, repeat: RepeatForm) -> list[datetime]:
    """Every start of a series that is asked for; none for an event that does not come again."""
    how, start, zone = repeat.cleaned_data, form.starts_local, form.space.zone
    if not how["often"]:
        return []
    text = rule(how["often"], start, times=how["times"], until=how["until"])
    try:
        found = occurrences(canonical(text, zone), start, zone)
    except EventError:
        return []  # then it is the rule that was refused, and no room
    return [one.at for one in found if one.local.date() not in how["without"]]


def _refused(
    form: EventForm,
    error: EventError,
    *,
    times: Sequence[datetime],
    besides: Sequence[int] = (),
) -> Offers | None:
    """Show what is wrong, and return what is free instead.

    `times` are all starts of a series, `besides` the keys of those of its events that are there.
    """
    is_room = isinstance(error, RoomTakenError)
    form.add_error("room" if is_room else None, str(error))
    if not isinstance(error, RoomTakenError):
        return None
    return series_offers(form, error, times, besides=besides) if times else offers(form, error)


def _status(*forms: Any) -> int:
    return 422 if any(form is not None and form.errors for form in forms) else 200
