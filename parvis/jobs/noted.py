"""What was noted of tasks: when each was asked for last, and how it went."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from parvis.jobs.chores import CHORES

STATES = {
    TaskResultStatus.READY: "waiting",
    TaskResultStatus.RUNNING: "running",
    TaskResultStatus.SUCCESSFUL: "done",
    TaskResultStatus.FAILED: "failed",
}


@dataclass(frozen=True)
class Noted:
    """The last time of a task. `asked_at` is None for a chore that no worker asked for yet."""

    task: str
    purpose: str
    asked_at: datetime | None
    state: str
    problem: str = ""  # why it failed when it did so last, and when that was another time


def newest() -> Iterator[Noted]:
    """Each chore, and each other task that was asked for lately, in the order of their names."""
    rows = {row.task_path: row for row in _last_of_each()}
    failed = {row.task_path: row for row in _last_of_each(status=TaskResultStatus.FAILED)}
    chores = {chore.module_path: chore for chore in CHORES}
    for path in sorted(rows.keys() | chores.keys()):
        name = path.rpartition(".")[2]
        purpose = _purpose(chores[path].func) if path in chores else ""
        row, problem = rows.get(path), _problem(failed.get(path))
        if row is None:
            yield Noted(name, purpose, None, "never")
        else:
            yield Noted(name, purpose, row.enqueued_at, STATES[row.status], problem)


def _last_of_each(**which: str) -> list[DBTaskResult]:
    """The newest row of each task: one query, however many rows there are."""
    rows = DBTaskResult.objects.filter(**which).order_by()
    newest = rows.filter(task_path=OuterRef("task_path")).order_by("-enqueued_at", "-pk")
    return list(rows.filter(pk=Subquery(newest.values("pk")[:1])))


def _purpose(function: object) -> str:
    return (function.__doc__ or "").strip().rstrip(".")


def _problem(row: DBTaskResult | None) -> str:
    if row is None:
        return ""
    lines = row.traceback.strip().splitlines() or [row.exception_class_path]
    return f"{row.finished_at:%Y-%m-%d %H:%M} UTC: {lines[-1]}"
