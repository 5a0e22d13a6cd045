"""Numbers and days as a reader sees them, and the one sentence that says what a figure shows."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from parvis.measure.disclosure import is_hidden

Row = Mapping[str, Any]
HIDDEN_TEXT, NOT_YET = "hidden", "not yet"
YEAR = 12  # months
ENOUGH = 10  # people in an area before its growth is worth a sentence
NAMED = 3  # silent sources are named up to here, the rest counted


def number(value: object) -> str:
    """Write a count as text: 1,152; a hidden one as 'hidden', one not known yet as 'not yet'."""
    if value is None:
        return NOT_YET
    return HIDDEN_TEXT if is_hidden(value) else f"{value:,}"


def factor(value: Decimal) -> str:
    """Write a factor of the goal as text: 1,152; 2.5; never 3.00."""
    text = f"{value:,.3f}".rstrip("0").rstrip(".")
    return text or "0"


def counted(value: Decimal, one: str, more: str) -> str:
    """Write a factor with what it counts: 1 space, 12 spaces, 0.5 spaces."""
    return f"{factor(value)} {one if value == 1 else more}"


def share(value: object) -> str:
    """Write a rate as text: 62 %."""
    if isinstance(value, float | int):
        return f"{value:.0%}".replace("%", "\u202f%")
    return number(value)


def change(value: object) -> str:
    """Write a growth rate as text, with its sign."""
    if isinstance(value, float | int):
        signed = f"{value:+.0%}".replace("-", "\u2212").replace("%", "\u202f%")
        return signed if signed[1:] != "0\u202f%" else signed[1:]
    return "" if value is None else number(value)


def day_text(value: object) -> str:
    """Write a day (a date, or its ISO text) as text: 1 July 2026."""
    if not value:
        return "unknown"
    day = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    return f"{day.day} {day:%B %Y}"


def month_text(month: str) -> str:
    return f"{date.fromisoformat(f'{month}-01'):%B %Y}"


def people(count: object) -> str:
    return "1 person" if count == 1 else f"{number(count)} people"


def listed(words: Sequence[str]) -> str:
    """Join words as a sentence does: a, b and c."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def pathways(figures: Row) -> str:
    """Say by which versions of the pathways figures were counted; blank where none are named."""
    numbers: Mapping[str, int] = figures.get("pathways") or {}
    later = [f"{slug} version {number}" for slug, number in numbers.items() if number > 1]
    if not later:
        return "version 1 of every area" if numbers else ""
    rest = ["every other area version 1"] if len(later) < len(numbers) else []
    return ", ".join([*later, *rest])


# One sentence for each figure


def on_active(figures: Row) -> str:
    months, total = figures["lifecycle"], figures["active"]["total"]
    when = day_text(figures["as_of"])
    if is_hidden(total):
        return f"On {when}, so few people were active contributors that their number is hidden."
    said = f"On {when}, {people(total)} were active contributors"
    known = [r for r in months if isinstance(r["active"], int)]
    if not known:
        return f"{said}."
    best = max(known, key=lambda r: r["active"])
    if len(months) > YEAR and isinstance(months[-1 - YEAR]["active"], int):
        said += f", against {number(months[-1 - YEAR]['active'])} twelve months before"
    if best["active"] > total:
        when = month_text(best["month"])
        return f"{said}. The most there ever were is {number(best['active'])}, in {when}."
    return f"{said}. There were never more."


def on_moves(figures: Row) -> str:
    """Say who came and who left; joiners are known from the change and those who left."""
    months = figures["lifecycle"][-1 - YEAR :]
    if len(months) <= YEAR:
        return "There is no full year of months yet to set joiners against leavers."
    first, last, moved = months[0], months[-1], months[1:]
    when = f"In the twelve months to {month_text(last['month'])}"
    if is_hidden(first["active"]) or is_hidden(last["active"]):
        return f"{when}, too few people were active to say how many came and left."
    more = last["active"] - first["active"]
    if any(is_hidden(row["lapsed"]) for row in moved):
        return f"{when}, {_balance(more)}."
    lapsed = sum(row["lapsed"] for row in moved)
    said = f"{people(lapsed + more)} joined, for the first time or again, and {number(lapsed)}"
    return f"{when}, {said} lapsed: {_balance(more)}."


def _balance(more: int) -> str:
    if not more:
        return "as many came as left"
    return f"{number(abs(more))} more " + ("came than left" if more > 0 else "left than came")


def on_areas(areas: Sequence[Row]) -> str:
    """`areas`: {name, active, rate}, the largest first."""
    known = [a for a in areas if isinstance(a["active"], int) and a["active"]]
    if not known:
        return "No focus area has active contributors that can be shown."
    said = f"{known[0]['name']} is the largest focus area, with {people(known[0]['active'])}."
    rated = [a for a in known if isinstance(a["rate"], float | int) and a["active"] >= ENOUGH]
    if not rated:
        return said
    best, least = max(rated, key=_rate), min(rated, key=_rate)
    said += f" Over a year, like for like, {best['name']} grew most ({change(best['rate'])}), "
    return f"{said}{least['name']} least ({change(least['rate'])})."


