"""What is typed in about a space."""

import re
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from parvis.core.spaces.furnishing import PAGE
from parvis.core.spaces.models import Coordinator, Space
from parvis.core.spaces.rooms import MIDNIGHT, HouseRules, OpeningHours, Room

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
TIME = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
SPAN = re.compile(r"^(\d{1,2}):(\d{2})\s*(?:-|–|to)\s*(\d{1,2}):(\d{2})$")
LONGEST = timedelta(days=730)  # a closure; longer than that, a space is closed for good


class OpenForm(forms.ModelForm):
    """A new space."""

    class Meta:
        model = Space
        fields = ("name", "slug", "city", "country", "time_zone", "opened_on")
        widgets = {"opened_on": DAY}  # noqa: RUF012  # Django's own form
        labels = {"slug": _("Short name, in addresses"), "opened_on": _("Opens on")}  # noqa: RUF012
        help_texts = {  # noqa: RUF012
            "country": _("Two capitals, as FR."),
            "time_zone": _("As Europe/Paris. It stays: events keep their hours by it."),
        }


class PageForm(forms.ModelForm):
    """What the space's page says."""

    code_of_conduct = forms.URLField(
        label=_("Code of conduct"),
        required=False,
        assume_scheme="https",
        help_text=_("Its address on the web."),
    )

    class Meta:
        model = Space
        fields = PAGE
        widgets = {  # noqa: RUF012
            "about": forms.Textarea(attrs={"rows": 4}),
            "access_notes": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {  # noqa: RUF012
            "step_free": _("Step-free"),
            "keeps_holidays": _("Closed on public holidays"),
            "conduct_contact": _("Contact when something goes wrong between people"),
            "events_per_week": _("Public events planned a week"),
        }
        help_texts = {  # noqa: RUF012
            "conduct_contact": _(
                "Who listens, and how to reach them; visitors see it. Blank: the network’s "
                "stewards."
            ),
        }


class RoomForm(forms.ModelForm):
    """A room, and how many it takes."""

    class Meta:
        model = Room
        fields = ("name", "slug", "standing", "seated", "with_tables", "equipment", "retired_on")
        widgets = {"retired_on": DAY, "equipment": forms.Textarea(attrs={"rows": 2})}  # noqa: RUF012
        labels = {  # noqa: RUF012
            "slug": _("Short name, in addresses"),
            "standing": _("People standing"),
            "seated": _("People seated"),
            "with_tables": _("People at tables"),
            "retired_on": _("Out of use from"),
        }
        help_texts = {  # noqa: RUF012
            **dict.fromkeys(("standing", "seated", "with_tables"), _("Blank: unknown.")),
            "retired_on": _("Blank: it stays."),
        }


class HoursForm(forms.Form):
    """The hours of a week, a line for each day."""

    def __init__(self, *args: Any, hours: list[OpeningHours], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in WEEKDAYS.items():
            spans = [one for one in hours if one.weekday == number]
            self.fields[f"day{number}"] = forms.CharField(
                label=name,
                required=False,
                max_length=120,
                initial=", ".join(_said(one) for one in spans),
                help_text=_("As 09:00-12:00, 14:00-22:00. Blank: closed.") if number == 0 else "",
            )

    def clean(self) -> None:
        found: list[tuple[int, time, time]] = []
        for number in WEEKDAYS:
            name = f"day{number}"
            for part in filter(None, map(str.strip, self.cleaned_data.get(name, "").split(","))):
                try:
                    found.append((number, *_span(part)))
                except ValueError:
                    self.add_error(name, _("“%s” are no hours. Write 09:00-22:00.") % part)
        self.cleaned_data["hours"] = found


class ClosureForm(forms.Form):
    """Days on which the space or a room is closed, or open although it is a holiday."""

    room = forms.ModelChoiceField(
        Room.objects.none(), label=_("Room"), required=False, empty_label=_("the whole space")
    )
    from_on = forms.DateField(label=_("First day"), widget=DAY)
    last_on = forms.DateField(label=_("Last day"), widget=DAY)
    reason = forms.CharField(label=_("Why"), max_length=120)
    is_open = forms.BooleanField(
        label=_("Open on these days, although they are public holidays"), required=False
    )

    def __init__(self, *args: Any, space: Space, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["room"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = Room.objects.filter(space=space)

    def clean(self) -> None:
        first, last = (self.cleaned_data.get(name) for name in ("from_on", "last_on"))
        if not isinstance(first, date) or not isinstance(last, date):
            return
        if last < first:
            self.add_error("last_on", _("The last day is before the first."))
        elif last - first > LONGEST:
            self.add_error("last_on", _("That is more than two years. Type an earlier day."))
        else:
            self.cleaned_data["until_on"] = last + timedelta(1)


class HouseRulesForm(forms.ModelForm):
    """What the space asks of those who use it."""

    class Meta:
        model = HouseRules
        fields = (
            *("public_is_event", "catering_is_event", "after_hours_is_event"),
            *("takes_over_is_event", "approver", "lead_time_days", "sponsor_required"),
            *("attendee_list_required", "after_hours_allowed", "latest_end"),
        )
        widgets = {"latest_end": TIME}  # noqa: RUF012
        labels = {  # noqa: RUF012
            "catering_is_event": _("Catering makes a gathering an event"),
            "after_hours_is_event": _("Being there after hours makes it an event"),
            "takes_over_is_event": _("Taking over part of the space makes it an event"),
            "public_is_event": _("Being public makes it an event"),
            "lead_time_days": _("Days ahead it is asked for"),
            "approver": _("Approved by"),
            "sponsor_required": _("A sponsor is present throughout"),
            "attendee_list_required": _("A list of those who come is needed"),
            "after_hours_allowed": _("After hours is allowed"),
            "latest_end": _("Ends by"),
        }


class TermForm(forms.ModelForm):
    """A coordinator's hours and last day."""

    class Meta:
        model = Coordinator
        fields = ("is_technical", "weekly_hours", "until_on")
        widgets = {"until_on": DAY}  # noqa: RUF012
        labels = {  # noqa: RUF012
            "is_technical": _("Technical"),
            "weekly_hours": _("Hours a week"),
            "until_on": _("First day no longer"),
        }


def _said(one: OpeningHours) -> str:
    closes = f"{one.closes_at:%H:%M}"
    return f"{one.opens_at:%H:%M}-{'24:00' if closes == MIDNIGHT else closes}"


def _span(text: str) -> tuple[time, time]:
    """Hours as typed. Raises ValueError for what are none."""
    found = SPAN.match(text)
    if found is None:
        raise ValueError(text)
    a, b, c, d = map(int, found.groups())
    return time(a, b), time.min if (c, d) == (24, 0) else time(c, d)
