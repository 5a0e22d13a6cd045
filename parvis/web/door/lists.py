"""The list that a device keeps: whole at first, then what changed."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.core.registration.door_list import conflicts, counts, people
from parvis.core.registration.passes import OPEN_AFTER, PassError, open_door
from parvis.web.door.refusals import to_device

LONG = timedelta(hours=12)  # longer ago than that, the whole list is as quick


@never_cache
@require_safe
def door_list(request: HttpRequest, secret: str) -> HttpResponse:
    """Everybody of the event, or those about whom something changed. Four queries."""
    now = timezone.now()
    try:
        event = open_door(secret, now=now).event
    except PassError as error:
        return to_device(error)
    since = _since(request, now)
    found = counts(event)
    return JsonResponse(
        {
            "event": {
                "id": event.pk,
                "title": event.title,
                "starts_at": event.starts_at.isoformat(),
                "ends_at": event.ends_at.isoformat(),
                "zone": event.space.time_zone,
                "capacity": event.capacity,
                "space": str(event.space),
            },
            "whole": since is None,
            "people": people(event, since=since),
            "inside": found.inside,
            "promised": found.promised,
            "conflicts": conflicts(event),
            "now": now.isoformat(),
            "until": (event.ends_at + OPEN_AFTER).isoformat(),  # then the device has to forget
        }
    )


def _since(request: HttpRequest, now: datetime) -> datetime | None:
    """The `now` of an earlier answer; None for what is none, so that all is sent."""
    try:
        since = datetime.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        return None
    is_ours = since.tzinfo is not None and now - LONG < since <= now
    return since if is_ours else None
