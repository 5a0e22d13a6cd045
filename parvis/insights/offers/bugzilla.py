"""Bugzilla's bugs, by “Search Bugs” of its REST API.

A bug is a task if somebody mentors it, or if it carries one of the source's keywords. Everything
open is read first, and again once a week, and then those that are open here and were not shown; in
between, whatever changed. Pages are counted by `limit` and `offset`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from parvis.core.pathways.taking_in import Batch, Offer
from parvis.insights.offers.client import AskingError, Client, Params
from parvis.insights.offers.cursor import Cursor, iso, moment
from parvis.insights.offers.github import Unseen
from parvis.insights.offers.said import difficulty_in, minutes_in, moment_of, plain, title_of

PAGE, ASK = 200, 100
HEADERS = {"Accept": "application/json"}
FIRST_BUG = "good-first-bug"  # the keyword, unless the source names others
FIELDS = (
    *("id", "summary", "is_open", "resolution", "creation_time", "last_change_time"),
    *("keywords", "whiteboard", "mentors", "cf_last_resolved", "product", "component"),
)
OPEN = ("resolution", "---")


@dataclass(frozen=True)
class Bugzilla:
    """The bugs of one product, or of one of its components: `place` is product/component."""

    address: str
    place: str
    labels: list[str]
    client: Client
    unseen: Unseen
    now: datetime

    def read(self, cursor: Cursor) -> Iterator[Batch]:
        """Yield what is new since the cursor, each batch with the cursor after it.

        Raises AskingError, EnoughError.
        """
        whole = cursor.is_whole_due(self.now)
        yield from self._everything(cursor.begun(self.now)) if whole else self._changes(cursor)

    def _everything(self, cursor: Cursor) -> Iterator[Batch]:
        if cursor.part == 0:
            for offers, count in self._pages([OPEN, ("order", "bug_id")], cursor.place):
                cursor = cursor.at(place=count)
                yield Batch(offers, cursor=str(cursor))
        began = moment(cursor.began or 0)
        while numbers := self.unseen(began, ASK):
            yield self._asked(numbers, cursor.at(part=1, place=0))
        yield Batch(cursor=str(cursor.ended_whole()))

    def _changes(self, cursor: Cursor) -> Iterator[Batch]:
        since = [("last_change_time", iso(cursor.since or 0)), ("order", "changeddate,bug_id")]
        for offers, count in self._pages(since, cursor.place):
            yield Batch(offers, cursor=str(cursor.at(place=count)))
        yield Batch(cursor=str(cursor.ended(self.now)))

    def _pages(
        self, asked: list[tuple[str, str]], offset: int
    ) -> Iterator[tuple[list[Offer], int]]:
        """Pages of tasks, each with how many bugs were read by then."""
        product, component = self._where
        where = [("product", product), *([("component", component)] if component else [])]
        while True:
            bugs = self._bugs([*where, *asked, ("limit", PAGE), ("offset", offset)])
            offset += len(bugs)
            offers = [self._offer(bug) for bug in bugs]
            yield [offer for offer in offers if offer], offset
            if len(bugs) < PAGE:
                return

    @property
    def _where(self) -> tuple[str, str]:
        product, _, component = self.place.partition("/")
        return product, component

    def _asked(self, numbers: list[str], cursor: Cursor) -> Batch:
        """Those that no list showed. One that Bugzilla no longer shows to everybody is gone."""
        bugs = self._bugs([("id", ",".join(numbers))])
        offers = {offer.native_id: offer for offer in map(self._offer, bugs) if offer}
        gone = [number for number in numbers if number not in offers]
        told = [offers[number] for number in numbers if number in offers]
        return Batch(told, gone, str(cursor))

    def _bugs(self, params: Params) -> list[Any]:
        asked = [*params, ("include_fields", ",".join(FIELDS))]
        said = self.client.get(f"{self.address}/rest/bug", asked).said
        if isinstance(said, dict) and said.get("error"):  # some versions say so with status 200
            message = " ".join(str(said.get("message") or "an error").split())[:200]
            raise AskingError(f"{self.address} says: {message.rstrip('.')}. Check the source.")
        bugs = said.get("bugs") if isinstance(said, dict) else None
        if not isinstance(bugs, list):
            raise AskingError(f"{self.address}/rest/bug is no list of bugs. Check the address.")
        return bugs

    def _offer(self, bug: Any) -> Offer | None:
        """The task that a bug is; None for one that is not shaped as documented."""
        try:
            return self._told(bug)
        except (KeyError, ValueError, TypeError, AttributeError):
            return None

    def _told(self, bug: dict[str, Any]) -> Offer:
        number, resolved_at = str(int(bug["id"])), bug.get("cf_last_resolved")
        tags = [*(bug.get("keywords") or []), *_tags(str(bug.get("whiteboard") or ""))]
        wanted = {plain(label) for label in self.labels or [FIRST_BUG]}
        is_marked = bool(bug.get("mentors")) or any(plain(tag) in wanted for tag in tags)
        product, component = self._where
        found = (str(bug["product"]), str(bug["component"]) if component else "")
        is_here = [name.lower() for name in found] == [product.lower(), component.lower()]
        is_open = bool(bug["is_open"])
        return Offer(
            native_id=number,
            title=title_of(bug.get("summary"), number),
            is_open=is_open and is_marked and is_here,
            opened_at=moment_of(bug["creation_time"]),
            changed_at=moment_of(bug["last_change_time"]),
            closed_at=moment_of(resolved_at) if resolved_at and not is_open else None,
            link=f"{self.address}/show_bug.cgi?id={number}",
            minutes=minutes_in(tags),
            difficulty=difficulty_in(tags),
        )


def _tags(whiteboard: str) -> list[str]:
    """`[good first bug] [lang=js]` as its parts."""
    return [part.split("]")[0] for part in whiteboard.split("[")[1:]]
