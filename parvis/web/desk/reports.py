"""The report on an event: two minutes on a phone."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from parvis.core.events import moves
from parvis.core.events.afterwards import Learning
from parvis.core.events.calendars import usual_currency
from parvis.core.events.errors import EventError
from parvis.core.events.models import Event
from parvis.core.registration.turnout import came_or_not
from parvis.web.desk.fields import count_field, text_area
from parvis.web.desk.gates import event_to_plan

WORDS = {
    "helped": Learning.Kind.OPPORTUNITY,
    "hindered": Learning.Kind.CHALLENGE,
    "lesson": Learning.Kind.LESSON,
}


class ReportForm(forms.Form):
    """What happened. Only the headcount must be answered, and it may be unknown."""

    headcount = count_field(label=gettext_lazy("How many people came?"))
    nobody_counted = forms.BooleanField(
        label=gettext_lazy("Unknown: nobody counted"), required=False
    )
    registered = count_field(
        label=gettext_lazy("How many had signed up?"), help_text=gettext_lazy("Blank: unknown.")
    )
    outcomes = forms.CharField(
        label=gettext_lazy("What came of it?"), required=False, widget=text_area(3)
    )
    helped = forms.CharField(
        label=gettext_lazy("What helped?"), required=False, widget=text_area(2)
    )
    hindered = forms.CharField(
        label=gettext_lazy("What hindered?"), required=False, widget=text_area(2)
    )
    lesson = forms.CharField(
        label=gettext_lazy("One lesson for the next time"), required=False, widget=text_area(2)
    )
    hours = forms.DecimalField(
        label=gettext_lazy("Hours you worked on it"),
        min_value=0,
        max_digits=5,
        decimal_places=1,
        required=False,
        help_text=gettext_lazy("Before, during and after. Blank: unknown."),
    )
    cost = forms.DecimalField(
        label=gettext_lazy("What it cost"),
        min_value=0,
        max_digits=10,
        decimal_places=2,
        required=False,
        help_text=gettext_lazy("Blank: unknown."),
    )
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$",
        label=gettext_lazy("Currency"),
        required=False,
        error_messages={"invalid": gettext_lazy("Write three letters, as EUR.")},
    )

    def __init__(self, *args: Any, signed_up: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if signed_up:
            help_text = _("Blank: %(n)d, as the list says.") % {"n": signed_up}
            self.fields["registered"].help_text = help_text
        for name in ("headcount", "registered", "hours", "cost"):
            self.fields[name].widget.attrs["inputmode"] = "decimal"

    def clean(self) -> None:
        given = self.cleaned_data
        counted = given.get("headcount") is not None
        if "headcount" in given and counted == bool(given.get("nobody_counted")):
            self.add_error(
                "headcount", _("Type how many came, or tick that nobody counted: one of the two.")
            )
        if given.get("cost") is not None and not given.get("currency"):
            self.add_error("currency", _("Give the cost with its currency, as EUR."))


@login_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, key: int) -> HttpResponse:
    """Report on an event that took place, or correct its report."""
    event, user, now = event_to_plan(request, key)
    turnout = came_or_not(event, now=now)
    form = ReportForm(request.POST or None, initial=_so_far(event), signed_up=turnout.signed_up)
    if request.method == "POST" and form.is_valid():
        given = {k: v for k, v in form.cleaned_data.items() if k != "nobody_counted"}
        if given["registered"] is None and turnout.signed_up:
            given["registered"] = turnout.signed_up  # what the list says; the headcount never is
        try:
            moves.report(event=event, by=user, now=now, **given)
        except EventError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Reported. Thank you."))
            return redirect("desk-event", event.pk)
    context = {
        "event": event,
        "form": form,
        "is_early": now < event.starts_at,
        "turnout": turnout,
    }
    return render(request, "desk/report.html", context, status=422 if form.errors else 200)


def _so_far(event: Event) -> dict[str, Any]:
    """What is known already: the report so far, or the currency that this space counts in."""
    kept = getattr(event, "report", None)
    words = {row.kind: row.words for row in event.learnings.all()}
    found: dict[str, Any] = {
        "headcount": event.headcount,
        "registered": event.registered,
        "cost": event.cost,
        "currency": event.currency or usual_currency(event.space),
        **{name: words.get(kind, "") for name, kind in WORDS.items()},
    }
    if kept is not None:
        found |= {"outcomes": kept.outcomes, "hours": kept.hours}
        found["nobody_counted"] = event.headcount is None
    return found
