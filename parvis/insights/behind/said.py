"""Which people are listed, in words; the names of what can be asked for by month."""

from collections.abc import Mapping

from parvis.insights.behind.questions import MONTHLY, Question
from parvis.measure.metrics.inputs import ALL

NAMES = {
    "active": "Active",
    "new": "New",
    "returned": "Returned",
    "unknown_newness": "Newness unknown",
    "retained": "Retained",
    "lapsed": "Lapsed",
    "passing": "Passing",
}
SENTENCES = {
    "casual": "On the casual level in {area}, and on no higher one.",
    "core": "On the core level in {area}.",
    "cohort": "Newly active in {cohort}.",
    "stayed": "Newly active in {cohort}, and active {after} months after their first month-end.",
    "newcomers": "First seen in {cohort}.",
    "second_within": "First seen in {cohort}, with a second contribution within {after} days.",
    "active_within": "First seen in {cohort}, and active within {after} days.",
    "like_then": "Active in {area} a year before, counted from the comparable sources only.",
    "like_now": "Active in {area} now, counted from the comparable sources only.",
    "all_then": "Active in {area} a year before, counted from all sources.",
    "all_now": "Active in {area} now, counted from all sources.",
    "in_source": "Accounts that did something in {source}, for {area}: staff and bots too.",
    "under_definition": "Active if the first point of each area asked for {k} in {window} days.",
    "everyone": "Everybody seen, staff and bots too.",
    "staff": "Staff: seen, and not counted as contributors.",
    "bots": "Bots: seen, and not counted as contributors.",
}


def sentence(asked: Question, areas: Mapping[str, str]) -> str:
    """Say who is listed; blank for what the form by month says. `areas`: name by slug."""
    if asked.what in MONTHLY:
        return ""
    area = "any focus area" if asked.area == ALL else areas.get(asked.area, asked.area)
    return SENTENCES[asked.what].format(**{**vars(asked), "area": area})
