"""Two questions the day after, for who holds the link in the mail; without a password or a name."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.core.registration.answering import AnsweredError, Said, answer, asked_by
from parvis.core.registration.links import LinkError
from parvis.core.registration.models import LONGEST_ANSWER
from parvis.core.registration.opinions import Feedback


class FeedbackForm(forms.Form):
    """Was it worth it, and what next."""

    worth = forms.ChoiceField(
        label=_("Was it worth it?"),
        choices=[(one.value, one.label.capitalize()) for one in Feedback.Worth],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it was worth it: yes, partly or no.")},
    )
    what_next = forms.CharField(
        label=_("What next?"),
        required=False,
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What you would like to try, or what should be another time. Blank is fine."),
    )
    is_nameless = forms.BooleanField(label=_("Without my name"), required=False, initial=True)

    def said(self) -> Said:
        """What was filled in, as the domain takes it."""
        return Said(**self.cleaned_data)


@never_cache
@require_http_methods(["GET", "POST"])
def feedback(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the two questions, and take the answers; looking changes nothing."""
    try:
        row = asked_by(token, now=timezone.now())
    except LinkError as error:
        return render(request, "me/no_link.html", {"refusal": str(error)}, status=404)
    if row.answered_on is not None:
        return _thanks(request, row.event, is_again=True)
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer(registration=row, said=form.said(), now=timezone.now())
        except AnsweredError:  # in another window, a moment ago
            return _thanks(request, row.event, is_again=True)
        return _thanks(request, row.event)
    context = {"event": row.event, "form": form}
    return render(request, "me/feedback.html", context, status=422 if form.errors else 200)


def _thanks(request: HttpRequest, event: object, *, is_again: bool = False) -> HttpResponse:
    context = {"event": event, "is_again": is_again}
    return render(request, "me/feedback_thanks.html", context)
