"""The installation that a command works on."""

from pathlib import Path

from parvis.cli import clock
from parvis.cli.output import note
from parvis.lib.home import Home


def opened() -> Home:
    """The installation, with its models loaded. A missing one is made first, and said so."""
    from parvis.insights import installation  # noqa: PLC0415  slow to load; help needs none of it

    home = Home.from_environment()
    if installation.exists(home):
        installation.check_current(home)
    else:
        installation.make(home, name=None, lead=None, now=clock.now())
        note(f"Made an installation in {_shown(home.path)}, as `parvis init --no-input` does.")
    return home


def _shown(path: Path) -> str:
    """The path as seen from here, where that is shorter."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
