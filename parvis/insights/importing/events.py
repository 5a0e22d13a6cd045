"""Writing imported events: what is new, what the source changed, and nothing twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction

from parvis.core.events.models import Event
from parvis.core.ground.actions import record
from parvis.core.pathways.models import FocusArea
from parvis.core.people.models import User
from parvis.core.programmes.queries import the_network
from parvis.core.spaces.actions import open_space
from parvis.core.spaces.models import Space
from parvis.insights.importing.ics import files_of, read_calendar
from parvis.insights.importing.mapping import EventMapping, MappingError
from parvis.insights.importing.rows import Told, count_registrations, read_events
from parvis.measure.sources.base import SetAside, SourceError

BATCH = 500
# What a source says of an event; all else is Parvis's own
SAID = ("space_id", "area_id", "title", "starts_at", "ends_at", "venue", "registered")


@dataclass
class ImportReport:
    """What an import did. Events that were changed here since are left as they are."""

    source: str
    new: int = 0
    changed: int = 0
    same: int = 0
    left: int = 0
    spaces: list[str] = field(default_factory=list)  # made by this import
    set_aside: list[SetAside] = field(default_factory=list)


def import_events(
    *,
    file: Path,
    mapping: EventMapping,
    registrations: Path | None = None,
    by: User | None,
    now: datetime,
) -> ImportReport:
    """Import a table of events. A second import of the same file changes nothing.

    Past events become held ones whose room is unknown; events to come are published. All rows
    that can be used are written in one transaction, the others are set aside with the reason.
    Raises SourceError for a file that cannot be read, MappingError for a mapping that does not
    fit the installation.
    """
    report = ImportReport(mapping.name)
    counts = _registrations(registrations, mapping)
    with transaction.atomic():
        spaces = _spaces(mapping, report, by=by, now=now)
        zones = {slug: space.zone for slug, space in spaces.items()}
        told = _only_events(read_events(file, mapping, zones), report, file)
        _write(told, spaces, counts, report, now)
        if report.new or report.changed:
            made = {"source": mapping.name, "new": report.new, "changed": report.changed}
            record(action="events.import", target=the_network(), by=by, now=now, **made)
    return report


def import_calendar(*, path: Path, space: str, by: User | None, now: datetime) -> ImportReport:
    """Import an .ics file, or a folder of them, into a space. Otherwise as `import_events`.

    Events are known again by their UID, and by when their rule puts them. A file that is no
    calendar is set aside beside others, and raises SourceError when it is the only one.
    """
    found = Space.objects.filter(slug=space).first()
    if found is None:
        raise MappingError(f"There is no space {space!r}. Open it first.")
    report = ImportReport(f"ics-{space}")
    told: dict[str, Told] = {}
    files = files_of(path)
    for file in files:
        try:
            told |= _only_events(read_calendar(file, space, found.zone), report, file)
        except SourceError as error:
            if len(files) == 1:
                raise
            report.set_aside.append(SetAside(str(file), "the file", str(error), "Look at it."))
    with transaction.atomic():
        _write(told, {space: found}, None, report, now)
        if report.new or report.changed:
            made = {"source": report.source, "new": report.new, "changed": report.changed}
            record(action="events.import", target=the_network(), by=by, now=now, **made)
    return report


def _registrations(file: Path | None, mapping: EventMapping) -> dict[str, int] | None:
    if file is None:
        return None
    if mapping.registrations is None:
        raise MappingError(
            f"The mapping {mapping.name} has no [registrations]. Name there the column `event`."
        )
    return count_registrations(file, mapping.registrations, mapping.name)


def _spaces(
    mapping: EventMapping, report: ImportReport, *, by: User | None, now: datetime
) -> dict[str, Space]:
    """Return every space the mapping names, by slug, making those that are not there yet."""
    found = {space.slug: space for space in Space.objects.all()}
    for slug, new in mapping.spaces.items():
        if slug not in found:
            found[slug] = open_space(**vars(new), by=by, now=now)
            report.spaces.append(slug)
    if mapping.space is not None and mapping.space not in found:
        raise MappingError(f"There is no space {mapping.space!r}. Open it first.")
    return found


def _only_events(
    rows: Iterable[Told | SetAside], report: ImportReport, file: Path
) -> dict[str, Told]:
    """Return the events by their id at the source; an id that comes again is set aside."""
    found: dict[str, Told] = {}
    for row in rows:
        if isinstance(row, SetAside):
            report.set_aside.append(row)
        elif row.source_id in found:
            problem = f"its id {row.source_id} stands in {found[row.source_id].place} already"
            report.set_aside.append(
                SetAside(str(file), row.place, problem, "Keep one row for each event.")
            )
        else:
            found[row.source_id] = row
    return found


def _write(
    told: Mapping[str, Told],
    spaces: Mapping[str, Space],
    counts: Mapping[str, int] | None,
    report: ImportReport,
    now: datetime,
) -> None:
    areas = {area.slug: area for area in FocusArea.objects.all()}
    known = {one.source_id: one for one in Event.objects.filter(source=report.source)}
    fresh, changed = [], []
    for source_id, one in told.items():
        registered = one.registered if counts is None else counts.get(source_id, 0)
        made = _event(one, spaces[one.space], areas, registered, now)
        made.source = report.source
        before = known.get(source_id)
        if before is None:
            fresh.append((made, one))
        elif _said(before) == _said(made):
            report.same += 1
        elif before.sequence:
            report.left += 1
        else:
            made.pk, made.uid, made.sequence = before.pk, before.uid, 1
            changed.append(made)
    Event.objects.bulk_create([event for event, _ in fresh], batch_size=BATCH)
    _further_areas(fresh, areas)
    wanted = [*SAID, "books_from", "books_until", "sequence", "changed_at"]
    Event.objects.bulk_update(changed, wanted, batch_size=BATCH)
    report.new, report.changed = len(fresh), len(changed)


def _said(event: Event) -> tuple[object, ...]:
    return tuple(getattr(event, name) for name in SAID)


def _event(
    one: Told,
    space: Space,
    areas: Mapping[str, FocusArea],
    registered: int | None,
    now: datetime,
) -> Event:
    area = next((areas[slug] for slug in one.areas if slug in areas), None)
    is_past = one.ends_at < now
    event = Event(
        space=space,
        area=area,
        title=one.title,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        venue=one.venue,
        state=Event.State.HELD if is_past else Event.State.PUBLISHED,
        registered=registered,
        headcount=one.headcount if is_past else None,
        source_id=one.source_id,
        changed_at=now,
    )
    event.book()
    return event


def _further_areas(fresh: Iterable[tuple[Event, Told]], areas: Mapping[str, FocusArea]) -> None:
    through = Event.further_areas.through
    rows = [
        through(event_id=event.pk, focusarea_id=areas[slug].pk)
        for event, one in fresh
        for slug in [slug for slug in one.areas if slug in areas][1:]
    ]
    through.objects.bulk_create(rows, batch_size=BATCH)
