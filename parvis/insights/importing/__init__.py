"""Bringing in events from elsewhere: tables through a mapping, with venues matched by rules."""
