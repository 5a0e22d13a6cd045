"""Writing what a source says of its tasks: in bulk, and never over what was set here by hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from parvis.core.ground.actions import record
from parvis.core.pathways.offering import STATE
from parvis.core.pathways.opportunities import Opportunity, OpportunitySource

State = Opportunity.State
FOLLOWS = ("title", "summary", "link", "minutes", "difficulty", "language")
WRITTEN = (*FOLLOWS, "area", "state", "opened_at", "changed_at", "closed_at", "by_hand", "seen_at")


@dataclass(frozen=True)
class Offer:
    """A task as its source tells it. None, or blank, is not said: the source's own usual holds.

    `is_open`: open there, and marked as something for newcomers.
    """

    native_id: str
    title: str
    is_open: bool
    opened_at: datetime
    changed_at: datetime
    closed_at: datetime | None = None
    link: str = ""
    summary: str = ""
    minutes: int | None = None
    difficulty: str = ""
    language: str = ""


@dataclass
class Batch:
    """Some of what a source said: tasks, ids of which it knows nothing any more, where it ended."""

    offers: list[Offer] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    cursor: str = ""


@dataclass
class Taken:
    """What came of it: how many are new here, opened again, closed, otherwise changed."""

    new: int = 0
    reopened: int = 0
    closed: int = 0
    changed: int = 0

    def add(self, other: "Taken") -> None:
        """Add what came of another batch."""
        for name, count in vars(other).items():
            setattr(self, name, getattr(self, name) + count)


def take_in(*, source: OpportunitySource, batch: Batch, now: datetime) -> Taken:
    """Write a batch together with its cursor, in one transaction. Twice is as once.

    A task that is not open is written only where it is here already: it closes. What was closed by
    hand opens again only once the source has closed it and opened it anew. A source that was
    changed or removed since `source` was read takes nothing in.
    """
    with transaction.atomic():
        rows = OpportunitySource.objects.select_for_update(of=("self",)).filter(pk=source.pk)
        found = rows.first()
        if found is None or not _is_as_read(found, source):
            raise StaleSourceError("The source was changed meanwhile. It is read again.")
        taken = _write(found, batch, now)
        rows.update(cursor=batch.cursor)
        if any(vars(taken).values()):
            record(action="opportunities.take-in", target=found, by=None, now=now, **vars(taken))
    source.cursor = batch.cursor
    return taken


class StaleSourceError(Exception):
    """A source that somebody changed, switched off or read while it was being read here."""


def unseen(source: OpportunitySource, *, since: datetime, most: int) -> list[str]:
    """Ids of open tasks that the source has not shown since then, the smallest keys first."""
    rows = source.opportunities.filter(state=State.OPEN, seen_at__lt=since).order_by("pk")
    return list(rows.values_list("native_id", flat=True)[:most])


def _is_as_read(found: OpportunitySource, source: OpportunitySource) -> bool:
    same = ("area_id", "system", "address", "place", "labels", "cursor")
    return found.is_on and all(getattr(found, name) == getattr(source, name) for name in same)


def _write(source: OpportunitySource, batch: Batch, now: datetime) -> Taken:
    told = {offer.native_id: offer for offer in batch.offers}  # the last word counts
    ids = [*told, *batch.gone]
    here = {row.native_id: row for row in source.opportunities.filter(native_id__in=ids)}
    taken = Taken()
    rows = list(_told(source, told.values(), here, taken, now))
    rows += [
        _close(here[key], now, taken, now) for key in batch.gone if key in here and key not in told
    ]
    Opportunity.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["source", "native_id"],
        update_fields=WRITTEN,
    )
    return taken


def _told(
    source: OpportunitySource,
    told: Iterable[Offer],
    here: Mapping[str, Opportunity],
    taken: Taken,
    now: datetime,
) -> Iterable[Opportunity]:
    for offer in told:
        row = here.get(offer.native_id)
        if row is not None:
            yield _followed(row, source, offer, taken, now)
        elif offer.is_open:
            taken.new += 1
            yield _fresh(source, offer, now)


def _fresh(source: OpportunitySource, offer: Offer, now: datetime) -> Opportunity:
    return Opportunity(
        source=source,
        native_id=offer.native_id,
        area_id=source.area_id,
        opened_at=offer.opened_at,
        changed_at=offer.changed_at,
        seen_at=now,
        **_said(source, offer),
    )


def _followed(
    row: Opportunity, source: OpportunitySource, offer: Offer, taken: Taken, now: datetime
) -> Opportunity:
    """Bring a row into step with what is told of it."""
    row.pk = None  # found again by its source and id, as a row to be written over
    row.seen_at = now
    said = _said(source, offer)
    differs = [n for n in FOLLOWS if n not in row.by_hand and getattr(row, n) != said[n]]
    for name in differs:
        setattr(row, name, said[name])
    row.changed_at = max(row.changed_at, offer.changed_at)
    if not offer.is_open:
        return _close(row, offer.closed_at or offer.changed_at, taken, now)
    if row.state == State.CLOSED and STATE not in row.by_hand:
        row.state, row.closed_at = State.OPEN, None
        taken.reopened += 1
    elif differs:
        taken.changed += 1
    return row


def _close(row: Opportunity, at: datetime, taken: Taken, now: datetime) -> Opportunity:
    """Close a row at the word of its source; from then on a new opening there counts again."""
    row.pk, row.seen_at = None, now
    row.by_hand = [name for name in row.by_hand if name != STATE]
    if row.state == State.OPEN:
        row.state, row.closed_at, row.changed_at = State.CLOSED, at, max(row.changed_at, at)
        taken.closed += 1
    return row


def _said(source: OpportunitySource, offer: Offer) -> dict[str, object]:
    return {
        "title": offer.title,
        "summary": offer.summary,
        "link": offer.link,
        "minutes": offer.minutes or source.minutes,
        "difficulty": offer.difficulty or source.difficulty,
        "language": offer.language or source.language,
    }
