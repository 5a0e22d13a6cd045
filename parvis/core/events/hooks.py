"""Who follows what becomes of events: features above register here, and are called in the change.

Events do not know who signed up for them; registration does, and tells them of a change in the
transaction that makes it. A follower that raises EventError forbids the change.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from parvis.core.events.models import Event
from parvis.core.people.models import User


@dataclass(frozen=True)
class Change:
    """What was done to one event: `cancel`, `publish`, `change` and so on, by whom, and why."""

    event: Event
    action: str
    by: User | None
    now: datetime
    fields: Collection[str] = ()  # the names of those that are another now
    because: str = ""


Follower = Callable[[Change], None]
_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Call `follower` with every change from now on; a second time changes nothing."""
    if follower not in _followers:
        _followers.append(follower)


def tell_followers(change: Change) -> None:
    """Call everybody who follows, in the order in which they registered."""
    for follower in _followers:
        follower(change)
