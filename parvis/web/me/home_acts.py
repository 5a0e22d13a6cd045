"""What somebody changes on their own page: consents, accounts, and whether they are kept at all."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from parvis.core.followup.forgetting import duties, forget_user
from parvis.core.people.claiming import ClaimError, disown, proved_addresses, take_back
from parvis.core.registration.changing import withdraw
from parvis.core.registration.consents import PURPOSES
from parvis.core.registration.visits import visits_of
from parvis.insights.mine import found_of
from parvis.insights.nodes import node_text
from parvis.measure.identity import Node
from parvis.web.me.home import my_page
from parvis.web.who import user_of


class EraseForm(forms.Form):
    """Asks for one's own address, so that nobody is erased by a slip of the hand."""

    address = forms.CharField(label=gettext_lazy("Your e-mail address, to confirm"))

    def __init__(self, *args: object, email: str) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.email = email

    def clean_address(self) -> str:
        given = str(self.cleaned_data["address"]).strip()
        if given.lower() != self.email.lower():
            raise forms.ValidationError(
                _("This is not the address that you sign in with. Nothing has been erased.")
            )
        return given


@require_POST
@login_required
def withdraw_consent(request: HttpRequest, key: int, purpose: str) -> HttpResponse:
    """Take back what was allowed at one visit, in one click."""
    if purpose not in PURPOSES:
        raise Http404
    visit = get_object_or_404(visits_of(proved_addresses(user_of(request))), pk=key)
    withdraw(registration=visit, purpose=purpose, now=timezone.now())
    messages.success(request, _("Taken back."))
    return redirect("me")


@require_POST
@login_required
def not_me(request: HttpRequest) -> HttpResponse:
    """Say of an account that was found: this is not me."""
    user = user_of(request)
    asked = request.POST.get("account", "")
    found = found_of(settings.HOME, user).accounts
    account = next((one for one in found if str(one["account"]) == asked), None)
    if account is None:
        return my_page(request, refusal=_("This account is not in your list."), status=422)
    node = node_text(Node.of_account(account["account"]))
    label = account["label"] or _("no name known")
    disown(user=user, node=node, source=account["source"], label=label, now=timezone.now())
    messages.success(request, _("Noted: this account is not you. It is kept apart from you."))
    return redirect("me")


@require_POST
@login_required
def take_word_back(request: HttpRequest, key: int) -> HttpResponse:
    """Take back what one said of an account."""
    try:
        take_back(user=user_of(request), key=key, now=timezone.now())
    except ClaimError as error:
        return my_page(request, refusal=str(error), status=422)
    messages.success(request, _("Taken back."))
    return redirect("me")


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def erase(request: HttpRequest) -> HttpResponse:
    """Ask whether everything is to be erased, and do it."""
    user = user_of(request)
    form = EraseForm(request.POST or None, email=user.email)
    if request.method == "POST" and form.is_valid():
        addresses = proved_addresses(user)
        done = forget_user(user=user, addresses=addresses, now=timezone.now())
        if not done.keeps:
            logout(request)
        return render(request, "me/erased.html", {"done": done})
    context = {"form": form, "duties": duties(user)}
    return render(request, "me/erase.html", context, status=422 if form.errors else 200)
