"""Fields that several forms of the desk share."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MINUTE = timedelta(minutes=1)
HOUR, DAY = 60, 24 * 60
LENGTHS = (30, 45, 60, 90, *range(2 * HOUR, 12 * HOUR + 1, 30), DAY, 2 * DAY, 3 * DAY)
AROUND = (0, 15, 30, 45, 60, 90, 120, 180)


def in_words(minutes: int) -> str:
    """90 is “1 h 30 min”."""
    days, rest = divmod(minutes, DAY)
    hours, left = divmod(rest, HOUR)
    parts = ((days, "day" if days == 1 else "days"), (hours, "h"), (left, "min"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or str(_("none"))


class LengthField(forms.TypedChoiceField):
    """A length of time, chosen from a few; one that was set elsewhere joins them."""

    def __init__(self, lengths: tuple[int, ...], **kwargs: Any) -> None:
        self.lengths = set(lengths)
        super().__init__(choices=_choices(self.lengths), coerce=_length, **kwargs)

    def offer(self, minutes: int | None) -> None:
        """Add a length to the choices, in its place."""
        if minutes is not None:
            self.choices = _choices({*self.lengths, minutes})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial) != str(data)


def _choices(lengths: set[int]) -> list[tuple[int, str]]:
    return [(minutes, in_words(minutes)) for minutes in sorted(lengths)]


def _length(text: str) -> timedelta:
    return int(text) * MINUTE


def minutes_of(length: timedelta) -> int:
    return int(length / MINUTE)


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def time_input() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


def text_area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def count_field(**kwargs: Any) -> forms.IntegerField:
    """A count of people; blank is unknown."""
    errors = {
        "invalid": _("Type a whole number, as 25."),
        "min_value": _("Type a number of at least %(limit_value)s."),
        "max_value": _("That is more than anybody can mean. Type a smaller number."),
    }
    given: dict[str, Any] = {"min_value": 0, "max_value": 1_000_000, "required": False}
    return forms.IntegerField(**{**given, **kwargs}, error_messages=errors)
