"""What a lead types in."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.programmes.models import Network, Programme
from parvis.insights.words import factor

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class NetworkForm(forms.ModelForm):
    """The network's goal and baseline. The constraints of the model speak through it."""

    class Meta:
        model = Network
        fields = ("name", "goal", "goal_on", "baseline", "baseline_on", "baseline_note")
        widgets = {"goal_on": DAY, "baseline_on": DAY}  # noqa: RUF012  # Django's own form
        labels = {  # noqa: RUF012
            "name": _("Name of the network"),
            "goal": _("Goal: active contributors"),
            "goal_on": _("Goal: to be reached by"),
            "baseline": _("Baseline: active contributors at the start"),
            "baseline_on": _("Baseline: counted for"),
            "baseline_note": _("Baseline: where it comes from"),
        }
        help_texts = {  # noqa: RUF012
            "name": "",
            "goal": _("Blank: no goal yet."),
            "goal_on": "",
            "baseline": _("Blank: unknown."),
            "baseline_on": "",
            "baseline_note": _("A report, a dashboard, a count by hand: one line for a reader."),
        }


FACTORS = ("spaces", "events_per_week", "weeks", "new_per_event")
MANY = _("That is more than anybody can mean. Type a smaller number.")


class ProgrammeForm(forms.ModelForm):
    """A programme's period and the four factors of its goal."""

    spaces = forms.IntegerField(
        label=_("Spaces"),
        min_value=1,
        max_value=1000,
        error_messages={
            "required": _("Type how many spaces take part."),
            "invalid": _("Type a whole number of spaces, as 12."),
            "min_value": _("There must be at least one space."),
            "max_value": MANY,
        },
    )
    events_per_week = forms.DecimalField(
        label=_("Events a week in each space"),
        help_text=_("Public events in a week in which the space is open."),
        min_value=Decimal("0.01"),
        max_digits=5,
        decimal_places=2,
        error_messages={
            "required": _("Type how many public events a space holds each week."),
            "invalid": _("Type a number, as 3 or 2.5."),
            "min_value": _("There must be some events: type a number above 0."),
            "max_digits": MANY,
            "max_whole_digits": MANY,
            "max_decimal_places": _("Two decimal places are enough, as 2.25."),
        },
    )
    weeks = forms.IntegerField(
        label=_("Open weeks"),
        help_text=_("Weeks of the period in which the spaces are open."),
        min_value=1,
        error_messages={
            "required": _("Type in how many weeks the spaces are open."),
            "invalid": _("Type a whole number of weeks, as 32."),
            "min_value": _("There must be at least one open week."),
        },
    )
    new_per_event = forms.DecimalField(
        label=_("New active contributors per event"),
        help_text=_("An assumption until it has been measured."),
        min_value=Decimal(0),
        max_digits=6,
        decimal_places=3,
        error_messages={
            "required": _("Type what you assume; 0 if you expect nobody."),
            "invalid": _("Type a number, as 1 or 0.5."),
            "min_value": _("This cannot be negative: type 0 or more."),
            "max_digits": MANY,
            "max_whole_digits": MANY,
            "max_decimal_places": _("Three decimal places are enough, as 0.125."),
        },
    )

    class Meta:
        model = Programme
        fields = ("name", "starts_on", "ends_on", *FACTORS)
        widgets = {"starts_on": DAY, "ends_on": DAY}  # noqa: RUF012  # Django's own form
        labels = {  # noqa: RUF012
            "name": _("Name of the programme"),
            "starts_on": _("First day"),
            "ends_on": _("End"),
        }
        help_texts = {"ends_on": _("The first day that is no longer in it.")}  # noqa: RUF012
        error_messages = {  # noqa: RUF012
            "name": {"required": _("Give the programme a name.")},
            "starts_on": {"required": _("Give the day on which it starts.")},
            "ends_on": {"required": _("Give the day after its last.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FACTORS:  # 3 and not 3.00
            value = self.initial.get(name)
            if value is not None:
                self.initial[name] = factor(Decimal(value)).replace(",", "")

    @property
    def period(self) -> list[forms.BoundField]:
        return [self[name] for name in ("starts_on", "ends_on")]

    @property
    def factors(self) -> list[forms.BoundField]:
        return [self[name] for name in FACTORS]
