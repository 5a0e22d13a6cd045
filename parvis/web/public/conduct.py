"""Anybody tells the stewards of something that happened, nameless if they like."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.core.events.announced import announced
from parvis.core.events.models import Event
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.reporting import LONGEST_WORDS, report_conduct
from parvis.core.spaces.models import Space

ALONE = {"autocomplete": "off"}  # on a shared machine nobody is shown what was typed before


class ReportForm(forms.Form):
    """What happened. `website` is for programs: a person leaves it empty."""

    words = forms.CharField(
        label=_("What happened"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 8, **ALONE}),
        error_messages={"required": _("Say what happened. A few words are enough.")},
        help_text=_(
            "Who, where and when, as far as you know. Say also what you would like us to do, or "
            "not to do."
        ),
    )
    name = forms.CharField(
        label=_("Your name, if you like"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs=ALONE),
        help_text=_("Only the stewards see it. Leave it empty to stay nameless."),
    )
    reach = forms.CharField(
        label=_("How to reach you, if you like"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs=ALONE),
        help_text=_(
            "A mail address or a number; only the stewards see it. Without it nobody can answer "
            "you."
        ),
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1"}))

    @property
    def shown(self) -> list[forms.BoundField]:
        return [self[name] for name in ("words", "name", "reach")]


@never_cache
@require_http_methods(["GET", "POST"])
def tell_of_event(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a report about an event."""
    event = get_object_or_404(announced(), uid=uid)
    return _tell(request, event.space, event)


@never_cache
@require_http_methods(["GET", "POST"])
def tell_of_space(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a report about a space."""
    return _tell(request, get_object_or_404(Space, slug=slug), None)


@require_safe
def told(request: HttpRequest) -> HttpResponse:
    """Thank, and say what happens next."""
    return render(request, "public/conduct_told.html")


def _tell(request: HttpRequest, space: Space, event: Event | None) -> HttpResponse:
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data}
        if said.pop("website"):
            return redirect("conduct-told")
        try:
            report_conduct(space=space, event=event, **said, now=timezone.now())
        except RegistrationError as error:
            form.add_error(None, str(error))
        else:
            return redirect("conduct-told")
    status = 422 if form.errors else 200
    context = {"form": form, "space": space, "event": event}
    return render(request, "public/conduct.html", context, status=status)