def _rate(area: Row) -> float:
    return float(area["rate"])


def on_retention(figures: Row) -> str:
    for cohort in reversed(figures["retention"]):
        after = {s["months"]: s["rate"] for s in cohort["after"]}
        if isinstance(after.get(YEAR), float | int):
            later = after.get(2 * YEAR)
            more = f", and {share(later)} after two" if isinstance(later, float | int) else ""
            return (
                f"Of the {people(cohort['size'])} who became active in {cohort['cohort']}, "
                f"{share(after[YEAR])} were active a year later{more}."
            )
    return "No cohort has had a year yet, so nobody can say how many stay."


def on_first_steps(figures: Row) -> str:
    for row in reversed(figures["first_steps"]):
        within = row["second_within"]
        if isinstance(within.get("365"), float | int):
            said = f"Of the {people(row['newcomers'])} first seen in {row['cohort']}, "
            said += f"{share(within['365'])} contributed again within a year"
            early = within.get("30")
            more = f", {share(early)} within 30 days" if isinstance(early, float | int) else ""
            return f"{said}{more}."
    return "No year of newcomers has had its 365 days yet."


def on_growth(figures: Row) -> str:
    growth = figures["growth"]
    if not growth or not growth["sources"]:
        return "No source reaches over both years, so growth cannot be told from coverage."
    said = f"Counted only from the {_sources(len(growth['sources']))} covered over both periods, "
    rate = f": {change(growth['rate'])}." if growth["rate"] is not None else "."
    if is_hidden(growth["before"]) or is_hidden(growth["now"]):
        return f"{said}the change over the year is {_about(growth['rate'])}."
    said += f"{people(growth['before'])} were active a year before and "
    said += f"{number(growth['now'])} are now{rate}"
    if isinstance(growth["now"], int) and isinstance(growth["all_now"], int):
        more = growth["all_now"] - growth["now"]
        said += f" Other sources add {people(more)}: coverage, not growth." if more else ""
    return said


def _about(rate: object) -> str:
    if is_hidden(rate):
        return "hidden, because it would give away how few are counted elsewhere"
    return f"about {change(rate)}"


def _sources(count: int) -> str:
    return "one source" if count == 1 else f"{count} sources"


def on_coverage(figures: Row) -> str:
    rows = [row for row in figures["coverage"] if row["first"]]
    if not rows:
        return "No source has a row before this day."
    sources = {row["source"] for row in figures["coverage"]}
    said = f"{_sources(len(sources)).capitalize()}, the earliest from "
    said += f"{day_text(min(row['first'] for row in rows))}."
    latest: dict[str, str] = {}
    for row in rows:
        latest[row["source"]] = max(row["last"], latest.get(row["source"], row["last"]))
    over = [name for name, last in latest.items() if not is_open(last, figures["as_of"])]
    return f"{said} {_silent(over, latest)}" if over else said


def _silent(sources: Sequence[str], latest: Mapping[str, str]) -> str:
    """Name those that no longer report: a falling line may be their silence."""
    names = [f"{source} since {day_text(latest[source])}" for source in sources]
    if len(names) > NAMED:
        names = [*names[:NAMED], f"{len(sources) - NAMED} more"]
    return f"Silent: {listed(names)}."


def is_open(last: str, as_of: str) -> bool:
    """Whether a source whose last row is of `last` still reported in the 31 days before."""
    return date.fromisoformat(last) >= date.fromisoformat(as_of) - timedelta(days=31)


def on_definitions(figures: Row) -> str:
    """Say what a mild and a strict definition would give."""
    cells = {(r["k"], r["window"]): r["active"] for r in figures["definition_check"]}
    if (1, 365) not in cells:
        return "No other definition was counted."
    said = f"If one contribution in 365 days were enough everywhere, {people(cells[1, 365])} "
    said += "would count as active"
    strict = cells.get((5, 90))
    if isinstance(strict, int):
        said += f"; if it took five in 90 days, {number(strict)}"
    return f"{said}."


def on_recruited(found: Row) -> str:
    """Say how many became active after a visit, and that it is a lower bound."""
    share_joined = found["consent"]["share"]
    when = f"within {found['window']} days after a visit"
    if is_hidden(found["total"]):
        return f"So few people became active for the first time {when} that they are hidden."
    said = f"At least {people(found['total'])} became active contributors for the first time {when}"
    if is_hidden(share_joined):
        return f"{said}; only visits of those who allow it are joined with contributions."
    return f"{said}: {share(share_joined)} of the check-ins may be joined with contributions."
