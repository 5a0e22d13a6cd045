"""What is on: the list with its filters, one event, and calendars to subscribe to."""

from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import condition, require_safe

from parvis.core.events.announced import alike, announced, for_calendar
from parvis.core.events.listings import Place, narrowed, page_of, shown_to_all, with_parts
from parvis.core.events.models import Event
from parvis.core.followup.laying_out import on_offer
from parvis.core.pathways.models import FocusArea
from parvis.core.programmes.queries import the_network
from parvis.core.registration.queries import sign_up_of
from parvis.core.spaces.models import Space
from parvis.insights.feeds.calendar import calendar
from parvis.insights.feeds.linked_data import linked_data
from parvis.web.task_cards import cards

PAGE = 20
PAST, AHEAD = timedelta(days=365), timedelta(days=730)  # what a calendar holds
FILTERS = ("space", "area", "kind", "language")


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    """List what is on, soonest first, as the filters ask."""
    asked = {name: request.GET.get(name) or None for name in FILTERS}
    start = _day(request, "from")
    end = _day(request, "to")
    found = narrowed(
        with_parts(shown_to_all()),
        space=asked["space"],
        area=asked["area"],
        kind=asked["kind"],
        language=asked["language"],
        start=start or timezone.now() - timedelta(hours=3),
        end=end + timedelta(1) if end else None,
    )
    events, more = page_of(found, after=_place(request), most=PAGE)
    context = {
        "events": events,
        "more": _more(request, more),
        "asked": {**asked, "from": request.GET.get("from", ""), "to": request.GET.get("to", "")},
        "spaces": Space.objects.all(),
        "areas": FocusArea.objects.filter(is_active=True),
        "kinds": Event.Kind.choices,
    }
    return render(request, "public/events.html", context)


@require_safe
def event_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one event, with what a visitor needs to come."""
    event = get_object_or_404(
        announced().select_related("sign_up").prefetch_related("further_areas"), uid=uid
    )
    address, now = request.build_absolute_uri(), timezone.now()
    context = {
        "event": event,
        "is_off": event.state == Event.State.CANCELLED,
        "is_over": event.ends_at < now,
        "offer": sign_up_of(event, now=now),
        "start_on": [] if event.state == Event.State.CANCELLED else cards(on_offer(event)),
        "alike": alike(event, now=now),
        "linked_data": linked_data(event, address, the_network().name),
        "address": address,
    }
    return render(request, "public/event.html", context)


@require_safe
def event_calendar(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One event, for a visitor's own calendar."""
    event = get_object_or_404(announced(), uid=uid)
    event.series = None  # this evening alone
    return _calendar(request, event.title, [event])


def _last_change(
    _request: HttpRequest, space: str | None = None, area: str | None = None
) -> datetime | None:
    """When the newest of the events was changed, so that a calendar need not fetch it again."""
    known = narrowed(Event.objects.exclude(changed_at=None), space=space, area=area)
    changed = known.order_by("-changed_at")
    return changed.values_list("changed_at", flat=True).first()


@require_safe
@condition(last_modified_func=_last_change)
def feed(request: HttpRequest, space: str | None = None, area: str | None = None) -> HttpResponse:
    """What is on at a space, in a focus area, or anywhere: to subscribe to."""
    named = the_network().name
    if space is not None:
        named = get_object_or_404(Space, slug=space).name
    if area is not None:
        named = f"{named}: {get_object_or_404(FocusArea, slug=area).name}"
    now = timezone.now()
    events = for_calendar(start=now - PAST, end=now + AHEAD, space=space, area=area)
    return _calendar(request, named, list(events))


def _calendar(request: HttpRequest, name: str, events: list[Event]) -> HttpResponse:
    def address(event: Event) -> str:
        return request.build_absolute_uri(reverse("event", args=[event.uid]))

    text = calendar(name, events, address, now=timezone.now())
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="events.ics"'
    return answer


def _day(request: HttpRequest, name: str) -> datetime | None:
    """The start of a day that somebody typed. Raises Http404 for what is no day."""
    text = request.GET.get(name)
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Http404(f"{text!r} is no day. Write it like 2026-11-30.") from error
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def _place(request: HttpRequest) -> Place | None:
    """Where the last page ended."""
    text = request.GET.get("after")
    if not text:
        return None
    try:
        start, _, key = text.partition("~")
        return datetime.fromisoformat(start), int(key)
    except ValueError as error:
        raise Http404("There is no such page. Start from the first.") from error


def _more(request: HttpRequest, place: Place | None) -> str:
    if place is None:
        return ""
    kept = {name: value for name, value in request.GET.items() if name != "after" and value}
    return f"?{urlencode({**kept, 'after': f'{place[0].isoformat()}~{place[1]}'})}"
