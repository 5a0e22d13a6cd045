"""Telling of what no system records, for who holds the link from a mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.core.followup.logged import LoggedContribution
from parvis.core.followup.logging_by_hand import LoggingError, take_back, tell_of, told_of
from parvis.core.followup.whose import Whose
from parvis.core.registration.links import Held
from parvis.insights.logbook import kinds_to_tell_of
from parvis.web.me.contributed_form import TellForm
from parvis.web.me.held import only_proved, with_link

SHOWN = 50


@require_http_methods(["GET", "POST"])
@with_link
def contributed(request: HttpRequest, held: Held, token: str) -> HttpResponse:
    """Tell of a contribution, and see what mentors said of those before."""
    if refusal := only_proved(request, held, token):
        return refusal
    whose = Whose.of_visit(held.registration, is_proved=True)
    form = TellForm(request.POST or None, initial={"area": held.registration.event.area_id})
    if request.method == "POST" and form.is_valid():
        told, kinds = form.told(), kinds_to_tell_of()
        try:
            tell_of(whose=whose, told=told, kinds=kinds, by=None, now=timezone.now())
        except LoggingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Told. It counts once a mentor confirms it."))
            return redirect("registration-contributed", token)
    context = {
        "registration": held.registration,
        "token": token,
        "form": form,
        "told": told_of(whose)[:SHOWN],
    }
    return render(request, "me/contributed.html", context, status=422 if form.errors else 200)


@require_POST
@with_link
def untell(request: HttpRequest, held: Held, token: str, key: int) -> HttpResponse:
    """Take back what was told."""
    if refusal := only_proved(request, held, token):
        return refusal
    whose = Whose.of_visit(held.registration, is_proved=True)
    row = get_object_or_404(whose.own(LoggedContribution.objects.all()), pk=key)
    take_back(logged=row, whose=whose, now=timezone.now())
    messages.success(request, _("Taken back."))
    return redirect("registration-contributed", token)
