"""`parvis rules`."""

import typer

from parvis.cli.output import say
from parvis.lib.home import Home

app = typer.Typer(no_args_is_help=True, help="The rules that say who is staff and who is a bot.")


@app.command()
def check() -> None:
    """Read the rules, and say whether they can be used."""
    from parvis.measure.identity import Rules, read_rules  # noqa: PLC0415  slow to load

    home = Home.from_environment()
    rules: Rules = read_rules(home.rules)
    say(f"{home.rules} can be used:")
    for name in ("staff", "bots", "not_people"):
        lists = vars(getattr(rules, name)).values()
        count = sum(len(entries) for entries in lists if isinstance(entries, tuple))
        say(f"  {name}: {count} rules")
