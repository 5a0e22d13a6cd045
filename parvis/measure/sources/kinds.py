"""The vocabulary of kinds of contribution."""

import tomllib
from difflib import get_close_matches
from functools import cache
from pathlib import Path


@cache
def kinds() -> dict[str, str]:
    """Each kind's slug and what it means, in one sentence."""
    return tomllib.loads(Path(__file__).with_name("kinds.toml").read_text("utf-8"))


def nearest(word: str, known: list[str]) -> str:
    """A sentence that names the word perhaps meant, for the end of a message; else the known."""
    lower = {k.casefold(): k for k in known}
    close = get_close_matches(word.casefold(), list(lower), n=1, cutoff=0.5)
    return f"Did you mean {lower[close[0]]!r}?" if close else f"Known are: {', '.join(known)}."
