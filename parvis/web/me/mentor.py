"""Asking for a mentor, for who holds the link from a mail: ask, see how it stands, take it back."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from parvis.core.followup.introducing import (
    LONGEST_WORDS,
    IntroductionError,
    ask_for_mentor,
    going_for,
    withdraw,
)
from parvis.core.followup.models import Introduction
from parvis.core.followup.trying import stuck_in
from parvis.core.followup.whose import Whose
from parvis.core.pathways.models import FocusArea
from parvis.core.registration.links import Held
from parvis.core.registration.models import Registration
from parvis.web.me.held import only_proved, with_link


class AskForm(forms.Form):
    """An area, and a sentence for whoever is asked."""

    area = forms.ModelChoiceField(
        FocusArea.objects.filter(is_active=True),
        label=gettext_lazy("Where you would like to start"),
        to_field_name="slug",
        empty_label=None,
        error_messages={"required": gettext_lazy("Choose where you would like to start.")},
    )
    words = forms.CharField(
        label=gettext_lazy("A sentence for the mentor"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What you would like to do, what you tried, where you are stuck."),
    )

    def leave_out(self, areas: list[int]) -> None:
        """Offer no area in which somebody has asked already; one sent all the same says why."""
        field = self.fields["area"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # it is, above
        field.queryset = FocusArea.objects.filter(is_active=True).exclude(pk__in=areas)


@require_http_methods(["GET", "POST"])
@with_link
def mentor(request: HttpRequest, held: Held, token: str) -> HttpResponse:
    """Ask for a mentor, and see how it stands; `?area=` chooses an area beforehand.

    Who is stuck on a task there asks about that task: the mentor's mail names it.
    """
    if refusal := only_proved(request, held, token):
        return refusal
    whose = Whose.of_visit(held.registration, is_proved=True)
    form = AskForm(request.POST or None, initial={"area": _likely(request, held.registration)})
    if request.method == "POST" and form.is_valid():
        try:
            about = stuck_in(whose, form.cleaned_data["area"])
            row = ask_for_mentor(
                whose=whose, attempt=about, **form.cleaned_data, now=timezone.now()
            )
        except IntroductionError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _said(row))
            return redirect("registration-mentor", token)
    asked = list(going_for(whose))
    if request.method == "GET":
        form.leave_out([row.area_id for row in asked])
    context = {"registration": held.registration, "token": token, "form": form, "asked": asked}
    return render(request, "me/mentor.html", context, status=422 if form.errors else 200)


@require_POST
@with_link
def take_back(request: HttpRequest, held: Held, token: str, key: int) -> HttpResponse:
    """Take a request back, or part from a mentor."""
    if refusal := only_proved(request, held, token):
        return refusal
    whose = Whose.of_visit(held.registration, is_proved=True)
    row = get_object_or_404(whose.own(Introduction.objects.all()), pk=key)
    withdraw(introduction=row, whose=whose, now=timezone.now())
    messages.success(request, _("Taken back. You can ask again at any time."))
    return redirect("registration-mentor", token)


def _said(row: Introduction) -> str:
    if row.mentor is None:
        return _("Asked. Nobody has time at the moment; you are next in line.")
    return _("Asked. A mail comes as soon as a mentor says yes.")


def _likely(request: HttpRequest, row: Registration) -> str | None:
    """The area asked for, or one that they named at sign-up, or that of the event."""
    if asked := request.GET.get("area"):
        return asked
    named = row.areas.values_list("slug", flat=True).first()
    return named or (row.event.area.slug if row.event.area else None)
