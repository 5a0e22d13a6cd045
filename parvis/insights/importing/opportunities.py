"""Writing imported tasks: what is new, what a row says differently, what it says is closed."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction

from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.offering import (
    OpportunityError,
    add_opportunity,
    change_opportunity,
    close_opportunity,
    may_offer,
    reopen_opportunity,
)
from parvis.core.pathways.opportunities import Opportunity
from parvis.core.people.models import User
from parvis.core.people.rules import NotAllowedError
from parvis.insights.importing.opportunity_rows import TaskMapping, Told, key_of, read_tasks
from parvis.insights.importing.rows import MEND
from parvis.measure.sources.base import SetAside

Key = tuple[str, ...]
State = Opportunity.State


@dataclass
class TaskReport:
    """What an import of tasks did."""

    source: str = "tasks"
    new: int = 0
    changed: int = 0
    closed: int = 0
    same: int = 0
    set_aside: list[SetAside] = field(default_factory=list)


def import_opportunities(
    *, file: Path, mapping: TaskMapping, by: User | None, now: datetime
) -> TaskReport:
    """Import a table of tasks. A second import changes nothing.

    Only tasks by hand are met, never those of a source. A cell that is blank changes nothing.
    Raises SourceError for a file that cannot be read, NotAllowedError.
    """
    if by is not None and not may_offer(by, now=now):
        raise NotAllowedError(f"{by} may not import tasks. Staff and coordinators may.")
    report = TaskReport()
    areas = {area.slug: area for area in FocusArea.objects.all()}
    with transaction.atomic():
        here = {_key(row): row for row in Opportunity.objects.filter(source=None).order_by("pk")}
        for told in read_tasks(file, mapping, areas):
            if isinstance(told, SetAside):
                report.set_aside.append(told)
                continue
            try:
                with transaction.atomic():
                    here[told.key] = _write(told, here.get(told.key), report, by, now)
            except OpportunityError as error:
                problem, _, remedy = str(error).rstrip(".").partition(". ")
                aside = SetAside(str(file), told.place, problem, f"{remedy}." if remedy else MEND)
                report.set_aside.append(aside)
    return report


def _key(row: Opportunity) -> Key:
    return key_of(row.area_id, row.title, row.link)


def _write(
    told: Told, row: Opportunity | None, report: TaskReport, by: User | None, now: datetime
) -> Opportunity:
    if row is None:
        return _added(told, report, by, now)
    fields = {**told.fields, "area": told.area}
    is_same = all(getattr(row, name) == value for name, value in fields.items())
    if not is_same:
        row = change_opportunity(opportunity=row, **fields, by=by, now=now)
    turns = told.is_open is not None and told.is_open != (row.state == State.OPEN)
    if turns:
        act = reopen_opportunity if told.is_open else close_opportunity
        row = act(opportunity=row, by=by, now=now)
    is_closing = turns and not told.is_open
    report.closed += is_closing
    report.same += is_same and not turns
    report.changed += not (is_closing or (is_same and not turns))
    return row


def _added(told: Told, report: TaskReport, by: User | None, now: datetime) -> Opportunity:
    row = add_opportunity(area=told.area, **told.fields, by=by, now=now)
    report.new += 1
    if told.is_open is False:
        row = close_opportunity(opportunity=row, by=by, now=now)
    return row
