"""Which figures can be opened down to people, and how one of them is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from parvis.measure.metrics.growth import COUNTED
from parvis.measure.metrics.inputs import ALL

# Those who started, stayed, lapsed or passed in a month: there is none of them at the as-of.
MOVES = ("new", "returned", "unknown_newness", "retained", "lapsed", "passing")
MONTHLY = ("active", *MOVES)
TOTALS = ("everyone", "staff", "bots")
ASKED_BY: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(MONTHLY, ("area", "month")),
    **dict.fromkeys(("casual", "core", *COUNTED), ("area",)),
    **dict.fromkeys(("cohort", "newcomers"), ("cohort",)),
    **dict.fromkeys(("stayed", "second_within", "active_within"), ("cohort", "after")),
    "in_source": ("source", "area"),
    "under_definition": ("k", "window"),
    **dict.fromkeys(TOTALS, ()),
}


@dataclass(frozen=True)
class Question:
    """Which figure is opened. `what` says which of the rest are read: see ASKED_BY."""

    what: str
    area: str = ALL
    month: str = ""  # blank: at the as-of
    cohort: str = ""  # a year
    after: int = 0  # months a cohort stayed; days to a newcomer's next step
    source: str = ""
    k: int = 0
    window: int = 0  # days

    @property
    def address(self) -> str:
        """The question as the query of an address."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return urlencode({name: value for name, value in given.items() if value})

    @property
    def month_number(self) -> int:
        return int(self.month[:4]) * 12 + int(self.month[5:7]) - 1
