"""Who comes to an event, for those who run it: the list, and what they do with it."""

import csv
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from parvis.core.events.models import Event
from parvis.core.followup.recruiting import recruited_at
from parvis.core.registration.answering import opinions_of
from parvis.core.registration.attendees import (
    EARLY,
    ORDERS,
    attendees,
    standings,
    take_list,
)
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.models import Registration
from parvis.core.registration.places import rules_of
from parvis.core.registration.questions import Question
from parvis.core.registration.signing_up import Wish, admit
from parvis.core.registration.turnout import Turnout, came_or_not, whether_came
from parvis.lib.csv_cells import safe_cell
from parvis.web.desk.attendee_forms import AdmitForm, FindForm
from parvis.web.desk.attendee_steps import STEPS, admitted
from parvis.web.desk.gates import event_to_plan

ON_A_PAGE = 100
CONSENTS = {
    "reminders": gettext_lazy("letters about this event"),
    "follow_up": gettext_lazy("a letter about a next step"),
    "linking": gettext_lazy("joining visits with contributions"),
}
CAME = {
    "came": gettext_lazy("came"),
    "no-show": gettext_lazy("not seen at the door"),
    "unknown": gettext_lazy("unknown: the door was not used"),
    "to come": "",
    "not expected": "",
}


@dataclass(frozen=True)
class Line:
    """One person of the list, in words."""

    row: Registration
    came: str
    allows: list[str]
    answers: list[tuple[str, str]]
    key: UUID  # of its button: pressed twice, it acts once


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, key: int) -> HttpResponse:
    """Show who signed up; a POST looks somebody up, and changes nothing."""
    event, _user, now = event_to_plan(request, key)
    return _page(request, event, now)


@require_POST
@login_required
def admit_somebody(request: HttpRequest, key: int) -> HttpResponse:
    """Give somebody a place by hand: over the limit too, and then it says so."""
    event, user, now = event_to_plan(request, key)
    form = AdmitForm(request.POST)
    if not form.is_valid():
        return _page(request, event, now, admit_form=form)
    given = form.cleaned_data
    wish = Wish(name=given["name"], email=given["email"])
    try:
        done = admit(event=event, wish=wish, form_key=given["form_key"], by=user, now=now)
    except RegistrationError as error:
        form.add_error(None, str(error))
        return _page(request, event, now, admit_form=form)
    messages.success(request, admitted(done.registration, is_new=done.is_new))
    return redirect("desk-people", event.pk)


@require_POST
@login_required
def person(request: HttpRequest, key: int, number: int) -> HttpResponse:
    """Do one thing with one person's sign-up, and say what came of it."""
    event, user, now = event_to_plan(request, key)
    row = get_object_or_404(Registration, event=event, number=number)
    row.event = event
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        raise Http404
    try:
        messages.success(request, step(row, user, now, request.POST))
    except RegistrationError as error:
        return _page(request, event, now, refusal=str(error))
    return redirect(f"{reverse('desk-people', args=[event.pk])}?{_query(request)}")


@require_POST
@login_required
def people_csv(request: HttpRequest, key: int) -> HttpResponse:
    """The list as a file for a spreadsheet. That it was taken is logged, so it is a POST."""
    event, user, now = event_to_plan(request, key)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="event-{event.pk}-people.csv"'
    response.write("\ufeff")  # by which spreadsheets know UTF-8
    writer = csv.writer(response)
    for cells in take_list(event=event, turnout=came_or_not(event, now=now), by=user, now=now):
        writer.writerow([safe_cell(cell) for cell in cells])
    return response


def who_comes(event: Event, now: datetime) -> dict[str, Any]:
    """What the event's own page says of it, for who plans there."""
    turnout = came_or_not(event, now=now)
    found: dict[str, Any] = {"standings": standings(event), "turnout": turnout}
    if not turnout.is_over:
        return found
    return {**found, "opinions": opinions_of(event), "recruited": recruited_at(event)}


def _page(
    request: HttpRequest,
    event: Event,
    now: datetime,
    *,
    refusal: str = "",
    admit_form: AdmitForm | None = None,
) -> HttpResponse:
    is_search = request.method == "POST" and "asked" in request.POST
    find = FindForm(request.POST if is_search else None, initial={"order": _order(request)})
    asked = find.cleaned_data["asked"] if is_search and find.is_valid() else ""
    pages = Paginator(attendees(event, asked=asked, order=_order(request)), ON_A_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    turnout, rules = came_or_not(event, now=now), rules_of(event)
    questions: list[Question] = list(rules.questions) if rules else []
    context = {
        "event": event,
        "refusal": refusal,
        "lines": [_line(row, turnout, questions) for row in shown.object_list],
        "find": find,
        "asked": asked,
        "found": pages.count,
        "page": {"number": shown.number, "last": 1 if asked else pages.num_pages},
        "query": urlencode({"order": _order(request)}),
        "admit": admit_form or AdmitForm(),
        "has_begun": now >= event.starts_at - EARLY,
        "standings": standings(event),
        "turnout": turnout,
        "is_over": turnout.is_over,
    }
    is_wrong = bool(refusal) or admit_form is not None
    return render(request, "desk/people.html", context, status=422 if is_wrong else 200)


def _line(row: Registration, turnout: Turnout, questions: list[Question]) -> Line:
    is_in = row.came_at is not None  # type: ignore[attr-defined]  # annotated
    answers = [(one["words"], row.answers.get(one["key"], "")) for one in questions]
    return Line(
        row,
        str(CAME[whether_came(row, is_in=is_in, turnout=turnout)]),
        [str(words) for name, words in CONSENTS.items() if getattr(row, f"{name}_since")],
        [(words, answer) for words, answer in answers if answer],
        uuid4(),
    )


def _order(request: HttpRequest) -> str:
    asked = request.POST.get("order") or request.GET.get("order", "")
    return asked if asked in ORDERS else "asked"


def _query(request: HttpRequest) -> str:
    """Where one was in the list."""
    page = request.GET.get("page", "1")
    return urlencode({"order": _order(request), "page": page if page.isdigit() else "1"})
