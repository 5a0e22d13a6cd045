"""Tasks of the demo network: for every area, of every length, the same each time."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.utils.timezone import make_aware

from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.opportunities import Opportunity
from parvis.insights.demo.tasks import LATELY, lay_out


@pytest.fixture
def tasks(db, drawn):
    now = make_aware(datetime.combine(drawn.today, datetime.min.time()))
    load_pathways(by=None, now=now)
    lay_out(drawn, now)
    return Opportunity.objects.select_related("area")


def told(tasks):
    return sorted((t.title, t.area.slug, t.opened_at, t.state, t.minutes or 0) for t in tasks)


def test_every_area_has_six_and_most_are_open(tasks, drawn):
    assert set(Counter(task.area.slug for task in tasks).values()) == {6}
    assert tasks.count() == 60
    assert 45 <= tasks.filter(state="open").count() < 60
    assert {len(set(column)) > 1 for column in zip(*told(tasks), strict=True)} == {True}


def test_they_are_of_every_kind_and_lately_added(tasks, drawn):
    now = make_aware(datetime.combine(drawn.today, datetime.min.time()))

    assert {task.difficulty for task in tasks} == {"first", "some", "much"}
    assert {None, 15, 30, 60, 120} < {task.minutes for task in tasks}
    assert {"", "en", "fr", "pt-BR"} < {task.language for task in tasks}
    assert all(timedelta() <= now - task.opened_at <= LATELY for task in tasks)


def test_they_are_the_same_each_time(tasks, drawn):
    first = told(tasks)
    now = make_aware(datetime.combine(drawn.today, datetime.min.time()))
    Opportunity.objects.all().delete()

    lay_out(drawn, now)

    assert told(Opportunity.objects.select_related("area")) == first
