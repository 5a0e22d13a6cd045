"""How the demo's events are announced: a description, a language, what to bring, for whom."""

from typing import TypedDict

from parvis.core.events.models import Event
from parvis.insights.demo.gatherings import Gathering
from parvis.insights.demo.parameters import AREAS, stream
from parvis.insights.demo.places import load, places
from parvis.insights.demo.world import World

DESCRIBED, SAYS_HOW = 0.8, 0.7  # shares of the events; some have only a title, as in life
SAYS_BRING, SAYS_LANGUAGE, IN_ITS_LANGUAGE = 0.6, 0.85, 0.5
FOR_BEGINNERS = ("first", "new contributors", "for newcomers")  # in a title


class Words(TypedDict):
    """The fields of an event that only say something."""

    description: str
    language: str
    bring: str
    level: str


class Announcer:
    """Words for one event after the other, from a stream of their own."""

    def __init__(self, world: World) -> None:
        self.rng = stream(world.seed, world.today.toordinal(), "announcements")
        self.texts = load("announcements.toml")

    def words(self, event: Gathering, kind: str) -> Words:
        area, luck = AREAS[event.area].slug, self.rng.random(5).tolist()
        parts = [self._one(self.texts["about"][area])]
        how = self._one(self.texts["how"].get(kind, [""]))
        parts += [how] if how and luck[1] < SAYS_HOW else []
        bring = self._one(self.texts["bring"].get(area, [""]))
        return Words(
            description="\n\n".join(parts) if luck[0] < DESCRIBED else "",
            language=self._language(event, luck[3], luck[4]),
            bring=bring if luck[2] < SAYS_BRING else "",
            level=_level(event.title),
        )

    def _one(self, texts: list[str]) -> str:
        return texts[int(self.rng.integers(len(texts)))]

    def _language(self, event: Gathering, says: float, which: float) -> str:
        if says >= SAYS_LANGUAGE:
            return ""
        own = self.texts["language"].get(places()[event.place].country, "en")
        return own if which < IN_ITS_LANGUAGE else "en"


def _level(title: str) -> str:
    is_first = any(words in title.lower() for words in FOR_BEGINNERS)
    return Event.Level.BEGINNERS if is_first else Event.Level.EVERYBODY
