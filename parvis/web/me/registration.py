"""One sign-up, for who holds its link: how it stands, the ticket, and everything to be done."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.core.registration.changing import change_answers, withdraw
from parvis.core.registration.consents import PURPOSES, given_by
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.leaving import cancel_registration
from parvis.core.registration.links import Held, token_of
from parvis.core.registration.models import Registration
from parvis.core.registration.places import rules_of
from parvis.core.registration.queries import coming_of, place_in_line
from parvis.core.registration.waiting import take_offer
from parvis.insights.feeds.invitation import invitation
from parvis.insights.ticket_codes import ticket_svg
from parvis.web.me.held import with_link
from parvis.web.me.next_step import next_step
from parvis.web.public.sign_up_form import AnswersForm

State = Registration.State


@require_safe
@with_link
def page(request: HttpRequest, held: Held, token: str) -> HttpResponse:
    """Show how a sign-up stands, with the ticket where there is a place."""
    return show(request, held, token)


@require_POST
@with_link
def cancel(request: HttpRequest, held: Held, token: str) -> HttpResponse:
    """Give the place, the offer or the wait back."""
    try:
        cancel_registration(registration=held.registration, now=timezone.now())
    except RegistrationError as error:
        return show(request, held, token, refusal=str(error), status=422)
    messages.success(request, _("Cancelled. Thank you for saying so."))
    return redirect("registration", token)


@require_POST
@with_link
def take(request: HttpRequest, held: Held, token: str) -> HttpResponse:
    """Take the place that is offered."""
    try:
        take_offer(registration=held.registration, now=timezone.now())
    except RegistrationError as error:
        return show(request, held, token, refusal=str(error), status=422)
    messages.success(request, _("The place is yours."))
    return redirect("registration", token)


@require_http_methods(["GET", "POST"])
@with_link
def change(request: HttpRequest, held: Held, token: str) -> HttpResponse:
    """Change what was said at sign-up, and what is allowed."""
    row = held.registration
    form = AnswersForm(request.POST or None, rules=rules_of(row.event), initial=_said(row))
    if request.method == "POST" and form.is_valid():
        try:
            change_answers(
                registration=row, wish=form.wish(), is_proved=held.is_proved, now=timezone.now()
            )
        except RegistrationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Changed."))
            return redirect("registration", token)
    context = {"registration": row, "event": row.event, "form": form, "token": token}
    return render(request, "me/change.html", context, status=422 if form.errors else 200)


@require_safe
@with_link
def calendar_entry(request: HttpRequest, held: Held, token: str) -> HttpResponse:  # noqa: ARG001
    """The event, for one's own calendar."""
    entry = invitation(held.registration, now=timezone.now())
    answer = HttpResponse(entry, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="event.ics"'
    return answer


@csrf_exempt  # mail programs post here without having been on a page (RFC 8058)
@require_http_methods(["GET", "POST"])
@with_link
def stop(request: HttpRequest, held: Held, token: str, purpose: str) -> HttpResponse:
    """Stop one kind of mail: by the mail program's own button, or by ours."""
    if purpose not in PURPOSES:
        raise Http404
    if request.method == "POST":
        withdraw(registration=held.registration, purpose=purpose, now=timezone.now())
        held.registration.refresh_from_db()
    context = {
        "registration": held.registration,
        "token": token,
        "sentence": PURPOSES[purpose],
        "is_stopped": getattr(held.registration, f"{purpose}_since") is None,
    }
    return render(request, "me/stop.html", context)


def show(
    request: HttpRequest,
    held: Held,
    token: str,
    *,
    refusal: str = "",
    status: int = 200,
    typed: Mapping[int, str] | None = None,
) -> HttpResponse:
    """The page of a sign-up, with what could not be done and what was typed then (`next_step`)."""
    row, now = held.registration, timezone.now()
    if refusal:
        row.refresh_from_db(fields=["state", "offered_until"])
    has_ticket = row.state == State.CONFIRMED and row.event.state != row.event.State.CANCELLED
    context = {
        "registration": row,
        "event": row.event,
        "token": token,
        "is_proved": held.is_proved,
        "refusal": refusal,
        "is_over": now >= row.event.ends_at,
        "ticket": ticket_svg(row) if has_ticket and now < row.event.ends_at else "",
        "place_in_line": place_in_line(row) if row.state == State.WAITING else None,
        "others": _others(row, now) if held.is_proved else [],
        "step": next_step(held, now=now, said=request.GET.get("said", ""), typed=typed),
    }
    return render(request, "me/registration.html", context, status=status)


def _others(row: Registration, now: datetime) -> list[tuple[Registration, str]]:
    """What else the same person comes to, each with its own link."""
    return [(one, token_of(one, by_mail=True)) for one in coming_of(row, now=now)]


def _said(row: Registration) -> dict[str, Any]:
    """What stands in the form before anything is changed."""
    given = given_by(row)
    return {
        "name": row.name,
        "areas": list(row.areas.values_list("pk", flat=True)),
        "access_needs": row.access_needs,
        "handle": row.handle,
        "handle_at": row.handle_at,
        **{name: getattr(given, name) for name in PURPOSES},
        **row.answers,
    }
