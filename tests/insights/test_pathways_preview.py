"""What a change to a pathway would do is counted as the figures are counted."""

from datetime import date, datetime

import pytest

from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.queries import newest_version
from parvis.insights import operations
from parvis.insights.installation import lake_keys
from parvis.insights.pathways_preview import days_counted, preview
from parvis.measure import main
from parvis.measure.lake import Lake
from parvis.measure.main import NotResolved
from tests.insights.small_network import Written, publish_network
from tests.insights.test_pathways import three_changes

AS_OF = date(2020, 1, 15)
ROWS = [
    ("ada", None, "qa", "2019-02-03"),
    ("ada", None, "qa", "2019-03-03"),
    ("ada", None, "qa", "2019-11-20"),
    ("ben", None, "qa", "2019-06-30"),
    ("cleo", None, "qa", "2019-12-31", "issue"),
    ("dan", None, "coding", "2019-12-31"),
]


def point(level, kinds, k, window=365):
    return {"order": 1, "level": level, "kinds": kinds, "k": k, "window_days": window}


STANDS = [point("casual", ["issue"], 1), point("active", ["change"], 1)]


@pytest.fixture
def seen(home, db):
    publish_network(home, ROWS, "2020-01-15")
    return home


def counted(found, level):
    return {
        day.day: (change.before, change.after)
        for day in found.days
        for change in day.changes
        if change.level == level
    }


def test_days_are_today_and_the_months_up_to_it():
    days = days_counted(AS_OF)

    assert (days[0], days[1], days[-1], len(days)) == (
        AS_OF,
        date(2020, 1, 1),
        date(2019, 2, 1),
        13,
    )
    assert days_counted(date(2020, 1, 1)) == days[1:]


def test_both_pathways_are_counted_at_the_start_of_each_month(seen):
    proposed = [*STANDS[:1], point("active", ["change"], 2)]

    found = preview(seen, area="qa", standing=STANDS, proposed=proposed, as_of=AS_OF)

    assert counted(found, "active") == {
        AS_OF: (2, 1),
        date(2020, 1, 1): (2, 1),
        date(2019, 12, 1): (2, 1),
        date(2019, 11, 1): (2, 1),
        date(2019, 10, 1): (2, 1),
        date(2019, 9, 1): (2, 1),
        date(2019, 8, 1): (2, 1),
        date(2019, 7, 1): (2, 1),
        date(2019, 6, 1): (1, 1),
        date(2019, 5, 1): (1, 1),
        date(2019, 4, 1): (1, 1),
        date(2019, 3, 1): (1, 0),
        date(2019, 2, 1): (0, 0),
    }
    assert set(counted(found, "casual").values()) == {(1, 1), (0, 0)}
    assert set(counted(found, "core").values()) == {(0, 0)}
    assert (found.lost, found.gained, found.active.before, found.active.after) == (1, 0, 2, 1)
    assert (found.is_without_effect, found.is_stale, found.is_loaded) == (False, False, True)


def test_who_leaves_and_who_joins_are_counted_apart(seen):
    proposed = [point("active", ["issue"], 1, 30)]

    found = preview(seen, area="qa", standing=STANDS, proposed=proposed, as_of=AS_OF)

    assert (found.active.before, found.active.after) == (2, 1)
    assert (found.lost, found.gained) == (2, 1)


def test_preview_counts_what_is_measured_after_saving(seen):
    qa = FocusArea.objects.get(slug="qa")
    before, after = newest_version(qa), three_changes(qa)

    found = preview(seen, area="qa", standing=before.points, proposed=after.points, as_of=AS_OF)

    figures = operations.measure(seen, as_of=AS_OF).figures
    assert figures["pathways"]["qa"] == 2
    assert figures["active"]["by_area"]["qa"] == found.active.after == 1
    assert found.active.before == 2


def test_same_points_are_without_effect(seen):
    found = preview(seen, area="qa", standing=STANDS, proposed=STANDS, as_of=AS_OF)

    assert found.is_without_effect


def test_area_without_points_counted_nobody_before(seen):
    found = preview(seen, area="qa", standing=[], proposed=STANDS, as_of=AS_OF)

    assert (found.active.before, found.active.after, found.gained) == (0, 2, 2)


def test_stale_lake_says_so(seen):
    more = Written([("eve", None, "qa", "2019-12-01")], lake_keys(seen), name="more")
    main.ingest(Lake(seen.lake), more, now=datetime(2020, 1, 3))

    assert preview(seen, area="qa", standing=STANDS, proposed=STANDS, as_of=AS_OF).is_stale


def test_nobody_resolved_yet_is_said(home):
    with pytest.raises(NotResolved, match="run `parvis ingest` and `parvis resolve`"):
        preview(home, area="qa", standing=STANDS, proposed=STANDS, as_of=AS_OF)
