"""Proving another address: asking for the mail, and opening the link in it."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.core.people.claiming import ClaimError
from parvis.core.people.proving import address_in, ask_for_proof
from parvis.insights.proving import prove_address
from parvis.insights.recognising import recognise_one
from parvis.web.who import user_of


class AddressForm(forms.Form):
    """Another address of theirs."""

    address = forms.EmailField(
        label=gettext_lazy("Another address of mine"),
        error_messages={
            "required": gettext_lazy("Write an address, like ada@example.org."),
            "invalid": gettext_lazy("This is no mail address. Write it like ada@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def ask(request: HttpRequest) -> HttpResponse:
    """Send a link to an address that somebody says is theirs."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address, now = form.cleaned_data["address"], timezone.now()
        try:
            ask_for_proof(user=user_of(request), address=address, now=now)
        except ClaimError as error:
            form.add_error("address", str(error))
        else:
            said = _("We wrote to %(address)s. Open the link in that mail.")
            messages.success(request, said % {"address": address})
            return redirect("me")
    return render(request, "me/address.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once more, as mail programs open links too; then take the address."""
    user, now = user_of(request), timezone.now()
    try:
        address = address_in(token, user=user, now=now)
        if request.method == "POST":
            prove_address(settings.HOME, token, user=user, now=now)
    except ClaimError as error:
        return render(request, "me/no_link.html", {"refusal": str(error)}, status=404)
    if request.method == "GET":
        return render(request, "me/address_confirm.html", {"address": address})
    recognise_one(settings.HOME, user, now=now)
    messages.success(request, _("%(address)s is yours.") % {"address": address})
    return redirect("me")
