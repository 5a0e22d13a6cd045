"""The front page, and a space as a visitor sees it."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from parvis.core.events.listings import narrowed, page_of, shown_to_all, with_parts
from parvis.core.programmes.queries import NoNetworkError, the_network
from parvis.core.spaces.house import rules_of
from parvis.core.spaces.models import Space
from parvis.core.spaces.openings import openings
from parvis.core.spaces.queries import open_spaces

NEXT, AHEAD = 6, timedelta(days=60)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what is on next, near a chosen space or anywhere, and where the spaces are."""
    try:
        network = the_network()
    except NoNetworkError:
        return render(request, "public/not_yet.html")
    now = timezone.now()
    spaces = list(open_spaces(now.date()))
    near = request.GET.get("near") or None
    chosen = next((space for space in spaces if space.slug == near), None)
    coming = narrowed(with_parts(shown_to_all()), start=now, space=chosen.slug if chosen else None)
    events, _ = page_of(coming, after=None, most=NEXT)
    context = {"network": network, "spaces": spaces, "chosen": chosen, "events": events}
    return render(request, "public/home.html", context)


@require_safe
def space_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a space: where it is, when it is open, how to get in, and what is on."""
    space = get_object_or_404(Space, slug=slug)
    now = timezone.now()
    today = now.astimezone(space.zone).date()
    coming = narrowed(with_parts(shown_to_all()), start=now, space=slug)
    closed = openings([space], today, today + AHEAD)[space.pk].closed
    context = {
        "space": space,
        "rooms": space.rooms.filter(retired_on=None),
        "hours": space.hours.all(),
        "closed": sorted(closed.items()),
        "house_rules": rules_of(space),
        "events": page_of(coming, after=None, most=NEXT)[0],
    }
    return render(request, "public/space.html", context)
