"""What was announced lately, as Atom (RFC 4287): for readers of news."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks

from parvis.core.events.models import Event
from parvis.lib.wall_clock import between


def atom(
    name: str,
    events: Iterable[Event],
    address: Callable[[Event], str],
    *,
    page: str,
    itself: str,
) -> str:
    """Return a feed of these events, each with its day and named time zone in its summary.

    `page` and `itself` are the addresses of the list that people read and of the feed. Events come
    with space and area loaded. A feed of nothing is as old as can be.
    """
    made = _Feed(title=name, link=page, description="", feed_url=itself, feed_guid=itself)
    for event in events:
        when = between(event.starts_at, event.ends_at, event.space.zone)
        lines = (f"{when} ({event.space.time_zone}), {event.space}", event.description)
        made.add_item(
            title=event.title,
            link=address(event),
            description=linebreaks("\n\n".join(filter(None, lines)), autoescape=True),
            unique_id=event.uid.urn,
            pubdate=event.published_at,
            updateddate=event.changed_at or event.published_at,
            author_name=str(event.space),
            categories=[event.area.name] if event.area else [],
        )
    text: str = made.writeString("utf-8")
    return text


class _Feed(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """Not now, where there is nothing: the same feed is the same text."""
        return super().latest_post_date() if self.items else datetime(1970, 1, 1, tzinfo=UTC)
