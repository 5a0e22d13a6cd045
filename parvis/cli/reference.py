"""Writes the reference page of the command line: `python -m parvis.cli.reference`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from parvis.cli.main import app

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "command-line.md"

HEAD = """\
# The command line

This page is written by `python -m parvis.cli.reference` from the command itself.

An installation is one directory: the one that `PARVIS_HOME` names, or `./var` where that is not
set. A command that finds none makes one, as `parvis init --no-input` does, and says so.

Answers go to the standard output. Progress, warnings and errors go to the standard error, so that
an answer can be piped: with `--format json` the standard output holds one JSON document and
nothing else. Progress is shown only where somebody watches, in a terminal.

| exit code | meaning |
| --- | --- |
| 0 | done |
| 1 | failed; one sentence says what is wrong, where, and what to do |
| 2 | misuse: the command was called in a way that cannot work |
| 3 | done, but some rows were set aside; the good rows are in |
"""


def page() -> str:
    """The whole page, in Markdown."""
    return "\n".join([HEAD, *(_section(name, command) for name, command in commands(app))])


def commands(application: Any) -> Iterator[tuple[str, Any]]:
    """Every command that does something, with its full name."""
    yield from _below("parvis", get_command(application))


def _below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    children = getattr(command, "commands", None)
    if children is None:
        yield name, command
        return
    for word, child in children.items():
        yield from _below(f"{name} {word}", child)


def _section(name: str, command: Any) -> str:
    context = command.make_context(name, [], resilient_parsing=True)
    shown = [p for p in command.params if p.name != "help"]
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    rows = [_row(*record) for p in shown if (record := p.get_help_record(context))]
    listed = "\n".join(["", "| what | meaning |", "| --- | --- |", *rows, ""]) if rows else ""
    return f"## {name}\n\n{_one_line(command.help)}\n\n```\n{usage}\n```\n{listed}"


def _row(name: str, meaning: str) -> str:
    return f"| `{name.replace('|', ' or ')}` | {_one_line(meaning)} |"


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
