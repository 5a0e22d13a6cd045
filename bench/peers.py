"""The same headline series in Polars and in pandas: active by area and month, one change a year.

Both take the quick way: sort, compare each day with the one before, turn into months, count.
"""

import pandas as pd
import polars as pl

WINDOW = 365


def by_polars(files: list[str]) -> int:
    """Months from raw rows or from person-days, whichever the files hold."""
    rows = pl.scan_parquet(files)
    names = rows.collect_schema().names()
    who = "person" if "person" in names else "account"
    day = pl.col("day") if "day" in names else pl.col("happened_at").dt.date()
    days = rows.filter(pl.col("kind") == "change").select(who, "area", day.alias("day")).unique()
    spans = days.sort(who, "area", "day").with_columns(
        before=pl.col("day").shift(1).over(who, "area")
    )
    gap = (pl.col("day") - pl.col("before")).dt.total_days().fill_null(WINDOW + 1)
    starts = spans.with_columns(a=_month("day"), b=_month("before"), gap=gap)
    joined = starts.filter(pl.col("gap") > 1).select("area", "a", "b", "gap")
    monthly = joined.group_by("area", "a").agg(pl.len(), (pl.col("gap") > WINDOW).sum())
    return monthly.sort("area", "a").collect().height


def by_pandas(files: list[str]) -> int:
    """The same in pandas."""
    first = pd.read_parquet(files[0], columns=None).columns
    who = "person" if "person" in first else "account"
    when = "day" if "day" in first else "happened_at"
    rows = pd.concat(pd.read_parquet(f, columns=[who, "area", "kind", when]) for f in files)
    rows = rows[rows["kind"] == "change"]
    rows["day"] = pd.to_datetime(rows[when]).dt.floor("D")
    rows["area"] = rows["area"].astype("category")
    days = rows[[who, "area", "day"]].drop_duplicates().sort_values([who, "area", "day"])
    before = days.groupby([who, "area"], observed=True)["day"].shift(1)
    gap = (days["day"] - before).dt.days.fillna(WINDOW + 1)
    month = days["day"].dt.year * 12 + days["day"].dt.month
    return len(gap.gt(WINDOW).groupby([days["area"], month], observed=True).sum())


PEERS = {"polars": by_polars, "pandas": by_pandas}


def _month(column: str) -> pl.Expr:
    return pl.col(column).dt.year() * 12 + pl.col(column).dt.month()
