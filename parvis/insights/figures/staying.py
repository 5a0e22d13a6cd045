"""Who stays, and how soon a newcomer takes the second step."""

from dataclasses import replace

from parvis.insights import words
from parvis.insights.behind.questions import Question
from parvis.insights.charts import first_steps as steps_chart
from parvis.insights.figures.parts import (
    Cell,
    Figure,
    Row,
    Table,
    cells,
    definition,
    drawn,
    opened,
    rated,
)
from parvis.measure.metrics import first_steps as steps
from parvis.measure.metrics import retention


def who_stays(shown: Row) -> Figure:
    cohorts = shown["retention"]
    after = [stay["months"] for stay in cohorts[0]["after"]] if cohorts else []
    rows = [_cohort_row(cohort) for cohort in cohorts]
    columns = ("Cohort", "People", *(_span(months) for months in after))
    caption = (
        "Share of each year's newly active who were active so long after their first month-end"
    )
    return Figure(
        slug="retention",
        finding=words.on_retention(shown),
        drawing=None,
        table=Table(caption, columns, rows),
        definition=definition(retention),
    )


def _cohort_row(cohort: Row) -> tuple[Cell, ...]:
    year = cohort["cohort"]
    return (
        *cells(year),
        opened(cohort["size"], Question("cohort", cohort=year)),
        *(
            rated(stay["rate"], Question("stayed", cohort=year, after=stay["months"]))
            for stay in cohort["after"]
        ),
    )


def _span(months: int) -> str:
    years, rest = divmod(months, 12)
    return f"{months} months" if rest else "1 year" if years == 1 else f"{years} years"


def second_step(shown: Row) -> Figure:
    cohorts = shown["first_steps"]
    rows = [_newcomers_row(cohort) for cohort in cohorts]
    within = list(cohorts[0]["second_within"]) if cohorts else []
    columns = (
        *("First seen", "Newcomers"),
        *(f"Again in {n} days" for n in within),
        "Median wait",
        *(f"Active in {n} days" for n in within),
        "Median wait",
    )
    has_line = any(isinstance(s, float) for c in cohorts for s in c["second_within"].values())
    return Figure(
        slug="first_steps",
        finding=words.on_first_steps(shown),
        drawing=drawn(lambda size: steps_chart.second_within(cohorts, size)) if has_line else None,
        table=Table("From the first contribution to the second, and to active", columns, rows),
        definition=definition(steps),
    )


def _newcomers_row(cohort: Row) -> tuple[Cell, ...]:
    year = cohort["cohort"]
    return (
        *cells(year),
        opened(cohort["newcomers"], Question("newcomers", cohort=year)),
        *_shares(cohort, "second_within"),
        *cells(_days(cohort["median_days_to_second"])),
        *_shares(cohort, "active_within"),
        *cells(_days(cohort["median_days_to_active"])),
    )


def _shares(cohort: Row, what: str) -> list[Cell]:
    return [_share(cohort["cohort"], what, int(n), rate) for n, rate in cohort[what].items()]


def _share(year: str, what: str, days: int, rate: object) -> Cell:
    """Return a share without a colour: these stand in a plain table."""
    asked = Question(what, cohort=year, after=days)
    return replace(rated(rate, asked), shade=None)


def _days(median: object) -> str:
    if isinstance(median, str):
        return words.HIDDEN_TEXT
    return "over half not yet" if median is None else f"{median:,.0f} days"
