"""Doing what waits: chores as they fall due, and whatever else was put in the queue."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from parvis.jobs.chores import CHORES, REMINDERS


@dataclass
class Done:
    """What came of the tasks that waited."""

    reminders: int = 0
    failures: list[str] = field(default_factory=list)  # a sentence for each


def ask_for_chores(*, now: datetime, all_of_them: bool = False) -> int:
    """Put chores into the queue that no worker asked for lately; or all. Returns how many."""
    asked = {} if all_of_them else _last_asked()
    due = [
        chore
        for chore, every in CHORES.items()
        if (last := asked.get(chore.module_path)) is None or last + every <= now
    ]
    for chore in due:
        chore.enqueue()
    return len(due)


def do_tasks(*, is_ending: Callable[[], bool] = lambda: False) -> Done:
    """Do what waits in the queue, one after the other, until it is empty or `is_ending`.

    A task that fails is noted with its traceback and holds up no other.
    """
    worker = _OurWorker(is_ending)
    if DBTaskResult.objects.ready().exists():  # what takes one asks for the database's lock
        worker.run()
    return worker.done


def _last_asked() -> dict[str, datetime]:
    paths: Iterable[str] = [chore.module_path for chore in CHORES]
    asked = DBTaskResult.objects.filter(task_path__in=paths).order_by().values("task_path")
    return dict(asked.annotate(last=Max("enqueued_at")).values_list("task_path", "last"))


class _OurWorker(Worker):
    """The library's worker: until the queue is empty, and told of each task's end."""

    def __init__(self, is_ending: Callable[[], bool]) -> None:
        super().__init__(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        self.is_ending, self.done = is_ending, Done()

    def run_task(self, db_task_result: DBTaskResult) -> None:
        super().run_task(db_task_result)
        if db_task_result.status == TaskResultStatus.FAILED:
            why = db_task_result.traceback.strip().splitlines()[-1]
            self.done.failures.append(f"{db_task_result.task_name} failed ({why}).")
        elif db_task_result.task_path in REMINDERS:
            self.done.reminders += db_task_result.return_value
        self.running = not self.is_ending()
