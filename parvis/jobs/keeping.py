"""How long is kept what was noted of tasks."""

from datetime import datetime, timedelta

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

KEEP_DONE = timedelta(hours=2)  # so that the last time of what is done hourly is there
KEEP_FAILED = timedelta(days=14)
MOST_FAILED = 20  # of one task: what fails each minute fills no disk
NEVER_ENDED = timedelta(days=1)  # no task takes as long: its worker was killed


def forget_done(*, now: datetime) -> int:
    """Delete notes of tasks: done, failed long ago or too often, or given up by a killed worker.

    Returns how many.
    """
    noted = DBTaskResult.objects
    gone = [
        noted.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEEP_DONE),
        noted.filter(status=TaskResultStatus.FAILED, finished_at__lt=now - KEEP_FAILED),
        noted.filter(status=TaskResultStatus.RUNNING, started_at__lt=now - NEVER_ENDED),
    ]
    count = sum(rows.delete()[0] for rows in gone)
    failed = noted.filter(status=TaskResultStatus.FAILED)
    for path in list(failed.order_by().values_list("task_path", flat=True).distinct()):
        newest = failed.filter(task_path=path).order_by("-finished_at").values_list("pk", flat=True)
        count += noted.filter(pk__in=list(newest[MOST_FAILED:])).delete()[0]
    return count
