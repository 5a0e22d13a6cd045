"""Days as somebody types them."""

from datetime import date, datetime

from parvis.cli.edge import MisuseError


def read_day(text: str, option: str) -> date:
    """The day, written as 2020-01-31. Raises MisuseError for anything else."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        raise MisuseError(f"{text!r} is no day. Write {option} as in 2020-01-31.") from None
