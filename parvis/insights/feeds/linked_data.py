"""An event as schema.org describes one, for search engines."""

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from parvis.core.events.models import Event

STATUS = "https://schema.org/EventScheduled", "https://schema.org/EventCancelled"
HARMLESS = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def linked_data(event: Event, address: str, organiser: str) -> SafeString:
    """Return JSON-LD that can stand in a page: no character of it ends its element."""
    text = json.dumps(_described(event, address, organiser), ensure_ascii=False)
    return mark_safe(text.translate(HARMLESS))  # noqa: S308 - what could end the element is escaped


def _described(event: Event, address: str, organiser: str) -> dict[str, Any]:
    space = event.space
    postal = {
        "@type": "PostalAddress",
        "streetAddress": space.street,
        "postalCode": space.postal_code,
        "addressLocality": space.city,
        "addressCountry": space.country,
    }
    described = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "description": event.description,
        "startDate": event.starts_local.isoformat(),
        "endDate": event.ends_local.isoformat(),
        "eventStatus": STATUS[event.state == Event.State.CANCELLED],
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "inLanguage": event.language,
        "isAccessibleForFree": True,
        "url": address,
        "location": {"@type": "Place", "name": space.name, "address": _known(postal)},
        "organizer": {"@type": "Organization", "name": organiser},
    }
    return _known(described)


def _known(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value not in ("", None)}
