"""Shows how far a long command is: a bar on stderr, where somebody watches."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Progress(Protocol):
    """Told now and then how far the work is: what, how much is done, of how much (if known)."""

    def __call__(self, what: str, done: int = 0, total: int | None = None) -> None: ...


def silent(what: str, done: int = 0, total: int | None = None) -> None:
    """Show nothing."""


@contextmanager
def shown() -> Iterator[Progress]:
    """A bar on stderr while the block runs; nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield silent
        return
    with _bar() as report:
        yield report


@contextmanager
def _bar() -> Iterator[Progress]:
    # Rich costs a tenth of a second to load: only where it is seen
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415
    from rich.progress import Progress as Bars  # noqa: PLC0415

    counts = TextColumn("{task.completed:,.0f}{task.fields[of]}")
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), counts)
    with Bars(
        *columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True
    ) as bars:
        task = bars.add_task("Starting", total=None, of="")

        def report(what: str, done: int = 0, total: int | None = None) -> None:
            of = f" of {total:,}" if total else ""
            bars.update(task, description=what, completed=done, total=total, of=of)

        yield report
