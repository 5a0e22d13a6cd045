"""The lead's pages."""

from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.core.ground.queries import log_of
from parvis.core.programmes.actions import NameTakenError, NetworkError, set_network, set_programme
from parvis.core.programmes.models import Programme
from parvis.core.programmes.queries import the_network
from parvis.core.programmes.rules import may_edit_network
from parvis.insights.words import counted, factor, number
from parvis.web.programme.forms import NetworkForm, ProgrammeForm
from parvis.web.who import user_of


@login_required
@require_http_methods(["GET", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """Type in the network's goal and baseline."""
    if not may_edit_network(request.user):
        raise PermissionDenied
    network = the_network()
    form = NetworkForm(request.POST or None, instance=network)
    if request.method == "POST" and form.is_valid():
        set_network(**form.cleaned_data, by=user_of(request), now=timezone.now())
        messages.success(request, _("Saved. The impact page shows it now."))
        return redirect("programme-settings")
    status = 422 if form.errors else 200
    context = {"form": form, "last_change": log_of(network).first()}
    return render(request, "programme/settings.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def goal_page(request: HttpRequest) -> HttpResponse:
    """Type in what the goal is made of, and see what it comes to; saved only when asked."""
    if not may_edit_network(request.user):
        raise PermissionDenied
    network = the_network()
    programme = network.programmes.last() or Programme(network=network)
    form = ProgrammeForm(request.POST or None, instance=programme)
    is_trial = "work-out" in request.POST
    if request.method == "POST" and form.is_valid() and not is_trial and _is_saved(request, form):
        messages.success(request, _("Saved. The impact page shows it now."))
        return redirect("programme-goal")
    context = {
        "form": form,
        "network": network,
        "goal_text": number(network.goal),
        "product": _product(programme) if form.is_valid() or not form.is_bound else None,
        "is_trial": is_trial and form.is_valid(),
        "last_change": log_of(programme).first() if programme.pk else None,
    }
    return render(request, "programme/goal.html", context, status=422 if form.errors else 200)


def _is_saved(request: HttpRequest, form: ProgrammeForm) -> bool:
    """Save; what only the database knows to be wrong is said in the form."""
    try:
        set_programme(
            **form.cleaned_data,
            programme_id=form.instance.pk,
            by=user_of(request),
            now=timezone.now(),
        )
    except NameTakenError as error:
        form.add_error("name", str(error))
    except NetworkError as error:
        form.add_error(None, str(error))
    return not form.errors


def _product(programme: Programme) -> dict[str, str] | None:
    """The factors and what they come to; nothing before there is a programme."""
    if not programme.spaces:
        return None
    new = (programme.new_per_event, _("new active contributor"), _("new active contributors"))
    return {
        "spaces": counted(Decimal(programme.spaces), _("space"), _("spaces")),
        "events_per_week": counted(
            programme.events_per_week, _("event a week"), _("events a week")
        ),
        "weeks": counted(Decimal(programme.weeks), _("open week"), _("open weeks")),
        "new_per_event": counted(*new),
        "events": counted(programme.events_planned, _("event"), _("events")),
        "expected": factor(programme.new_expected),
    }
