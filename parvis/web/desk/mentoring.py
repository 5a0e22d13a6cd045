"""For mentors: who asks them, whom they help, what they confirm, and what they offer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.core.followup.introducing import IntroductionError, accept, decline, end
from parvis.core.followup.logged import LoggedContribution
from parvis.core.followup.logging_by_hand import (
    LoggingError,
    confirm,
    decided_by,
    refuse,
    to_confirm,
)
from parvis.core.followup.matching import whose_is
from parvis.core.followup.mentoring_lists import asked_of, helped_by
from parvis.core.followup.models import Introduction
from parvis.core.followup.whose import Whose
from parvis.core.pathways.being_mentor import MentorError, be_mentor, end_mentor
from parvis.core.pathways.mentors import may_appoint_mentors, may_see_mentoring, mentor_of
from parvis.core.people.models import User
from parvis.core.people.rules import NotAllowedError
from parvis.web.desk.mentoring_forms import MentorForm, so_far
from parvis.web.who import user_of

SHOWN, LATELY = 25, 10  # of what waits for a word; of what was decided
ANSWERS = {
    "accept": (accept, gettext_lazy("Accepted. A mail to both of you has the addresses.")),
    "decline": (decline, gettext_lazy("Passed on. Thank you for saying so.")),
    "end": (end, gettext_lazy("Ended. Somebody else can ask you now.")),
}


@dataclass(frozen=True)
class Line:
    """A row with whose it is."""

    row: Introduction | LoggedContribution
    whose: Whose


@never_cache
@require_safe
@login_required
def mentoring(request: HttpRequest) -> HttpResponse:
    """Show what waits for a mentor's word, and whom they help."""
    user, _now = at_mentoring(request)
    return _page(request, user)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def me(request: HttpRequest) -> HttpResponse:
    """Become a mentor, or change what one offers."""
    user, now = at_mentoring(request)
    mentor = mentor_of(user)
    form = MentorForm(request.POST or None, initial=so_far(mentor))
    if request.method == "POST" and form.is_valid():
        try:
            be_mentor(user=user, offer=form.offer(), by=user, now=now)
        except MentorError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept. Thank you for helping."))
            return redirect("desk-mentoring")
    context = {"form": form, "mentor": mentor}
    return render(request, "desk/mentor.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def end_me(request: HttpRequest) -> HttpResponse:
    """End being a mentor."""
    user, now = at_mentoring(request)
    if mentor := mentor_of(user):
        end_mentor(mentor=mentor, by=user, now=now)
        messages.success(request, _("Ended. Thank you for all you did."))
    return redirect("desk-mentoring" if may_see_mentoring(user, now=now) else "/")


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def asked(request: HttpRequest, key: int, answer: str) -> HttpResponse:
    """Answer a request that was made to oneself: looking at it changes nothing."""
    if answer not in ANSWERS:
        raise Http404
    user = user_of(request)
    rows = Introduction.objects.select_related("registration__event__space", "user", "area")
    row = get_object_or_404(rows.select_related("attempt__opportunity"), pk=key, mentor__user=user)
    refusal = ""
    if request.method == "POST":
        act, said = ANSWERS[answer]
        try:
            act(introduction=row, by=user, now=timezone.now())
        except IntroductionError as error:
            refusal = str(error)
        else:
            messages.success(request, str(said))
            return redirect("desk-mentoring")
    context = {"line": Line(row, whose_is(row)), "answer": answer, "refusal": refusal}
    return render(request, "desk/asked.html", context, status=422 if refusal else 200)


@require_POST
@login_required
def told(request: HttpRequest, key: int) -> HttpResponse:
    """Confirm what somebody told of, or say why not."""
    user, now = at_mentoring(request)
    row = get_object_or_404(LoggedContribution, pk=key)
    try:
        messages.success(request, _decide(row, request, user, now))
    except NotAllowedError as error:
        raise PermissionDenied from error
    except LoggingError as error:
        return _page(request, user, refusal=str(error))
    return redirect("desk-mentoring")


def at_mentoring(request: HttpRequest) -> tuple[User, datetime]:
    """Who asks, and when. Raises PermissionDenied for those who cannot become mentors."""
    user, now = user_of(request), timezone.now()
    if not may_see_mentoring(user, now=now):
        raise PermissionDenied
    return user, now


def _decide(row: LoggedContribution, request: HttpRequest, user: User, now: datetime) -> str:
    if request.POST.get("do") == "confirm":
        confirm(logged=row, by=user, now=now)
        return _("Confirmed. It counts from the next time the figures are made.")
    refuse(logged=row, because=request.POST.get("because", ""), by=user, now=now)
    return _("Not confirmed. Who told of it can read why.")


def _page(request: HttpRequest, user: User, *, refusal: str = "") -> HttpResponse:
    mentor, waiting = mentor_of(user), to_confirm(user)
    context: dict[str, Any] = {
        "mentor": mentor,
        "refusal": refusal,
        "is_lead": may_appoint_mentors(user),
        "asked": _lines(asked_of(mentor)) if mentor else [],
        "helped": _lines(helped_by(mentor)) if mentor else [],
        "told": _told(waiting[:SHOWN]),
        "told_count": waiting.count(),
        "decided": _told(decided_by(user)[:LATELY]),
    }
    return render(request, "desk/mentoring.html", context, status=422 if refusal else 200)


def _lines(rows: Iterable[Introduction]) -> list[Line]:
    return [Line(row, whose_is(row)) for row in rows]


def _told(rows: Iterable[LoggedContribution]) -> list[Line]:
    return [Line(row, Whose(registration=row.registration, user=row.user)) for row in rows]
