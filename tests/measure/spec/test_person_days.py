"""From raw activity to person-days, drawn: `object person kind area source day`."""

from datetime import date, datetime

import pyarrow as pa
import pytest

from parvis.measure import tables
from parvis.measure.person_days import held_twice, person_days, series_of


def days_of(engine, picture):
    rows = []
    for number, line in enumerate(filter(str.strip, picture.splitlines())):
        thing, person, kind, area, source, day = line.split()
        rows.append(
            {
                "id": number,
                "source": source,
                "native_id": str(number),
                "account": int(person),
                "kind": kind,
                "area": area,
                "happened_at": datetime.fromisoformat(day),
                "utc_offset": 0,
                "object": int(thing),
            }
        )
    activity = engine.hold(pa.Table.from_pylist(rows, schema=tables.ACTIVITY.schema), "drawn")
    people = sorted({r["account"] for r in rows} - {99})  # 99 is no contributor
    keys = pa.array(people, pa.int64()), pa.array([p % 10 for p in people], pa.int64())
    accounts = pa.table(keys, ["account", "person"])
    contributors = engine.hold(accounts, "contributors")
    found = engine.run(
        person_days(activity, contributors, series_of(activity), held_twice(activity))
    )
    columns = ("person", "source", "area", "kind", "day", "count")
    return sorted(tuple(r[c] for c in columns) for r in found.to_pylist())


DAY = date(2019, 5, 1)


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (  # two accounts of one person, a day: two contributions
            "1 1 change coding a 2019-05-01\n2 11 change coding a 2019-05-01T23:59:59",
            [(1, "a", "coding", "change", DAY, 2)],
        ),
        (  # a commit in two repositories: once, under the first source
            "1 1 change coding a 2019-05-01\n1 1 change support b 2019-05-01",
            [(1, "a", "coding", "change", DAY, 1)],
        ),
        (  # author and co-author of one commit are the same person: once
            "1 1 change coding a 2019-05-01\n1 11 change coding a 2019-05-01",
            [(1, "a", "coding", "change", DAY, 1)],
        ),
        (  # author and co-author are two people: once each
            "1 1 change coding a 2019-05-01\n1 2 change coding a 2019-05-01",
            [(1, "a", "coding", "change", DAY, 1), (2, "a", "coding", "change", DAY, 1)],
        ),
        (  # one source names two areas for it: once in each
            "1 1 report coding a 2019-05-01\n1 1 report support a 2019-05-01",
            [(1, "a", "coding", "report", DAY, 1), (1, "a", "support", "report", DAY, 1)],
        ),
        (  # another kind of the same commit is another thing done
            "1 1 change coding a 2019-05-01\n1 1 committing coding a 2019-05-01",
            [(1, "a", "coding", "change", DAY, 1), (1, "a", "coding", "committing", DAY, 1)],
        ),
        ("1 99 change coding a 2019-05-01", []),  # staff and bots are left out
    ],
)
def test_person_days(engine, picture, expected):
    assert days_of(engine, picture) == expected
