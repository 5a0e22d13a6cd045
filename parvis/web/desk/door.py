"""The door of an event, for who runs it: links for helpers, one's own door, what came out odd."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from parvis.core.people.models import User
from parvis.core.registration.checkins import DoorPass
from parvis.core.registration.door_list import by_device, conflicts, counts, passes_of
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.passes import make_pass, take_pass_back
from parvis.insights.ticket_codes import code_svg
from parvis.web.desk.gates import event_to_plan


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def door(request: HttpRequest, key: int) -> HttpResponse:
    """Show the door's links and counts; a link that is made is shown once."""
    event, user, now = event_to_plan(request, key)
    context = {"event": event, "refusal": "", "link": "", "holder": ""}
    if request.method == "POST":
        try:
            name = request.POST.get("name", "")
            made, secret = make_pass(event=event, name=name, by=user, now=now)
        except RegistrationError as error:
            context["refusal"] = str(error)
        else:
            link = request.build_absolute_uri(reverse("door", args=[secret]))
            context |= {"link": link, "code": code_svg(link), "holder": made.name}
    context |= {
        "counts": counts(event),
        "conflicts": conflicts(event),
        "devices": by_device(event),
        "passes": passes_of(event),
    }
    status = 422 if context["refusal"] else 200
    return render(request, "desk/door.html", context, status=status)


@require_POST
@login_required
def open_own(request: HttpRequest, key: int) -> HttpResponse:
    """Open the door on this device, as somebody who may admit over the limit."""
    event, user, now = event_to_plan(request, key)
    try:
        _made, secret = make_pass(event=event, name=_own(user), by=user, now=now, is_own=True)
    except RegistrationError as error:
        messages.error(request, str(error))
        return redirect("desk-door", event.pk)
    return redirect("door", secret)


@require_POST
@login_required
def end(request: HttpRequest, key: int, number: int) -> HttpResponse:
    """End a link: what its device noted before still arrives."""
    event, user, now = event_to_plan(request, key)
    held = get_object_or_404(
        DoorPass.objects.select_related("event__space"), pk=number, event=event
    )
    take_pass_back(door_pass=held, by=user, now=now)
    messages.success(request, _("Ended. What was noted with it before still arrives."))
    return redirect("desk-door", event.pk)


def _own(user: User) -> str:
    return str(user)[:80]
