"""How an event takes sign-ups: open or not, until when, how many, and what it asks."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from parvis.core.events.models import Event
from parvis.core.registration.attendees import standings
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.opening import Terms, set_sign_up, terms_of
from parvis.core.registration.questions import read_questions, written
from parvis.core.registration.turnout import show_rate, suggestion
from parvis.lib.wall_clock import NoSuchTimeError, moment, on_clock
from parvis.web.desk.fields import count_field, day_input, text_area, time_input
from parvis.web.desk.gates import event_to_plan

EXAMPLE = "What do you eat? * : everything / no meat / vegan"
MANY = 1_000  # beyond it a suggestion helps nobody


class SignUpForm(forms.Form):
    """The terms of one event, with the end on the clock of its space."""

    is_open = forms.BooleanField(
        label=gettext_lazy("People sign up"),
        required=False,
        help_text=gettext_lazy("Off: they just come, and the page says so."),
    )
    closes_day = forms.DateField(
        label=gettext_lazy("Sign-up ends on"), required=False, widget=day_input()
    )
    closes_time = forms.TimeField(label=gettext_lazy("at"), required=False, widget=time_input())
    admits = count_field(label=gettext_lazy("How many to admit"))
    questions = forms.CharField(
        label=gettext_lazy("Your own questions"),
        required=False,
        widget=text_area(5),
        max_length=4000,
        help_text=gettext_lazy(
            "One on a line, six at most. A star at the end: it must be answered. Choices stand "
            "after a colon with a space on either side, divided by slashes. Without them, people "
            "write what they like."
        ),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["admits"].help_text = _("Blank: the capacity, %(capacity)s.") % {
            "capacity": _("no limit") if event.capacity is None else event.capacity
        }

    def clean(self) -> None:
        given = self.cleaned_data
        day, hour = given.get("closes_day"), given.get("closes_time")
        if bool(day) != (hour is not None):
            self.add_error("closes_day", _("Give the day and the time, or neither."))
        elif day and hour is not None:
            try:
                given["closes_at"] = moment(datetime.combine(day, hour), self.event.space.zone)
            except NoSuchTimeError as error:
                self.add_error("closes_time", str(error))

    def clean_questions(self) -> Any:
        try:
            return read_questions(self.cleaned_data["questions"])
        except RegistrationError as error:
            raise forms.ValidationError(str(error)) from error

    def terms(self) -> Terms:
        """What was filled in, as the domain takes it."""
        given = self.cleaned_data
        return Terms(given["is_open"], given.get("closes_at"), given["admits"], given["questions"])


@login_required
@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest, key: int) -> HttpResponse:
    """Set how an event takes sign-ups."""
    event, user, now = event_to_plan(request, key)
    form = SignUpForm(request.POST or None, event=event, initial=_so_far(event))
    if request.method == "POST" and form.is_valid():
        try:
            set_sign_up(event=event, terms=form.terms(), by=user, now=now)
        except RegistrationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept. More places are offered to those who wait."))
            return redirect("desk-event", event.pk)
    context = {
        "event": event,
        "form": form,
        "example": EXAMPLE,
        "standings": standings(event),
        **_turnout(event, now),
    }
    return render(request, "desk/sign_up.html", context, status=422 if form.errors else 200)


def _so_far(event: Event) -> dict[str, Any]:
    terms = terms_of(event)
    ends = on_clock(terms.closes_at, event.space.zone) if terms.closes_at else None
    return {
        "is_open": terms.is_open,
        "closes_day": ends.date() if ends else None,
        "closes_time": ends.time() if ends else None,
        "admits": terms.admits,
        "questions": written(terms.questions),
    }


def _turnout(event: Event, now: datetime) -> dict[str, Any]:
    """How many usually come, and what that suggests. It sets nothing."""
    rate = show_rate(space=event.space, kind=event.kind, now=now)
    has_room = event.capacity is not None and 0 < event.capacity <= MANY
    fits = suggestion(rate, event.capacity or 0) if rate and has_room else None
    return {"rate": rate, "suggestion": fits}
