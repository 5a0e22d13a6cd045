"""Figures drawn by chance that hang together as real ones do, and by hand for pages and charts."""

from datetime import date

import numpy as np

PARTS = ("retained", "new", "returned", "unknown_newness")


def months_from(first: str, count: int) -> list[str]:
    start = int(first[:4]) * 12 + int(first[5:]) - 1
    return [f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(start, start + count)]


def lifecycle(draw, months: list[str]) -> list[dict]:
    """Rows that add up; `draw(most)` gives a count from 0 to most."""
    rows, active = [], 0
    for month in months:
        lapsed = draw(active)
        parts = {"retained": active - lapsed, "new": draw(9), "returned": draw(3)}
        parts["unknown_newness"] = draw(2)
        active = sum(parts.values())
        rows.append({"month": month, "active": active, **parts, "lapsed": lapsed})
    return [{**row, "passing": draw(6)} for row in rows]


def hanging_together(draw, *, areas: int, months: list[str]) -> dict:
    """Figures of several areas: everything `publish` reads, with all its relations holding."""
    names = [f"area-{n}" for n in range(areas)]
    by_area = {name: lifecycle(draw, months) for name in names}
    total = by_area[names[0]] if areas == 1 else lifecycle(draw, months)
    active = {name: rows[-1]["active"] for name, rows in by_area.items()}
    years = sorted({month[:4] for month in months})
    return {
        "as_of": "2020-01-01",
        "people": {"total": 40 + draw(9), "staff": draw(9), "bots": draw(9)},
        "coverage": [],
        "active": {"total": total[-1]["active"], "by_area": active},
        "levels": {
            name: levels(draw, people)
            for name, people in {**active, "all": total[-1]["active"]}.items()
        },
        "lifecycle": total,
        "lifecycle_by_area": by_area,
        "retention": [cohort(total, year) for year in years],
        "definition_check": definitions(draw, total[-1]["active"]),
    }


def levels(draw, active: int) -> dict[str, int]:
    core = draw(active)
    return {"casual": draw(9), "active": active - core, "core": core}


