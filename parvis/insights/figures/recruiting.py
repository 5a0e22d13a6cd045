"""Who became active after a visit, by space."""

from collections.abc import Iterator, Mapping

from parvis.insights import words
from parvis.insights.figures.parts import Cell, Figure, Row, Table, cells, definition
from parvis.insights.words import number, share
from parvis.measure.metrics import recruited


def after_a_visit(shown: Row, spaces: Mapping[str, str]) -> Iterator[Figure]:
    """The figure, where anybody was ever let in; of older runs there is none."""
    found = shown.get("recruited")
    if not found or found["consent"]["share"] is None:
        return
    columns = ("Space", "Recruited, at least", "Check-ins that may be joined")
    rows = [_space_row(row, spaces) for row in found["by_space"]]
    yield Figure(
        slug="recruited",
        finding=words.on_recruited(found),
        drawing=None,
        table=Table("Recruited by space", columns, [*rows, _total_row(found)]),
        definition=definition(recruited),
    )


def _space_row(row: Row, spaces: Mapping[str, str]) -> tuple[Cell, ...]:
    name = spaces.get(row["space"], row["space"])
    return cells(name, number(row["people"]), share(row["share"]))


def _total_row(found: Row) -> tuple[Cell, ...]:
    return cells("In all", number(found["total"]), share(found["consent"]["share"]))
