"""A mail provider tells what became of a mail: the one address to which it does."""

from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, tracking
from django.conf import settings
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt

from parvis.core.ground.bouncing import note_bounce
from parvis.lib.mail_providers import events_view

CAME_BACK = {EventType.BOUNCED, EventType.REJECTED, EventType.FAILED}


@csrf_exempt  # a provider has no cookie; it shows the secret
def events_page(request: HttpRequest, provider: str) -> HttpResponse:
    """Take the provider's word. There is no such page without PARVIS_MAIL_HOOK_SECRET."""
    if not settings.MAIL_HOOK_SECRET or provider != settings.MAIL_PROVIDER:
        raise Http404("Nobody listens here.")
    view = import_string(events_view(provider)).as_view()
    try:
        answer: HttpResponse = view(request)
    except (ValueError, KeyError):
        return HttpResponseBadRequest("This is not what the provider's documentation describes.")
    return answer


@receiver(tracking)
def note_event(event: AnymailTrackingEvent, **_: Any) -> None:
    """Note what came back; of what arrived or was opened we keep nothing."""
    if event.event_type not in CAME_BACK:
        return
    note_bounce(
        reason=" ".join(_reason(event).split()),
        provider_id=event.message_id or "",
        recipient=event.recipient or "",
        key=str((event.metadata or {}).get("mail", "")),
        now=timezone.now(),
    )


def _reason(event: AnymailTrackingEvent) -> str:
    said = event.mta_response or event.description or event.reject_reason
    return str(said or "The provider gave no reason.")
