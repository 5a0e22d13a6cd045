"""Which space a free-text venue is, by rules that can be read. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

OTHERS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Rule:
    """A pattern for the venue and, where it takes more, one for the city."""

    venue: re.Pattern[str]
    city: re.Pattern[str] | None = None

    def fits(self, venue: str, city: str) -> bool:
        """Whether it fits folded texts."""
        found = self.venue.search(venue)
        return bool(found and (self.city is None or self.city.search(city)))


@dataclass(frozen=True)
class Doubt:
    """A rule for what only a person can decide, and why."""

    rule: Rule
    because: str


class Venues:
    """Matches venues to spaces: the first rule that fits decides."""

    def __init__(self, rules: list[tuple[Rule, str]], doubts: list[Doubt]) -> None:
        self.rules, self.doubts = rules, doubts
        self.match = lru_cache(10_000)(self._match)  # a venue comes again and again

    def _match(self, venue: str, city: str) -> tuple[str | None, str]:
        """Return a space's slug, or None and the reason."""
        if not venue.strip():
            return None, "it names no venue"
        folded, where = fold(venue), fold(city)
        for rule, slug in self.rules:
            if rule.fits(folded, where):
                return slug, ""
        for doubt in self.doubts:
            if doubt.rule.fits(folded, where):
                return None, doubt.because
        return None, "its venue is no space of the network"


def fold(text: str) -> str:
    """Small letters without accents, every run of other characters one blank."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return OTHERS.sub(" ", plain.lower()).strip()
