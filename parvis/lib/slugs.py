"""Short names that are safe in addresses and as the names of folders."""

import re

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST = 80


def is_slug(text: str) -> bool:
    """Whether the text is small letters and digits, parted by single hyphens."""
    return len(text) <= LONGEST and SLUG.fullmatch(text) is not None
