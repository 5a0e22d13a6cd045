"""From the rows of a table to sign-ups as they were told, or to why they cannot be. Pure.

That somebody was there is said by the column `came` and by nothing else; what somebody agreed to
counts only with the moment at which they did.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from parvis.core.events.models import Event
from parvis.core.registration.consents import PURPOSES
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.plausible import key_of, plain_address, plain_name
from parvis.insights.importing.rows import MEND, RowError, read_moment
from parvis.measure.sources.base import SetAside
from parvis.measure.sources.chunks import Table
from parvis.measure.sources.table_files import chunks_of

NEEDED = ["name", "email"]
FURTHER = ["state", "asked_at", "came", "came_at", "consent_at", *PURPOSES]
HEADER = "Name the columns `name` and `email` in the first row."
CAME = "came"
STATES = {
    "": "",
    "confirmed": "confirmed",
    CAME: "confirmed",  # they had a place; whether they were there, the column `came` says
    "waiting": "waiting",
    "cancelled": "cancelled",
    "canceled": "cancelled",
}
YES, NO = {"yes", "y", "true", "1", "x"}, {"", "no", "n", "false", "0"}
FORMULA = re.compile(r"=|[+\-@].*[(|!]")  # as spreadsheets would run it
EARLY = timedelta(days=1)  # before set-up: nobody came in earlier than that


@dataclass(frozen=True)
class Told:
    """A sign-up as a table tells it. Moments are aware; None where unknown."""

    place: str
    name: str
    email: str
    key: str  # by which two addresses are one
    state: str  # blank: not said
    asked_at: datetime | None
    came_at: datetime | None  # None: nobody says that they were there
    allows: tuple[str, ...]  # purposes
    allowed_at: datetime | None
    left_out: tuple[str, ...] = ()  # what the row says that cannot be kept


def read_sign_ups(file: Path, event: Event, now: datetime) -> Iterator[Told | SetAside]:
    """Yield a sign-up, or what is wrong, for each row. Moments are on the clock of the space.

    Raises SourceError when the file is no table with these columns.
    """
    table = Table(str(file), NEEDED, "an import of sign-ups", FURTHER, HEADER)
    for chunk in chunks_of(file, table):
        yield from chunk.set_aside
        cells = [chunk.columns[column] for column in table.columns]
        for number, *said in zip(chunk.numbers, *cells, strict=True):
            row = dict(zip(table.columns, said, strict=True))
            try:
                yield _told(f"row {number}", row, event, now)
            except RowError as error:
                yield SetAside(str(file), f"row {number}", error.problem, error.remedy)


def _told(place: str, row: dict[str, str], event: Event, now: datetime) -> Told:
    name, email = _who(row)
    state = row["state"].lower()
    if state not in STATES:
        remedy = "Write confirmed, waiting, cancelled or came, or leave it blank."
        raise RowError(f"its state is {row['state']!r}", remedy)
    came_at = _came_at(row, event, now)
    allows = tuple(purpose for purpose in PURPOSES if _yes(row, purpose))
    allowed_at = _past(row, "consent_at", event, now) if allows else None
    said = {
        "consent": bool(allows) and allowed_at is None,
        "came": state == CAME and came_at is None,
    }
    return Told(
        place=place,
        name=name,
        email=email,
        key=key_of(email),
        state=STATES[state],
        asked_at=_past(row, "asked_at", event, now),
        came_at=came_at,
        allows=allows if allowed_at else (),
        allowed_at=allowed_at,
        left_out=tuple(what for what, is_so in said.items() if is_so),
    )


def _who(row: dict[str, str]) -> tuple[str, str]:
    if FORMULA.match(row["name"]):
        remedy = "Write the name itself: save the sheet with its values, and import it again."
        raise RowError(f"its name is a formula ({row['name'][:40]})", remedy)
    if not row["email"]:
        raise RowError("it has no address", "Add one, or count this person in the headcount.")
    try:
        return plain_name(row["name"]), plain_address(row["email"])
    except RegistrationError as error:
        problem, _, remedy = str(error).partition(". ")
        raise RowError(problem.rstrip("."), remedy or MEND) from error


def _came_at(row: dict[str, str], event: Event, now: datetime) -> datetime | None:
    """When they were there: as said, else at the start. None where nobody says that they were."""
    if not _yes(row, "came"):
        return None
    if now < event.starts_at:
        raise RowError("it says that somebody came, and the event has not begun")
    found = _past(row, "came_at", event, now) or event.starts_at
    if found < event.books_from - EARLY:
        raise RowError(f"came_at is {row['came_at']}, more than a day before the event")
    return found


def _yes(row: dict[str, str], column: str) -> bool:
    said = row[column].lower()
    if said not in YES | NO:
        raise RowError(
            f"{column} is {row[column]!r}, neither yes nor no",
            "Write yes or no, or leave it blank.",
        )
    return said in YES


def _past(row: dict[str, str], column: str, event: Event, now: datetime) -> datetime | None:
    if not row[column]:
        return None
    found = read_moment(row[column], event.space.zone)
    if found > now:
        raise RowError(f"{column} is {row[column]}, which is still to come")
    return found
