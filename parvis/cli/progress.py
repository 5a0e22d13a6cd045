"""Shows how far a long command is: a bar on stderr, where somebody watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[..., None]  # how much is done, of how much (where known), and what


@contextmanager
def shown() -> Iterator[Progress]:
    """Progress on stderr while the block runs; nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield _silent
        return
    with _bar() as report:
        yield report


def _silent(*_told: int | str) -> None:
    """Show nothing."""


@contextmanager
def _bar() -> Iterator[Progress]:
    # Rich takes a while to load: only where it is seen
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415
    from rich.progress import Progress as Bars  # noqa: PLC0415

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("starting", total=None)

        def report(done: int, *rest: int | str) -> None:
            *total, what = rest
            so_far = f"  {done:,}" if done > 1 and not total else ""
            of = int(total[0]) if total else None
            bars.update(task, description=f"{what}{so_far}", completed=done, total=of)

        yield report
