"""Keeping tasks in step with where they come from, one source at a time."""

from datetime import datetime

from django.conf import settings

from parvis.insights.offers.syncing import Token, sync_due


def sync_opportunities(*, now: datetime) -> int:
    """Read the source of tasks that waits longest, if one is due. How many tasks it changed."""
    done = sync_due(now=now, token=Token(settings.GITHUB_TOKEN))
    return sum(vars(done.taken).values()) if done else 0
