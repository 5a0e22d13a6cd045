"""What a visitor may allow, each for one purpose and none by default."""

from dataclasses import dataclass
from datetime import datetime

from parvis.core.registration.models import Registration

VERSION = "2026-11"  # of the sentences below: change both together

PURPOSES = {
    "reminders": "Remind me of this event the day before, and let its organisers write to me "
    "about it.",
    "follow_up": "Write to me after the event about a next step: what to try, whom to ask.",
    "linking": "Join my visits with contributions I make, under the handle I give or my address, "
    "so that the space learns what helps people start.",
}


@dataclass(frozen=True)
class Consents:
    """What somebody ticked. Nothing, unless they did."""

    reminders: bool = False
    follow_up: bool = False
    linking: bool = False


def note(registration: Registration, given: Consents, *, now: datetime) -> list[str]:
    """Set what is allowed from now on; what stays allowed keeps its date. Returns what changed."""
    changed = []
    for name in PURPOSES:
        field, is_given = f"{name}_since", getattr(given, name)
        if is_given == (getattr(registration, field) is not None):
            continue
        setattr(registration, field, now if is_given else None)
        changed.append(f"{name}: {'given' if is_given else 'withdrawn'}")
    if changed:
        registration.consent_texts = VERSION
    return changed


def given_by(registration: Registration) -> Consents:
    """What somebody allows now."""
    return Consents(**{n: getattr(registration, f"{n}_since") is not None for n in PURPOSES})
