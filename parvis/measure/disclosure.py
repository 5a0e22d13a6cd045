"""The one way out to the public: figures go through `publish`, or they do not go out.

Counts of one to four people are left out, and further counts with them, so that nobody can work
the small ones out from the rest: within the lifecycle of each area and of the total, between it
and the levels and the cohorts' sizes (see `suppression`). A rate or a median is left out when it
rests on fewer than five people, or would say that all but a few did something. Counts that stand
near another count of the same thing (like for like and all, one definition and the next) are left
out where the difference would be a small count.

What is not covered: that the areas' sum is at least the total; what somebody knows who is counted
themselves; two published runs laid side by side; the dates of a source that one person fills; an
area's like-for-like count of a year ago beside its lifecycle.
Only what is named here is published: a figure that this file does not know stays inside.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, cast

from parvis.measure.recruited_in_public import open_recruited
from parvis.measure.suppression import FEWEST_SHOWN, HIDDEN, Cell, Network, is_small

__all__ = ["HIDDEN", "is_hidden", "publish"]

PARTS = ("retained", "new", "returned", "unknown_newness")
COUNTS = ("active", *PARTS, "lapsed", "passing")
OF_A_SOURCE = (
    *("source", "area", "first", "last", "activities", "accounts"),
    *("covered_from", "covered_to", "from_birth"),
)
TOTAL = "all"
TODAY: Cell = ("today", "active")
LOSS = {"new": 2, "retained": 3, "lapsed": 6, "active": 100}
LOSS_OF_PLACE = {"levels": 5, "cohort": 10, "today": 100}

Row = Mapping[str, Any]
Figures = dict[str, Any]
Hidden = Mapping[str, set[Cell]]  # area: cells left out


def publish(figures: Row) -> Figures:
    """Return what the public may see of `figures`: the same shape, with HIDDEN in places."""
    hidden = _hidden_by_area(figures)
    series = {
        area: [_open_month(row, hidden[area]) for row in rows]
        for area, rows in _series(figures).items()
    }
    active = _open_active(figures, hidden)
    retention = figures.get("retention") or ()
    return {
        "as_of": figures["as_of"],
        "stale": figures.get("stale"),
        **({"pathways": figures["pathways"]} if "pathways" in figures else {}),
        **({"recruited": open_recruited(figures["recruited"])} if "recruited" in figures else {}),
        "people": _open_people(figures.get("people", {})),
        "coverage": [_open_source(row) for row in figures.get("coverage", ())],
        "active": active,
        "levels": {
            area: {k: HIDDEN if ("levels", k) in hidden[area] else n for k, n in levels.items()}
            for area, levels in figures.get("levels", {}).items()
        },
        "lifecycle": series.pop(TOTAL),
        "lifecycle_by_area": {a: series[a] for a in figures.get("lifecycle_by_area", {})},
        "growth": _open_growth(figures, active),
        "retention": [_open_cohort(c, ("cohort", c["cohort"]) in hidden[TOTAL]) for c in retention],
        "first_steps": [_open_first_steps(row) for row in figures.get("first_steps") or ()],
        "definition_check": _open_definitions(figures, active),
    }


def _open_people(people: Row) -> Figures:
    """Open everybody, staff and bots; bots are no people and hide nobody."""
    return {k: n if k == "bots" else _shown(n) for k, n in people.items()}


def is_hidden(value: object) -> bool:
    return isinstance(value, str) and value == HIDDEN


def _shown(people: int | None) -> int | str | None:
    return HIDDEN if people is not None and is_small(people) else people


# The lifecycle, the levels and the cohorts' sizes: one network of counts for each area


def _series(figures: Row) -> dict[str, Sequence[Row]]:
    """Lifecycle rows of every area that is named anywhere, and of the total, which comes last."""
    by_area: dict[str, Sequence[Row]] = dict(figures.get("lifecycle_by_area", {}))
    named = {*figures.get("levels", {}), *figures.get("active", {}).get("by_area", {})} - {TOTAL}
    return {**dict.fromkeys(sorted(named), ()), **by_area, TOTAL: figures.get("lifecycle", ())}


def _hidden_by_area(figures: Row) -> dict[str, set[Cell]]:
    """Cells to leave out. What the total shares with its only area is left out in both."""
    networks = {area: _network(area, rows, figures) for area, rows in _series(figures).items()}
    hidden = {area: network.hidden() for area, network in networks.items()}
    twins = _twins(networks)
    while one_sided := _one_sided(twins, hidden):
        for area, cells in one_sided.items():
            hidden[area] = networks[area].hidden(hidden[area] | cells)
    return hidden


def _network(area: str, rows: Sequence[Row], figures: Row) -> Network:
    months = [row["month"] for row in rows]
    counts: dict[Cell, int] = {(r["month"], k): r[k] for r in rows for k in COUNTS}
    levels = figures.get("levels", {}).get(area, {})
    cohorts = figures.get("retention") or () if area == TOTAL else ()
    counts |= {("levels", level): n for level, n in levels.items()}
    counts |= {("cohort", c["cohort"]): c["size"] for c in cohorts}
    today = _today_cell(area, rows, figures)
    counts.setdefault(today, _active_today(area, figures) or 0)
    network = Network(counts, _loss)
    for month in months:
        network.equate([(month, "active")], [(month, part) for part in PARTS])
    for before, month in pairwise(months):
        network.equate([(month, "retained"), (month, "lapsed")], [(before, "active")])
    for cohort in cohorts:
        joined: list[Cell] = [(m, "new") for m in months if m.startswith(cohort["cohort"])]
        network.equate(joined, [("cohort", cohort["cohort"])])
    parts: list[Cell] = [("levels", level) for level in levels if level != "casual"]
    network.equate(parts, [today])
    return network


def _loss(cell: Cell) -> int:
    """How much a reader misses a count. New people can be read off active less retained."""
    place, what = cast("tuple[str, str]", cell)
    return LOSS_OF_PLACE.get(place) or LOSS.get(what, 1)


def _active_today(area: str, figures: Row) -> int | None:
    active = figures.get("active", {})
    found: int | None
    found = active.get("total") if area == TOTAL else active.get("by_area", {}).get(area)
    return found


def _today_cell(area: str, rows: Sequence[Row], figures: Row) -> Cell:
    """Today's active are the last month's where the as-of is a month's first day."""
    if rows and rows[-1]["active"] == _active_today(area, figures):
        return (rows[-1]["month"], "active")
    return TODAY


