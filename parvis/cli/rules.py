"""`parvis rules`."""

from typing import Any

import typer

from parvis.cli.output import Format, FormatOption, many, say, say_json
from parvis.lib.home import Home

app = typer.Typer(no_args_is_help=True, help="The rules that say who is staff and who is a bot.")
KINDS = ("staff", "bots", "not_people")


@app.command()
def check(form: FormatOption = Format.TEXT) -> None:
    """Read the rules, and say whether they can be used."""
    from parvis.measure.identity import Rules, read_rules  # noqa: PLC0415  slow to load

    home = Home.from_environment()
    rules: Rules = read_rules(home.rules)
    counts = {name: _count(getattr(rules, name)) for name in KINDS}
    if form is Format.JSON:
        say_json({"file": home.rules, **counts})
        return
    say(f"{home.rules} can be used:")
    for name, count in counts.items():
        say(f"  {name}: {many(count, 'rule')}")


def _count(rules: Any) -> int:
    return sum(len(entries) for entries in vars(rules).values() if isinstance(entries, tuple))
