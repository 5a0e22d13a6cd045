"""Who became active after a visit, drawn."""

from datetime import date, datetime, timedelta

import pyarrow as pa
import pytest

from parvis.measure import main, tables
from parvis.measure.metrics import recruited
from tests.measure.drawn import covered, drawn_rows, inputs_of

AS_OF = date(2020, 1, 1)


def drawn_visits(picture):
    """Known visits from a drawing: a line each, `person event space moment [known by]`."""
    rows = []
    for number, line in enumerate(filter(str.strip, picture.splitlines()), 1):
        person, event, space, at, *known_by = line.split()
        known = person != "-"
        rows.append(
            {
                "visit": number,
                "event": int(event),
                "space": space,
                "checked_in_at": datetime.fromisoformat(at),
                "person": int(person) if known else None,
                "known_by": (known_by or ["address"])[0] if known else None,
            }
        )
    return rows


def doors(visits):
    return [
        {
            **{k: row[k] for k in ("event", "space")},
            "day": row["checked_in_at"].date(),
            "check_ins": 2,
            "allowed": 1,
        }
        for row in visits
    ]


def figure(
    engine, days, visits, *, as_of=AS_OF, rule="equal", coverage=None, points=None, left_behind=()
):
    """The figure of drawn person-days and visits; each visit stands for one more check-in."""
    inputs = inputs_of(engine, drawn_rows(days), as_of, points, coverage)
    rows = drawn_visits(visits)
    known = pa.Table.from_pylist(rows, tables.KNOWN_VISITS.schema)
    touches = main._touches(engine, inputs, known)
    gone = pa.Table.from_pylist([*left_behind], tables.LEFT_BEHIND.schema)
    every = [*touches, *recruited.left_behind(gone, as_of)]
    attended = pa.Table.from_pylist(doors(rows), tables.ATTENDED.schema)
    return recruited.figure(every, attended, as_of, rule)


def by(rows, key, value="people"):
    return {row[key]: row[value] for row in rows}


def test_whoever_became_active_after_a_visit_is_recruited_once(engine):
    days = """
        1 coding change 2019-06-03
        1 coding change 2019-06-04
        2 coding change 2019-06-05
    """
    visits = """
        1 7 paris 2019-06-01T18:00
        - 7 paris 2019-06-01T18:00
    """

    found = figure(engine, days, visits)

    assert (found["total"], by(found["by_space"], "space")) == (1, {"paris": 1})
    assert by(found["by_event"], "event") == {7: 1}
    assert by(found["by_month"], "month")["2019-06"] == 1
    assert sum(by(found["by_month"], "month").values()) == 1
    assert found["consent"] == {"check_ins": 4, "allowed": 2, "share": 0.5}


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2019-06-03T23:59:59", 1),  # the day of the contribution itself
        ("2019-06-04T00:00", 0),  # from the end of that day on it came later
        ("2018-12-06T00:00", 1),  # 180 days before the first active day
        ("2018-12-05T23:59:59", 0),
    ],
)
def test_check_in_comes_first_before_the_end_of_the_day_and_within_the_window(engine, at, expected):
    found = figure(engine, "1 coding change 2019-06-03", f"1 7 paris {at}")

    assert found["total"] == expected


def test_day_that_counts_is_that_of_the_kth_contribution(engine):
    points = [
        {"area": "coding", "level": "active", "kinds": ("change",), "k": 3, "window": 365},
    ]
    days = """
        1 coding change 2019-01-01 2
        1 coding change 2019-06-03
    """

    found = figure(engine, days, "1 7 paris 2019-06-03T20:00", points=points)

    assert found["total"] == 1
    assert by(found["by_month"], "month")["2019-06"] == 1


def test_whoever_was_active_before_is_not_recruited_again(engine):
    days = """
        1 coding change 2017-01-01
        1 coding change 2019-06-03
    """

    assert figure(engine, days, "1 7 paris 2019-06-01T18:00")["total"] == 0


def test_first_time_in_another_area_is_counted_apart(engine):
    days = """
        1 coding  change 2019-01-10
        1 support change 2019-06-03
        2 coding  change 2019-06-03
        2 support change 2019-06-03
    """
    visits = """
        1 7 paris 2019-06-01T18:00
        2 7 paris 2019-06-01T18:00
    """

    found = figure(engine, days, visits)

    assert found["total"] == 1
    assert found["first_in_area"] == {"support": 1}
    assert by(found["by_space"], "space", "first_in_area") == {"paris": 1}


