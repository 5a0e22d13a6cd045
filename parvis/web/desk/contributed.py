"""A coordinator tells of what a visitor did that no system records."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.core.followup.logging_by_hand import LoggingError, tell_of, told_of
from parvis.core.followup.whose import Whose
from parvis.core.registration.models import Registration
from parvis.insights.logbook import kinds_to_tell_of
from parvis.web.desk.gates import event_to_plan
from parvis.web.me.contributed_form import TellForm


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def contributed(request: HttpRequest, key: int, number: int) -> HttpResponse:
    """Tell of it for somebody of an event; a mentor confirms it, whoever told."""
    event, user, now = event_to_plan(request, key)
    row = get_object_or_404(Registration, event=event, number=number)
    row.event = event
    # Of this visit alone: what else stands under the address is not the coordinator's to read.
    whose = Whose.of_visit(row, is_proved=False)
    form = TellForm(request.POST or None, initial={"area": event.area_id})
    if request.method == "POST" and form.is_valid():
        told, kinds = form.told(), kinds_to_tell_of()
        try:
            tell_of(whose=whose, told=told, kinds=kinds, by=user, now=now)
        except LoggingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Told for %(name)s.") % {"name": row.name})
            return redirect("desk-contributed", event.pk, row.number)
    context = {"event": event, "row": row, "form": form, "told": told_of(whose)}
    return render(request, "desk/contributed.html", context, status=422 if form.errors else 200)
