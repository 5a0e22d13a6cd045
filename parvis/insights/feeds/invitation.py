"""One event for the calendar of somebody who signed up; sent again, it changes what they have.

The entry's UID is the one of the public calendars, so that nobody has an evening twice.
"""

from datetime import datetime

from icalendar import Calendar

from parvis.core.events.models import Event
from parvis.core.ground.posting import site_link
from parvis.core.registration.links import mail_link
from parvis.core.registration.models import Registration
from parvis.insights.feeds.calendar import PRODUCT, entry_of


def invitation(row: Registration, *, now: datetime, is_off: bool = False) -> bytes:
    """Return the entry of a registration's event. `is_off`: it goes out of their calendar.

    A cancelled event is off in any case. The event comes with space and room loaded.
    """
    event = row.event
    off = is_off or event.state == Event.State.CANCELLED
    entry = entry_of(event, lambda one: site_link("event", one.uid), now)
    del entry["STATUS"], entry["DTSTAMP"]
    entry.add("status", "CANCELLED" if off else "CONFIRMED")
    entry.add("dtstamp", now)
    del entry["SEQUENCE"]
    entry.add("sequence", _sequence(row) + off)
    if not off:
        link = mail_link(row)
        said = f"{event.description}\n\n{link}" if event.description else link
        entry.pop("DESCRIPTION", None)
        entry.add("description", said)
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "CANCEL" if off else "PUBLISH")
    made.add_component(entry)
    made.add_missing_timezones()
    text: bytes = made.to_ical()
    return text


def _sequence(row: Registration) -> int:
    """A number that grows with every change of the event and of the sign-up.

    Or a calendar passes over what is sent: a cancellation, and the entry of who came back.
    """
    latest = max(at for at in (row.changed_at, row.event.changed_at) if at is not None)
    return int(latest.timestamp()) + row.event.sequence
