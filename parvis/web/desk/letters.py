"""A coordinator writes to those of an event: first what it would be, then it goes out."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.core.registration.consents import PURPOSES
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.writing import (
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    PER_DAY,
    Audience,
    Draft,
    recipients,
    refuse_empty,
    write_letter,
)
from parvis.web.desk.fields import text_area
from parvis.web.desk.gates import event_to_plan


class LetterForm(forms.Form):
    """To whom, and what."""

    audience = forms.ChoiceField(
        label=gettext_lazy("To all"), choices=Audience.choices, widget=forms.RadioSelect
    )
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=LONGEST_SUBJECT)
    text = forms.CharField(
        label=gettext_lazy("Letter"), max_length=LONGEST_TEXT, widget=text_area(10)
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def draft(self) -> Draft:
        """What was filled in, as the domain takes it."""
        given = self.cleaned_data
        return Draft(given["audience"], given["subject"], given["text"])


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, key: int) -> HttpResponse:
    """Write a letter, see whom it reaches, and send it. Only the second button sends."""
    event, user, now = event_to_plan(request, key)
    form = LetterForm(request.POST or None, initial={"audience": _likely(now >= event.ends_at)})
    context: dict[str, Any] = {"event": event, "form": form, "per_day": PER_DAY}
    if request.method == "POST" and request.POST.get("do") != "change" and form.is_valid():
        draft = form.draft()
        try:
            if request.POST.get("do") == "send":
                sent = write_letter(
                    event=event,
                    draft=draft,
                    form_key=form.cleaned_data["form_key"],
                    by=user,
                    now=now,
                )
                messages.success(request, _sent(sent))
                return redirect("desk-event", event.pk)
            refuse_empty(draft)
        except RegistrationError as error:
            form.add_error(None, str(error))
        else:
            whom = recipients(event, draft.audience, now=now)
            context |= {"whom": whom, "sentence": PURPOSES[whom.purpose]}
            context["audience"] = Audience(draft.audience).label
    return render(request, "desk/write.html", context, status=422 if form.errors else 200)


def _likely(is_over: bool) -> str:  # read at once
    return Audience.CAME if is_over else Audience.PLACE


def _sent(count: int) -> str:
    if not count:
        return str(gettext_lazy("This letter had gone out already."))
    words = ngettext("Sent to %(n)d person.", "Sent to %(n)d people.", count)
    return words % {"n": count}
