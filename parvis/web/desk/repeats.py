"""How an event comes again: the words of the form, and the rule they make."""

import re
from datetime import date, datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.events.recurrence import MOST
from parvis.web.desk.fields import day_input

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST, WEEK = 5, 7
OFTEN = (
    ("", _("only once")),
    ("WEEKLY;INTERVAL=1", _("every week")),
    ("WEEKLY;INTERVAL=2", _("every two weeks")),
    ("MONTHLY", _("every month, on the same weekday of it")),
)


def rule(often: str, start: datetime, *, times: int | None, until: date | None) -> str:
    """Return the RRULE of what was chosen. The fifth Tuesday of a month is its last."""
    nth = (start.day - 1) // WEEK + 1
    day = f";BYDAY={-1 if nth == LAST else nth}{WEEKDAYS[start.weekday()]}"
    ends = f";COUNT={times}" if times else f";UNTIL={until:%Y%m%d}"
    return f"FREQ={often}{day if often == 'MONTHLY' else ''}{ends}"


class DaysField(forms.CharField):
    """Days typed one after the other, as 2026-12-24, 2026-12-31."""

    def clean(self, value: str) -> list[date]:
        words = re.split(r"[\s,;]+", str(super().clean(value) or "").strip())
        return [self._day(word) for word in words if word]

    def _day(self, word: str) -> date:
        try:
            return date.fromisoformat(word)
        except ValueError as error:
            raise forms.ValidationError(
                _("“%(word)s” is no day. Write days like 2026-12-24."), params={"word": word}
            ) from error


class RepeatForm(forms.Form):
    """Whether an event comes again, how often and until when."""

    often = forms.ChoiceField(label=_("It takes place"), choices=OFTEN, required=False)
    times = forms.IntegerField(
        label=_("How many times"), min_value=1, max_value=MOST, required=False
    )
    until = forms.DateField(label=_("Or until"), widget=day_input(), required=False)
    without = DaysField(
        label=_("Days left out"), required=False, help_text=_("As 2026-12-24, 2026-12-31.")
    )

    def clean(self) -> None:
        given = self.cleaned_data
        if given.get("often") and not self.errors and bool(given["times"]) == bool(given["until"]):
            self.add_error("times", _("Say how many times, or until which day: one of the two."))
