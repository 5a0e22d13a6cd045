"""Anybody proposes an event to a space, confirms it by mail, and sees where it stands."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.core.events.listings import shown_to_all
from parvis.core.needs.asking import NeedError
from parvis.core.needs.models import Proposal
from parvis.core.needs.proposing import confirm_proposal, proposal_of, propose_event
from parvis.core.pathways.models import FocusArea
from parvis.core.spaces.queries import open_spaces


class ProposalForm(forms.ModelForm):
    """An event that somebody offers. `website` is for programs: a person leaves it empty."""

    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1"}))

    class Meta:
        model = Proposal
        fields = (
            *("title", "words", "space", "area", "audience", "roughly_when"),
            *("expected_attendance", "name", "email"),
        )
        widgets = {"words": forms.Textarea(attrs={"rows": 5})}  # noqa: RUF012  # Django's own form
        labels = {  # noqa: RUF012
            "title": gettext_lazy("Title"),
            "words": gettext_lazy("What happens, in your own words"),
            "space": gettext_lazy("Space"),
            "area": gettext_lazy("Focus area"),
            "audience": gettext_lazy("For whom"),
            "roughly_when": gettext_lazy("Roughly when"),
            "expected_attendance": gettext_lazy("People expected"),
            "name": gettext_lazy("Your name"),
            "email": gettext_lazy("Your e-mail address"),
        }
        help_texts = {  # noqa: RUF012
            "words": "",
            "audience": "",
            "roughly_when": gettext_lazy("As “a Tuesday evening in May”."),
            "expected_attendance": gettext_lazy("Blank: unknown."),
            "email": gettext_lazy("Only the space’s coordinators see it, to answer you."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "area": (FocusArea.objects.filter(is_active=True), _("not sure")),
            "space": (open_spaces(timezone.now().date()), _("choose one")),
        }
        for name, (rows, empty) in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
            field.queryset, field.empty_label = rows, empty

    @property
    def shown(self) -> list[forms.BoundField]:
        return [self[name] for name in self.Meta.fields]


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Take a proposal, and ask by mail whether it is theirs."""
    spaces = open_spaces(timezone.now().date())
    chosen = spaces.filter(slug=request.GET.get("space", "")).first()
    form = ProposalForm(request.POST or None, initial={"space": chosen})
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data}
        if said.pop("website"):
            return render(request, "public/proposed.html", {"email": said["email"]})
        try:
            found = propose_event(**said, now=timezone.now())
        except NeedError as error:
            form.add_error(None, str(error))
        else:
            return render(request, "public/proposed.html", {"email": found.email})
    status = 422 if form.errors else 200
    return render(request, "public/propose.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def proposal(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm a proposal by a button, since mail programs open links; then show how it stands."""
    try:
        if request.method == "POST":
            confirm_proposal(token=token, now=timezone.now())
            return redirect("confirm-proposal", token)
        found = proposal_of(token)
    except NeedError as error:
        return render(request, "public/proposal.html", {"refusal": str(error)}, status=404)
    events = shown_to_all().filter(proposal=found).select_related("space")
    return render(request, "public/proposal.html", {"proposal": found, "events": events})
