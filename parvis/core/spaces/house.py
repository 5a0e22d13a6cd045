"""Small questions to a space that planning asks."""

from datetime import date

from parvis.core.spaces.models import Space
from parvis.core.spaces.rooms import HouseRules


def rules_of(space: Space) -> HouseRules:
    """The space's house rules, or the ones that ship when it has said nothing."""
    return HouseRules.objects.filter(space=space).first() or HouseRules(space=space)


def why_not_open(space: Space, day: date) -> str | None:
    """Why the space does not run on that day at all: not opened yet, or closed for good."""
    if day < space.opened_on:
        return f"it opens on {space.opened_on:%-d %B %Y}"
    if space.closed_on and day >= space.closed_on:
        return f"for good since {space.closed_on:%-d %B %Y}"
    return None