def test_unknown_newness_is_never_recruited(engine):
    late = [covered("coding-git", "2019-01-01", "2100-01-01", from_birth=False)]

    found = figure(
        engine, "1 coding change 2019-06-03", "1 7 paris 2019-06-01T18:00", coverage=late
    )

    assert found["total"] == 0


def test_space_counts_everybody_who_came_and_credit_adds_up_to_the_total(engine):
    days = """
        1 coding change 2019-06-03
        2 coding change 2019-06-03
    """
    visits = """
        1 7 paris  2019-05-01T18:00
        1 8 berlin 2019-05-08T18:00
        1 9 paris  2019-05-15T18:00
        1 7 paris  2019-05-20T18:00
        2 9 paris  2019-05-15T18:00
    """

    found = {rule: figure(engine, days, visits, rule=rule) for rule in recruited.RULES}

    assert {rule: one["total"] for rule, one in found.items()} == dict.fromkeys(found, 2)
    assert by(found["equal"]["by_space"], "space") == {"berlin": 1, "paris": 2}
    assert by(found["equal"]["by_event"], "event") == {7: 1, 8: 1, 9: 2}
    assert by(found["equal"]["by_space"], "space", "credit") == pytest.approx(
        {"berlin": 1 / 3, "paris": 5 / 3}
    )
    assert by(found["first"]["by_event"], "event", "credit") == {7: 1, 8: 0, 9: 1}
    assert by(found["last"]["by_event"], "event", "credit") == {7: 1, 8: 0, 9: 1}
    assert by(found["last"]["by_space"], "space", "credit") == {"berlin": 0, "paris": 2}


def test_handle_that_was_only_typed_is_shown_apart(engine):
    days = """
        1 coding change 2019-06-03
        2 coding change 2019-06-03
    """
    visits = """
        1 7 paris 2019-06-01T18:00 handle
        2 7 paris 2019-06-01T18:00 handle
        2 8 paris 2019-06-02T18:00 address
    """

    found = figure(engine, days, visits)

    assert (found["total"], found["typed"]) == (2, 1)


def test_what_is_not_known_yet_at_the_as_of_is_left_out(engine):
    days, visits = "1 coding change 2019-06-03", "1 7 paris 2019-06-01T18:00"

    on_the_day = figure(engine, days, visits, as_of=date(2019, 6, 3))
    after = figure(engine, days, visits, as_of=date(2019, 6, 4))
    before = figure(engine, days, visits, as_of=date(2019, 6, 1))

    assert (on_the_day["total"], after["total"]) == (0, 1)
    assert on_the_day["by_space"][0]["people"] == 0
    assert before["by_space"] == before["by_month"] == []
    assert before["consent"] == {"check_ins": 0, "allowed": 0, "share": None}


def test_whoever_was_erased_stays_counted_as_nobody(engine):
    gone = {"area": "all", "on": date(2019, 6, 1), "events": 2, "is_first": False, "is_last": False}
    left = [
        {**gone, "event": 7, "space": "paris", "is_first": True, "is_first_there": True},
        {**gone, "event": 8, "space": "paris", "is_last": True, "is_first_there": False},
        {**gone, "event": 8, "space": "paris", "is_first_there": True, "area": "qa"},
    ]
    days, visits = "2 coding change 2019-06-03", "2 8 paris 2019-06-02T18:00"

    found = figure(engine, days, visits, left_behind=left)
    before = figure(engine, days, visits, left_behind=left, as_of=date(2019, 6, 1))

    assert (found["total"], found["erased"]) == (2, 1)
    assert by(found["by_space"], "space") == {"paris": 2}
    assert by(found["by_event"], "event", "credit") == {7: 0.5, 8: 1.5}
    assert by(found["by_month"], "month")["2019-06"] == 2
    assert before["total"] == 0


def test_lake_without_visits_recruits_nobody(engine):
    found = figure(engine, "1 coding change 2019-06-03", "")

    assert found["total"] == 0
    assert found["by_space"] == found["by_month"] == found["by_event"] == []


def test_window_is_180_days():
    assert timedelta(days=recruited.WINDOW) == timedelta(days=180)
