"""The list of rows that a load set aside, for somebody to mend."""

import csv
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parvis.lib.home import Home
    from parvis.measure.loading import LoadReport


def keep_list(report: "LoadReport", home: "Home", now: datetime) -> Path:
    """Write file, row, problem and remedy of each row as CSV; where the list is."""
    home.set_aside.mkdir(parents=True, exist_ok=True)
    path = home.set_aside / f"{report.source}-{now:%Y%m%dT%H%M%S}.csv"
    with path.open("w", encoding="utf-8", newline="", errors="backslashreplace") as out:
        rows = csv.writer(out)
        rows.writerow(["file", "row", "problem", "remedy"])
        rows.writerows([r.file, r.row, r.problem, r.remedy] for r in report.set_aside)
    return path
