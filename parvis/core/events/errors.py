"""What may go wrong when events are planned. Every message names the thing and the remedy."""

from collections.abc import Sequence

from parvis.core.events.models import Event
from parvis.core.spaces.rooms import Room
from parvis.lib.wall_clock import between

NAMED = 3  # clashes in a message; the rest are counted


class EventError(Exception):
    """An event that cannot be as asked: what is wrong with it."""


class RoomTakenError(EventError):
    """A room that somebody else has: by which events, so that a page can offer what is free."""

    def __init__(self, room: Room, clashes: Sequence[Event]) -> None:
        self.room, self.clashes = room, list(clashes)
        taken = [f"{_when(event)} by “{event}”" for event in self.clashes[:NAMED]]
        more = len(self.clashes) - NAMED
        rest = f", and {more} more" if more > 0 else ""
        super().__init__(
            f"{room} is taken {'; '.join(taken)}{rest}. Choose another room or another time."
        )


def _when(event: Event) -> str:
    held = between(event.books_from, event.books_until, event.space.zone)
    around = " with set-up and clear-up" if event.setup or event.clearup else ""
    return f"on {held}{around}"
