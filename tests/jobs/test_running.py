"""Chores are asked for as they fall due, done once, and one that fails holds up no other."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from parvis.core.registration import passes, waiting
from parvis.jobs.chores import CHORES, SOON, pass_on_offers, remind_visitors
from parvis.jobs.keeping import KEEP_DONE, KEEP_FAILED, MOST_FAILED, NEVER_ENDED, forget_done
from parvis.jobs.noted import newest
from parvis.jobs.running import ask_for_chores, do_tasks

pytestmark = pytest.mark.django_db(transaction=True)  # workers let go of connections


def broken(**_):
    raise IntegrityError("no such space")


def states():
    rows = DBTaskResult.objects.order_by("task_path").values_list("task_path", "status")
    return {path.rpartition(".")[2]: status for path, status in rows}


def test_each_chore_is_asked_for_and_done():
    asked = ask_for_chores(now=timezone.now())
    done = do_tasks()

    assert (asked, done.failures) == (len(CHORES), [])
    assert states() == {chore.name: TaskResultStatus.SUCCESSFUL for chore in CHORES}


def test_chore_is_not_asked_for_again_before_its_time():
    now = timezone.now()
    ask_for_chores(now=now)

    at_once = ask_for_chores(now=now + SOON / 2)
    soon = ask_for_chores(now=timezone.now() + SOON)
    all_of_them = ask_for_chores(now=now, all_of_them=True)

    each_minute = [chore for chore, every in CHORES.items() if every == SOON]
    assert (at_once, soon, all_of_them) == (0, len(each_minute), len(CHORES))


def test_chore_that_fails_holds_up_no_other_and_says_why(monkeypatch):
    monkeypatch.setattr(passes, "forget_passes", broken)
    ask_for_chores(now=timezone.now())

    done = do_tasks()

    assert done.failures == [
        "forget_passes failed (django.db.utils.IntegrityError: no such space)."
    ]
    failed = [name for name, status in states().items() if status == TaskResultStatus.FAILED]
    assert (failed, len(states())) == (["forget_passes"], len(CHORES))


def test_what_failed_is_asked_for_again_and_its_reason_stays_listed(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(waiting, "pass_on_offers", broken)
        pass_on_offers.enqueue()
        do_tasks()
    ask_for_chores(now=timezone.now() + SOON)
    do_tasks()

    (row,) = [row for row in newest() if row.task == "pass_on_offers"]

    assert (row.state, "no such space" in row.problem) == ("done", True)


def test_worker_that_is_told_to_end_leaves_the_rest():
    ask_for_chores(now=timezone.now())

    do_tasks(is_ending=lambda: True)

    left = DBTaskResult.objects.filter(status=TaskResultStatus.READY).count()
    assert left == len(CHORES) - 1


def test_task_of_a_change_that_is_taken_back_is_not_done():
    with transaction.atomic():
        remind_visitors.enqueue()
        transaction.set_rollback(True)

    assert not DBTaskResult.objects.exists()


def test_a_list_takes_two_queries_however_much_was_done(django_assert_num_queries):
    for _ in range(3):
        ask_for_chores(now=timezone.now(), all_of_them=True)

    with django_assert_num_queries(2):
        rows = list(newest())

    assert [row.task for row in rows] == sorted(chore.name for chore in CHORES)


def note(status, ago, now):
    row = DBTaskResult.objects.get(pk=remind_visitors.enqueue().id)
    row.status, row.started_at, row.finished_at = status, now - ago, now - ago
    row.save()
    return row


def test_old_notes_are_forgotten_and_new_ones_kept(now):
    second = timedelta(seconds=1)
    limits = {
        TaskResultStatus.SUCCESSFUL: KEEP_DONE,
        TaskResultStatus.FAILED: KEEP_FAILED,
        TaskResultStatus.RUNNING: NEVER_ENDED,
    }
    kept = [note(status, limit - second, now).pk for status, limit in limits.items()]
    for status, limit in limits.items():
        note(status, limit + second, now)

    count = forget_done(now=now)

    assert (count, set(DBTaskResult.objects.values_list("pk", flat=True))) == (3, set(kept))


def test_what_fails_each_minute_fills_no_disk(now):
    for n in range(MOST_FAILED + 5):
        note(TaskResultStatus.FAILED, timedelta(minutes=n), now)

    assert forget_done(now=now) == 5
    oldest = DBTaskResult.objects.order_by("finished_at").first()
    assert oldest.finished_at == now - timedelta(minutes=MOST_FAILED - 1)


def test_what_a_killed_worker_had_begun_is_asked_for_again():
    began = timezone.now()
    ask_for_chores(now=began)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=began)

    ask_for_chores(now=timezone.now() + SOON)
    done = do_tasks()

    again = [chore.name for chore, every in CHORES.items() if every == SOON]
    successful = DBTaskResult.objects.successful().values_list("task_path", flat=True)
    assert done.failures == []
    assert sorted(path.rpartition(".")[2] for path in successful) == sorted(again)
