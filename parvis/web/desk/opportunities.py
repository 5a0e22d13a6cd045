"""Tasks for newcomers, for those who look after them: add, change, close, open again."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.core.pathways.finding import all_opportunities
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.offering import (
    OpportunityError,
    add_opportunity,
    change_opportunity,
    close_opportunity,
    may_offer,
    reopen_opportunity,
)
from parvis.core.pathways.opportunities import Opportunity
from parvis.core.pathways.sourcing import may_source
from parvis.core.people.models import User
from parvis.web.desk.opportunity_forms import OpportunityForm
from parvis.web.public.opportunities import page_of, paging, rows
from parvis.web.who import user_of

STEPS = {"close": close_opportunity, "reopen": reopen_opportunity}


@login_required
@require_http_methods(["GET", "POST"])
def opportunities(request: HttpRequest) -> HttpResponse:
    """List tasks, open or closed; add one."""
    user, now = _who(request)
    form = OpportunityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_opportunity(**form.cleaned_data, by=user, now=now)
        except OpportunityError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Added. It stands on the list of tasks now."))
            return redirect("desk-opportunities")
    asked = {name: request.GET.get(name, "").strip() for name in ("show", "area", "words")}
    is_open = asked["show"] != "closed"
    found = all_opportunities(is_open=is_open, area=asked["area"] or None, words=asked["words"])
    shown = page_of(request, found)
    context = {
        "form": form,
        "rows": rows(shown),
        "count": shown.paginator.count,
        "asked": asked,
        "is_open": is_open,
        "areas": FocusArea.objects.all(),
        "may_source": may_source(user),
        "is_desk": True,
        **paging(shown, asked),
    }
    status = 422 if form.errors else 200
    return render(request, "desk/opportunities.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def opportunity(request: HttpRequest, key: int) -> HttpResponse:
    """Change a task."""
    user, now = _who(request)
    found = get_object_or_404(Opportunity.objects.select_related("area", "source"), pk=key)
    form = OpportunityForm(request.POST or None, opportunity=found)
    if request.method == "POST" and form.is_valid():
        try:
            change_opportunity(opportunity=found, **form.cleaned_data, by=user, now=now)
        except OpportunityError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return _back(found)
    context = {"form": form, "opportunity": found}
    status = 422 if form.errors else 200
    return render(request, "desk/opportunity.html", context, status=status)


@login_required
@require_POST
def step(request: HttpRequest, key: int, step: str) -> HttpResponse:
    """Close a task, or open it again."""
    user, now = _who(request)
    found = get_object_or_404(Opportunity, pk=key)
    if step not in STEPS:
        raise Http404
    try:
        STEPS[step](opportunity=found, by=user, now=now)
    except OpportunityError as error:
        messages.error(request, str(error))
    else:
        done = {"close": _("Closed: %(title)s"), "reopen": _("Open again: %(title)s")}
        messages.success(request, done[step] % {"title": found.title})
    return _back(found)


def _who(request: HttpRequest) -> tuple[User, datetime]:
    """Who asks, and when. Raises PermissionDenied for those who look after no tasks."""
    user, now = user_of(request), timezone.now()
    if not may_offer(user, now=now):
        raise PermissionDenied
    return user, now


def _back(found: Opportunity) -> HttpResponse:
    """To the list on which it stood when the button was pressed."""
    was_open = found.state == Opportunity.State.OPEN
    return redirect(f"{reverse('desk-opportunities')}{'' if was_open else '?show=closed'}")