def cohort(rows: list[dict], year: str) -> dict:
    size = sum(row["new"] for row in rows if row["month"].startswith(year))
    after = [{"months": 6, "active": size // 2, "rate": size // 2 / size if size else None}]
    return {"cohort": year, "size": size, "after": after}


def definitions(draw, active: int) -> list[dict]:
    cells = {}
    for k in (1, 2, 5):
        people = active
        for window in (365, 180, 90):
            most = min(people, cells.get((k - 1 if k == 2 else 2, window), people))
            people = most if (k, window) == (1, 365) else most - draw(most)
            cells[k, window] = people
    return [{"k": k, "window": w, "active": n} for (k, w), n in cells.items()]


def sample(months: int = 54, seed: int = 7) -> dict:
    """A network of ten areas that grew, dipped and grew again; as of 2026-07-01."""
    rng = np.random.default_rng(seed)
    names = [
        *("coding", "engagement", "location-services", "qa", "user-research", "documentation"),
        *("localization", "privacy-policy", "support", "web-compatibility"),
    ]
    sizes = [300, 90, 30, 110, 2, 120, 240, 2, 130, 80]
    when = months_from("2022-01", months)
    by_area = {n: _grown(rng, when, size) for n, size in zip(names, sizes, strict=True)}
    total = _grown(rng, when, 820)
    active = {name: rows[-1]["active"] for name, rows in by_area.items()}
    return {
        "as_of": "2026-07-01",
        "stale": False,
        "people": {"total": 5120, "staff": 72, "bots": 6},
        "coverage": [_source(n, i) for i, n in enumerate(names)],
        "active": {"total": total[-1]["active"], "by_area": active},
        "levels": {n: _levels(a) for n, a in {**active, "all": total[-1]["active"]}.items()},
        "lifecycle": total,
        "lifecycle_by_area": by_area,
        "growth": _growth(total, by_area),
        "retention": [_cohort(total, str(y)) for y in range(2022, 2027)],
        "first_steps": [_first_steps(y) for y in range(2022, 2027)],
        "definition_check": _definitions(total[-1]["active"]),
    }


def _grown(rng, months: list[str], goal: int) -> list[dict]:
    rows, active = [], 0
    for n, month in enumerate(months):
        season = 0.6 if 30 <= n < 38 else 1.15
        lapsed = min(active, int(rng.poisson(active / 14)))
        parts = {"retained": active - lapsed, "new": int(rng.poisson(goal / 11 * season))}
        parts["returned"] = int(rng.poisson(active / 90))
        parts["unknown_newness"] = int(rng.poisson(goal / 25)) if n < 12 else 0
        active = sum(parts.values())
        passing = int(rng.poisson(0.4))
        rows.append({"month": month, "active": active, **parts, "lapsed": lapsed})
        rows[-1]["passing"] = passing
    return rows


def _levels(active: int) -> dict[str, int]:
    core = active // 9
    return {"casual": active // 2, "active": active - core, "core": core}


def _source(area: str, n: int) -> dict:
    tiny = area in ("user-research", "privacy-policy")
    return {
        "source": f"{area}-git",
        "area": area,
        "first": f"{2022 + n % 3}-0{1 + n % 9}-11",
        "last": "2026-03-14" if n == 1 else "2026-06-30",
        "activities": 14 if tiny else 9000 - 700 * n,
        "accounts": 3 if tiny else 1200 - 90 * n,
        "covered_from": f"{2022 + n % 3}-0{1 + n % 9}-01",
        "covered_to": "2026-03-15" if n == 1 else "2026-07-01",
        "from_birth": n % 3 != 2,
    }


def _growth(total: list[dict], by_area: dict[str, list[dict]]) -> dict:
    before, now = total[-13]["active"], total[-1]["active"]
    return {
        "from": "2025-07-01",
        "to": "2026-07-01",
        "sources": ["coding-git", "documentation-git", "qa-git", "support-git"],
        "not_comparable": ["engagement-git", "location-services-git"],
        **_change(before - 60, now - 130),
        "all_before": before,
        "all_now": now,
        "by_area": {a: _change(r[-13]["active"], r[-1]["active"]) for a, r in by_area.items()},
    }


def _change(before: int, now: int) -> dict:
    return {"before": before, "now": now, "rate": now / before - 1 if before else None}


def _cohort(total: list[dict], year: str) -> dict:
    size = sum(row["new"] for row in total if row["month"].startswith(year))
    closes = {n: date(int(year) + 1 + n // 12, 1 + n % 12, 1) for n in (12, 18, 24, 36, 48)}
    after = []
    for n, closed in closes.items():
        still = round(size * 0.9 * 0.86 ** (n / 3)) if closed <= date(2026, 7, 1) else None
        rate = still / size if still is not None and size else None
        after.append({"months": n, "active": still, "rate": rate})
    return {"cohort": year, "size": size, "after": after}


def _first_steps(year: int) -> dict:
    base = 0.02 * (year - 2022)
    second = {"30": 0.31 + base, "90": 0.4 + base, "365": 0.52 + base}
    active = {"30": 0.44 + base, "90": 0.5 + base, "365": 0.61 + base}
    for rates in (second, active):
        if year >= 2025:
            rates["365"] = None
        if year >= 2026:
            rates.update({"30": None, "90": None})
    return {
        "cohort": str(year),
        "newcomers": 640 + 70 * (year - 2022),
        "second_within": second,
        "median_days_to_second": 41.0 - year % 10,
        "active_within": active,
        "median_days_to_active": None if year == 2026 else 12.0,
    }


def _definitions(active: int) -> list[dict]:
    return [
        {"k": k, "window": window, "active": round(active * (window / 365) ** 0.5 / k**0.7)}
        for k in (1, 2, 3, 5, 10, 20, 52)
        for window in (30, 90, 180, 365, 730)
    ]