def _twins(networks: Mapping[str, Network]) -> list[tuple[str, Cell]]:
    """(area, cell) of counts that are the whole total, because no other area has anybody.

    A zero counts as such where nobody in another area had anything in its month.
    """
    areas = {area: network.counts for area, network in networks.items() if area != TOTAL}
    busy = _areas_by_place(areas)
    twins = []
    for cell, people in networks[TOTAL].counts.items():
        having = {area for area, counts in areas.items() if counts.get(cell)}
        alone = having or busy.get(cast("tuple[str, str]", cell)[0], set())
        if len(alone) == 1 and areas[area := next(iter(alone))].get(cell) == people:
            twins.append((area, cell))
    return twins


def _areas_by_place(areas: Mapping[str, Mapping[Cell, int]]) -> dict[str, set[str]]:
    busy: dict[str, set[str]] = {}
    for area, counts in areas.items():
        for cell, people in counts.items():
            if people:
                busy.setdefault(cast("tuple[str, str]", cell)[0], set()).add(area)
    return busy


def _one_sided(twins: Sequence[tuple[str, Cell]], hidden: Hidden) -> dict[str, set[Cell]]:
    """Twins left out in the total or in their area, and still shown in the other."""
    found: dict[str, set[Cell]] = {}
    for area, cell in twins:
        for here, there in ((area, TOTAL), (TOTAL, area)):
            if cell in hidden[here] and cell not in hidden[there]:
                found.setdefault(there, set()).add(cell)
    return found


def _open_month(row: Row, hidden: set[Cell]) -> Figures:
    counts = {k: HIDDEN if (row["month"], k) in hidden else row[k] for k in COUNTS}
    return {"month": row["month"], **counts}


def _open_active(figures: Row, hidden: Hidden) -> Figures:
    """Today's active, left out where the same count is left out of the lifecycle."""
    series = _series(figures)

    def shown(area: str) -> int | str | None:
        cell = _today_cell(area, series[area], figures)
        return HIDDEN if cell in hidden[area] else _active_today(area, figures)

    areas = figures.get("active", {}).get("by_area", {})
    return {"total": shown(TOTAL), "by_area": {area: shown(area) for area in areas}}


# What rests on those counts


def _near(count: int | None, other: object, *, other_exact: int | None) -> bool:
    """Whether showing `count` beside `other` would give a small count away."""
    if count is None or other_exact is None:
        return False
    return is_small(abs(count - other_exact)) or (is_hidden(other) and count == other_exact)


