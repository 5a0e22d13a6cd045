"""What a coordinator types in about an event."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.events.calendars import rooms_to_book
from parvis.core.events.models import Event
from parvis.core.pathways.models import FocusArea
from parvis.core.people.models import Role, User
from parvis.core.people.queries import holders
from parvis.core.spaces.models import Space
from parvis.core.spaces.rooms import Room
from parvis.lib.wall_clock import NoSuchTimeError, moment
from parvis.web.desk.fields import (
    AROUND,
    LENGTHS,
    LengthField,
    count_field,
    day_input,
    text_area,
    time_input,
)


class EventForm(forms.Form):
    """An event, with its time on the clock of the space. `people` may coordinate it."""

    title = forms.CharField(label=_("Title"), max_length=160)
    room = forms.ModelChoiceField(
        Room.objects.none(), label=_("Room"), required=False, empty_label=_("no room of ours")
    )
    day = forms.DateField(label=_("Day"), widget=day_input())
    start = forms.TimeField(label=_("Starts at"), widget=time_input())
    length = LengthField(LENGTHS, label=_("Lasts"), initial=120)
    setup = LengthField(AROUND, label=_("Set-up before"), initial=0)
    clearup = LengthField(AROUND, label=_("Clear-up after"), initial=0)

    kind = forms.ChoiceField(label=_("Kind"), choices=Event.Kind.choices)
    is_public = forms.BooleanField(
        label=_("Public: anybody may come"), required=False, initial=True
    )
    area = forms.ModelChoiceField(
        FocusArea.objects.none(),
        label=_("Focus area"),
        required=False,
        empty_label=_("not said yet"),
    )
    further_areas = forms.ModelMultipleChoiceField(
        FocusArea.objects.none(),
        label=_("Further focus areas"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    description = forms.CharField(label=_("Description"), required=False, widget=text_area(5))
    level = forms.ChoiceField(label=_("Level"), choices=Event.Level.choices)
    language = forms.RegexField(
        r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        label=_("Language"),
        max_length=12,
        required=False,
        help_text=_("A code, as fr or pt-BR."),
        error_messages={"invalid": _("Write the code of a language, as fr or pt-BR.")},
    )
    capacity = count_field(label=_("Capacity"), min_value=1, help_text=_("Blank: no limit."))
    bring = forms.CharField(label=_("What to bring"), max_length=240, required=False)

    coordinator = forms.ModelChoiceField(
        User.objects.none(), label=_("Coordinator"), required=False, empty_label=_("nobody yet")
    )
    sponsor = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Sponsor"),
        required=False,
        empty_label=_("nobody yet"),
        help_text=_("A staff member who is there throughout."),
    )
    has_catering = forms.BooleanField(label=_("Catering or supplies"), required=False)
    takes_over = forms.BooleanField(label=_("Takes over part of the space"), required=False)
    expected_attendance = count_field(label=_("People expected"), help_text=_("Blank: unknown."))
    expected_outcomes = forms.CharField(
        label=_("Outcomes expected"),
        required=False,
        widget=text_area(3),
        help_text=_("You will see this again when you report."),
    )
    cost = forms.DecimalField(
        label=_("Cost"), min_value=0, max_digits=10, decimal_places=2, required=False
    )
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$",
        label=_("Currency"),
        required=False,
        error_messages={"invalid": _("Write three letters, as EUR.")},
    )

    def __init__(
        self, *args: Any, space: Space, people: list[User], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.space = space
        choices: dict[str, Any] = {
            "room": rooms_to_book(space, today),
            "area": FocusArea.objects.filter(is_active=True),
            "further_areas": FocusArea.objects.filter(is_active=True),
            "sponsor": holders(Role.Name.STAFF),
            "coordinator": User.objects.filter(pk__in=[user.pk for user in people]),
        }
        for name, rows in choices.items():
            self._choices(name).queryset = rows
        for name in ("length", "setup", "clearup"):
            field = self.fields[name]
            if isinstance(field, LengthField):
                field.offer(self.initial.get(name))

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def clean(self) -> None:
        given = self.cleaned_data
        if given.get("cost") is not None and not given.get("currency"):
            self.add_error("currency", _("Give the cost with its currency, as EUR."))
        if given.get("day") and given.get("start"):
            try:
                given["starts_at"] = moment(self.starts_local, self._zone)
            except NoSuchTimeError as error:
                self.add_error("start", str(error))

    @property
    def starts_local(self) -> datetime:
        """Naive, on the clock of the space."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["start"])

    @property
    def _zone(self) -> ZoneInfo:
        return self.space.zone

    def _choices(self, name: str) -> forms.ModelChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        return field

    def group(self, *names: str) -> list[forms.BoundField]:
        return [self[name] for name in names]

    @property
    def where_and_when(self) -> list[forms.BoundField]:
        return self.group("room", "day", "start", "length", "setup", "clearup")

    @property
    def what(self) -> list[forms.BoundField]:
        return self.group("kind", "area", "level", "language", "capacity", "bring")

    @property
    def who(self) -> list[forms.BoundField]:
        return self.group("coordinator", "sponsor")

    @property
    def hopes(self) -> list[forms.BoundField]:
        return self.group("expected_attendance", "cost", "currency")


class ScopeForm(forms.Form):
    """How much of a series a change is for."""

    scope = forms.ChoiceField(
        label=_("Change"),
        choices=[("one", _("this one only")), ("following", _("this and all following"))],
        widget=forms.RadioSelect,
        initial="one",
    )


class CancelForm(forms.Form):
    """Why an event does not take place."""

    because = forms.CharField(
        label=_("Why is it cancelled?"),
        widget=text_area(3),
        error_messages={"required": _("Say why, for those who counted on it.")},
    )
