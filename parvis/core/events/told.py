"""Who asked for an event is told when it is announced, and if it is cancelled after that."""

from datetime import datetime

from parvis.core.events.models import Event
from parvis.core.ground.posting import site_link
from parvis.core.needs.letters import tell_cancelled, tell_published
from parvis.lib.wall_clock import between


def tell_askers(event: Event, action: str, *, because: str, now: datetime) -> None:
    """Tell of a step that matters to who asked for the event; of any other, nothing."""
    wishes = [wish for wish in (event.need, event.proposal) if wish is not None]
    space = event.space
    when = f"{between(event.starts_at, event.ends_at, space.zone)} ({space.time_zone}), {space}"
    for wish in wishes:
        if action == "publish":
            link = site_link("event", event.uid) if event.is_public else ""
            tell_published(wish, when=when, link=link, now=now)
        elif action == "cancel" and event.published_at is not None:
            tell_cancelled(wish, when=when, because=because, now=now)
