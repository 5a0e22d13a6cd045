"""Who follows what becomes of mentors: features above register here, and are called in the change.

Mentors do not know who asks for them; follow-up does.
"""

from collections.abc import Callable
from datetime import datetime

from parvis.core.pathways.mentoring import Mentor

Follower = Callable[[Mentor, datetime], None]
_followers: list[Follower] = []


def follow_mentors(follower: Follower) -> None:
    """Call `follower` when a mentor joins, changes or ends it; a second time changes nothing."""
    if follower not in _followers:
        _followers.append(follower)


def tell_mentor_followers(mentor: Mentor, now: datetime) -> None:
    """Call everybody who follows, in the order in which they registered."""
    for follower in _followers:
        follower(mentor, now)
