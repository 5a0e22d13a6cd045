"""Write the reference pages that are made from the code: `make docs`. A test wants them fresh."""

import ast
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from parvis.cli import reference as command_line
from parvis.measure import tables
from scripts.reference_api import api

PROJECT = Path(__file__).resolve().parents[1]
PAGES = PROJECT / "docs" / "reference"
METRICS = PROJECT / "parvis" / "measure" / "metrics"
KINDS = PROJECT / "parvis" / "measure" / "sources" / "kinds.toml"
AREAS = PROJECT / "parvis" / "core" / "pathways" / "areas.toml"
# What others are built on comes first; a metric not named here follows in alphabetical order.
FIRST = (
    *("levels", "active", "lifecycle", "newness", "growth", "retention", "first_steps"),
    "recruited",
)
HELPERS = ("__init__", "inputs", "months")


def metrics() -> str:
    """One section for each metric: its definition is its file's docstring."""
    head = (
        "# Metrics\n\nEach metric is one file under `parvis/measure/metrics/`, and what stands here"
        " is its docstring. All of them read the [person-days](tables.md#person_days) and an as-of"
        " day, and nothing else but visits where they say so; staff and bots are left out."
    )
    return "\n\n".join([head, *(_metric(file) for file in metric_files())]) + "\n"


def metric_files() -> list[Path]:
    files = [file for file in METRICS.glob("*.py") if file.stem not in HELPERS]
    return sorted(files, key=_rank)


def _rank(file: Path) -> tuple[int, str]:
    return (FIRST.index(file.stem) if file.stem in FIRST else len(FIRST), file.stem)


def _metric(file: Path) -> str:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    title, _, text = (ast.get_docstring(tree) or "").partition("\n\n")
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    figures = [_one_line(ast.get_docstring(f)) for f in functions if f.name == "figure"]
    said = "".join(f"**The figure:** {figure}" for figure in figures)
    parts = [f"## {file.stem}", f"*{title.strip()}*", text, said]
    return "\n\n".join(part for part in parts if part)


def lake_tables() -> str:
    """Every table of the measuring core, column by column."""
    head = (
        "# Tables\n\nThe lake holds these as Parquet files; `manifest.json` names the files that"
        " count. Moments are UTC without a zone, days are UTC days, keys are 64-bit integers."
        " They are declared in `parvis/measure/tables.py`."
    )
    parts = [head, "## In the lake", *map(_table, tables.IN_LAKE)]
    parts += ["## Made while measuring", *map(_table, tables.DERIVED)]
    return "\n\n".join(parts) + "\n"


def _table(table: tables.Table) -> str:
    ordered = f" Sorted by {', '.join(table.sorted_by)}." if table.sorted_by else ""
    rows = [f"| `{c.name}` | {c.type} | {c.unit} | {c.meaning} |" for c in table.columns]
    lines = ["| column | type | unit | meaning |", "| --- | --- | --- | --- |", *rows]
    return f"### {table.name}\n\n{table.meaning}{ordered}\n\n" + "\n".join(lines)


def focus_areas() -> str:
    """The kinds of contribution, and the areas that ship with their points."""
    listed = "\n".join(f"| `{kind}` | {text} |" for kind, text in _toml(KINDS).items())
    areas = "\n\n".join(_area(area) for area in _toml(AREAS)["area"])
    return (
        "# Focus areas and kinds of contribution\n\n`parvis init` loads these ten areas; they may"
        " be [changed](../how-to/pathways.md) later. Somebody has reached a level when any of its"
        " points is reached: *k* activities of its kinds within so many days.\n\n"
        f"## Kinds\n\n| kind | meaning |\n| --- | --- |\n{listed}\n\n## Areas\n\n{areas}\n"
    )


def _area(area: dict[str, Any]) -> str:
    rows = [
        f"| {p['level']} | {p['k']} of {' or '.join(p['kinds'])} | {p['window_days']} "
        f"| {p['seen_at']} |"
        for p in area["point"]
    ]
    lines = ["| level | what | within days | seen in |", "| --- | --- | --- | --- |", *rows]
    said = f"### {area['slug']}\n\n{area['name']}: {area['summary']}\n\n{area['about']}\n\n"
    return said + "\n".join(lines)


def _toml(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


MADE: dict[str, Callable[[], str]] = {
    "api.md": api,
    "command-line.md": command_line.page,
    "focus-areas.md": focus_areas,
    "metrics.md": metrics,
    "tables.md": lake_tables,
}


def pages() -> Iterator[tuple[Path, str]]:
    """Each page's path and what should stand there."""
    for name, make in MADE.items():
        yield PAGES / name, make()


if __name__ == "__main__":
    for path, text in pages():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(PROJECT))
