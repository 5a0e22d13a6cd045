"""`parvis resolve`."""

from typing import TYPE_CHECKING

from parvis.cli import clock, home, progress
from parvis.cli.output import Format, FormatOption, many, say, say_json, table

if TYPE_CHECKING:
    from parvis.measure.main import ResolveReport

REASONS = {
    "same-address": "the same address",
    "github-id": "the same account number at GitHub",
    "github-login": "the same login at GitHub",
    "mailmap": "a .mailmap",
    "by-hand": "a decision by hand",
}


def resolve(form: FormatOption = Format.TEXT) -> None:
    """Decide who is who, and write the person-days that every measure reads."""
    where = home.opened()
    from parvis.insights import operations  # noqa: PLC0415  needs the models

    with progress.shown() as shown:
        report = operations.resolve(where, now=clock.utc_now(), progress=shown)
    say_json(_as_json(report)) if form is Format.JSON else _say(report)


def _as_json(report: "ResolveReport") -> dict[str, object]:
    return {
        "people": {"total": sum(report.people.values()), **_standings(report)},
        "merges": dict(sorted(report.links.items())),
        "accounts": report.accounts,
        "person_days": report.person_days,
    }


def _say(report: "ResolveReport") -> None:
    total = sum(report.people.values())
    counts = _standings(report)
    contributors, bots = many(counts["contributors"], "contributor"), many(counts["bots"], "bot")
    say(f"{many(report.accounts, 'account')} of {many(total, 'person', 'people')}:")
    say(f"{contributors}, {counts['staff']:,} staff, {bots}.")
    if report.links:
        rows = [(REASONS.get(r, r), n) for r, n in sorted(report.links.items())]
        say(f"\n{table(('Joined because of', 'joins'), rows)}\n")
    say(f"{many(report.person_days, 'person-day')} written.")


def _standings(report: "ResolveReport") -> dict[str, int]:
    named = {"contributors": "contributor", "staff": "staff", "bots": "bot"}
    return {name: report.people.get(standing, 0) for name, standing in named.items()}
