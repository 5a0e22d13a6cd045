"""GitHub's issues, by “List repository issues” and “Get an issue” of its REST API.

Everything is read first, and again once a week: the open issues under each label, and then those
that are open here and were not among them. In between, whatever changed is read without a label,
since an issue that lost its label would otherwise never be seen again. Pages are followed by the
`Link` header, oldest change first, so that a reading that breaks off goes on where it was.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from parvis.core.pathways.taking_in import Batch, Offer
from parvis.insights.offers.client import Answer, AskingError, Client, MissingError, Params
from parvis.insights.offers.cursor import Cursor, iso, moment, seconds
from parvis.insights.offers.said import (
    difficulty_in,
    first_words,
    minutes_in,
    moment_of,
    plain,
    title_of,
    web_link,
)

PAGE, ASK = 100, 20
HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
Unseen = Callable[[datetime, int], list[str]]  # since, how many: open here, not shown since then


@dataclass(frozen=True)
class GitHub:
    """One repository's issues. No labels: every open issue is a task."""

    address: str
    place: str
    labels: list[str]
    client: Client
    unseen: Unseen
    now: datetime

    @property
    def issues(self) -> str:
        """The address of the list."""
        return f"{self.address}/repos/{quote(self.place)}/issues"

    def read(self, cursor: Cursor) -> Iterator[Batch]:
        """Yield what is new since the cursor, each batch with the cursor after it.

        Raises AskingError, EnoughError.
        """
        try:
            whole = cursor.is_whole_due(self.now)
            yield from self._everything(cursor.begun(self.now)) if whole else self._changes(cursor)
        except MissingError as error:
            raise AskingError(
                f"There is no repository {self.place} at {self.address}, or its issues are off or "
                "not public. Check how it is written."
            ) from error

    def _everything(self, cursor: Cursor) -> Iterator[Batch]:
        marks = self.labels or [""]
        for part, label in list(enumerate(marks))[cursor.part :]:
            asked = [("state", "open"), *([("labels", label)] if label else [])]
            since = cursor.place if part == cursor.part else 0
            for offers, last in self._pages(asked, since):
                cursor = cursor.at(part=part, place=last)
                yield Batch(offers, cursor=str(cursor))
        began = moment(cursor.began or 0)
        while numbers := self.unseen(began, ASK):
            yield self._asked(numbers, cursor.at(part=len(marks), place=0))
        yield Batch(cursor=str(cursor.ended_whole()))

    def _changes(self, cursor: Cursor) -> Iterator[Batch]:
        for offers, last in self._pages([("state", "all")], cursor.since or 0):
            reached = Cursor(since=last or cursor.since, whole=cursor.whole)
            yield Batch(offers, cursor=str(reached))
        yield Batch(cursor=str(cursor.ended(self.now)))

    def _pages(self, asked: list[tuple[str, str]], since: int) -> Iterator[tuple[list[Offer], int]]:
        """Pages of tasks, each with the moment of its last change."""
        order: Params = [("sort", "updated"), ("direction", "asc"), ("per_page", PAGE)]
        first: Params = [("since", iso(since))] if since else []
        answer = self.client.get(self.issues, [*asked, *order, *first])
        while True:
            issues = _listed(answer)
            offers = [self._offer(one) for one in issues if "pull_request" not in one]
            last = seconds(moment_of(issues[-1]["updated_at"])) if issues else since
            yield [offer for offer in offers if offer], last
            if not answer.following:
                return
            answer = self.client.get(self._followed(answer.following))

    def _followed(self, address: str) -> str:
        """The next page, which is at the same system: our token goes nowhere else."""
        if urlsplit(address)[:2] != urlsplit(self.address)[:2]:
            raise AskingError(f"{self.address} sends on to {address[:80]}. Check the address.")
        return address

    def _asked(self, numbers: list[str], cursor: Cursor) -> Batch:
        """Those that no list showed: each by itself. One that moved away is gone from here."""
        batch = Batch(cursor=str(cursor))
        for number in numbers:
            offer = self._one(number)
            if offer is None:
                batch.gone.append(number)
            else:
                batch.offers.append(offer)
        return batch

    def _one(self, number: str) -> Offer | None:
        try:
            said = self.client.get(f"{self.issues}/{number}").said
        except MissingError:
            return None
        offer = self._offer(said) if isinstance(said, dict) else None
        return offer if offer and offer.native_id == number else None

    def _offer(self, issue: dict[str, Any]) -> Offer | None:
        """The task that an issue is; None for one that is not shaped as documented."""
        try:
            return self._told(issue)
        except (KeyError, ValueError, TypeError):
            return None

    def _told(self, issue: dict[str, Any]) -> Offer:
        names = _names(issue)
        wanted = {plain(label) for label in self.labels}
        is_marked = not wanted or any(plain(name) in wanted for name in names)
        number, closed_at = str(int(issue["number"])), issue.get("closed_at")
        return Offer(
            native_id=number,
            title=title_of(issue.get("title"), number),
            is_open=issue.get("state") == "open" and is_marked,
            opened_at=moment_of(issue["created_at"]),
            changed_at=moment_of(issue["updated_at"]),
            closed_at=moment_of(closed_at) if closed_at else None,
            link=web_link(issue.get("html_url")),
            summary=first_words(str(issue.get("body") or "")),
            minutes=minutes_in(names),
            difficulty=difficulty_in(names),
        )


def _listed(answer: Answer) -> list[dict[str, Any]]:
    """The issues of a page that are shaped as documented; a page that is none is refused."""
    if not isinstance(answer.said, list):
        where = answer.address.split("?")[0]
        raise AskingError(f"{where} is no list of issues. Check the address.")
    return [one for one in answer.said if _is_dated(one)]


def _names(issue: dict[str, Any]) -> list[str]:
    """The names of its labels, which are objects, or once were plain words."""
    labels = issue.get("labels") or []
    return [str(one.get("name") or "") if isinstance(one, dict) else str(one) for one in labels]


def _is_dated(issue: object) -> bool:
    try:
        return isinstance(issue, dict) and bool(moment_of(issue.get("updated_at")))
    except ValueError:
        return False