def _open_growth(figures: Row, active: Figures) -> Figures | None:
    """Growth: like for like against all, and each area's against the area's active."""
    growth = figures.get("growth")
    if not growth:
        return None
    opened = {**growth, **_open_change(growth)}
    for ours, whole in (("before", "all_before"), ("now", "all_now")):
        opened[whole] = _shown(growth[whole])
        if growth[whole] == figures["active"]["total"] and is_hidden(active["total"]):
            opened[whole] = HIDDEN
        if _near(growth[ours], opened[whole], other_exact=growth[whole]):
            opened[ours] = HIDDEN
            opened["rate"] = _blurred(growth)
    opened["by_area"] = {
        area: _open_area_growth(row, active["by_area"].get(area), _active_today(area, figures))
        for area, row in growth.get("by_area", {}).items()
    }
    return opened


def _blurred(change: Row) -> float | str:
    """Round a rate so far that at least FEWEST_SHOWN counts would have led to it."""
    before, now = change["before"], change["now"]
    if before < FEWEST_SHOWN or is_small(now):
        return HIDDEN
    step = next((s for s in (0.01, 0.02, 0.05, 0.1) if s * before >= FEWEST_SHOWN), None)
    return HIDDEN if step is None else round(round((now / before - 1) / step) * step, 2)


def _open_area_growth(row: Row, shown: object, exact: int | None) -> Figures:
    opened = _open_change(row)
    if _near(row["now"], shown, other_exact=exact):
        opened |= {"now": HIDDEN, "rate": _blurred(row)}
    return opened


def _open_change(row: Row) -> Figures:
    before, now = _shown(row["before"]), _shown(row["now"])
    rate = HIDDEN if is_hidden(before) or is_hidden(now) else row["rate"]
    return {"before": before, "now": now, "rate": rate}


def _open_cohort(cohort: Row, is_size_hidden: bool) -> Figures:
    size: int = cohort["size"]
    after = [_open_stay(stay, size, is_size_hidden) for stay in cohort["after"]]
    return {"cohort": cohort["cohort"], "size": HIDDEN if is_size_hidden else size, "after": after}


def _open_stay(stay: Row, size: int, is_size_hidden: bool) -> Figures:
    """A stay whose window is still open is None, and stays None."""
    still = stay["active"]
    if still is None:
        return {"months": stay["months"], "active": None, "rate": None}
    if is_size_hidden or is_small(size) or is_small(still) or is_small(size - still):
        return {"months": stay["months"], "active": HIDDEN, "rate": HIDDEN}
    return {"months": stay["months"], "active": still, "rate": stay["rate"]}


def _open_first_steps(row: Row) -> Figures:
    newcomers = row["newcomers"]
    opened = {"cohort": row["cohort"], "newcomers": _shown(newcomers)}
    for rates, median in (
        ("second_within", "median_days_to_second"),
        ("active_within", "median_days_to_active"),
    ):
        known = [rate for rate in row[rates].values() if rate is not None]
        rests_on = max(known, default=0) * newcomers
        opened[rates] = {days: _open_rate(rate, newcomers) for days, rate in row[rates].items()}
        is_thin = row[median] is not None and rests_on < FEWEST_SHOWN
        opened[median] = HIDDEN if is_thin else row[median]
    return opened


def _open_rate(rate: float | None, of: int) -> float | str | None:
    if rate is None:
        return None
    did = round(rate * of)
    return HIDDEN if is_small(of) or is_small(did) or is_small(of - did) else rate


def _open_definitions(figures: Row, active: Figures) -> list[Figures]:
    """Definitions beside one another, the mildest first: no step between two is a small count."""
    exact = _active_today(TOTAL, figures)
    opened = {
        (row["k"], row["window"]): HIDDEN
        if is_small(row["active"]) or _near(row["active"], active["total"], other_exact=exact)
        else row["active"]
        for row in figures.get("definition_check") or ()
    }
    for across in (lambda key: (key[0], -key[1]), lambda key: (key[1], key[0])):
        _part_neighbours(opened, sorted(opened, key=across), across)
    return [{"k": k, "window": window, "active": n} for (k, window), n in opened.items()]


def _part_neighbours(
    opened: dict[tuple[int, int], int | str],
    order: Sequence[tuple[int, int]],
    across: Any,
) -> None:
    """Leave out the stricter of two definitions in a row that differ by a small count."""
    last: tuple[int, int] | None = None
    for key in order:
        if is_hidden(opened[key]):
            continue
        if last and across(last)[0] == across(key)[0] and _is_near(opened[last], opened[key]):
            opened[key] = HIDDEN
        else:
            last = key


def _is_near(one: int | str, other: int | str) -> bool:
    return is_small(abs(int(one) - int(other)))


def _open_source(row: Row) -> Figures:
    """A source that few people fill keeps its dates; how much they did stays inside."""
    shown = {key: row.get(key) for key in OF_A_SOURCE}
    is_thin = is_small(row["accounts"])
    return {**shown, "activities": HIDDEN, "accounts": HIDDEN} if is_thin else shown
