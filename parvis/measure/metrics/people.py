"""How many people were seen at all.

Everybody with an activity of any kind before the as-of, each human once however many accounts
they use; how many of them are staff, and how many accounts are really bots. Staff and bots are
shown here and counted nowhere else.
"""

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from parvis.measure.metrics.inputs import Facts


def counts(inputs: Facts) -> Table:
    """People by standing: standing, people."""
    return people(inputs).group_by("standing").agg(people=lambda t: t.count())


def people(inputs: Facts) -> Table:
    """Everybody seen: person, standing."""
    seen = inputs.persons.filter(inputs.persons.first_on < ibis.literal(inputs.as_of))
    return seen.select("person", "standing")


def figure(rows: pa.Table) -> dict[str, int]:
    """{total, staff, bots}; the total includes both."""
    by = {row["standing"]: row["people"] for row in rows.to_pylist()}
    return {"total": sum(by.values()), "staff": by.get("staff", 0), "bots": by.get("bot", 0)}
