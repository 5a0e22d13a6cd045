"""What the measuring core is told of visits: four tables, which may be empty; whose they were."""

from dataclasses import dataclass

import pyarrow as pa

from parvis.measure import tables
from parvis.measure.identity.visitors import known_visits
from parvis.measure.lake import read_files


@dataclass(frozen=True)
class Visits:
    """tables.VISITS, CLAIMS, ATTENDED and LEFT_BEHIND."""

    visits: pa.Table
    claims: pa.Table
    attended: pa.Table
    left_behind: pa.Table

    @classmethod
    def none(cls) -> "Visits":
        """For a lake without spaces around it: nobody was ever let in anywhere."""
        four = (tables.VISITS, tables.CLAIMS, tables.ATTENDED, tables.LEFT_BEHIND)
        return cls(*(table.schema.empty_table() for table in four))


def known_of(given: Visits, accounts: list[str], person_accounts: list[str]) -> pa.Table:
    """The visits, with whose they were (tables.KNOWN_VISITS), from files of the lake."""
    if not given.visits.num_rows:
        return tables.KNOWN_VISITS.schema.empty_table()
    return known_visits(
        given.visits,
        given.claims,
        read_files(accounts, tables.ACCOUNTS),
        read_files(person_accounts, tables.PERSON_ACCOUNTS),
    )
