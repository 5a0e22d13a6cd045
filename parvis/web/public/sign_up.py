"""Signing up for an event, on a phone, in half a minute, without an account."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.core.events.announced import announced
from parvis.core.events.models import Event
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.links import token_of
from parvis.core.registration.places import rules_of
from parvis.core.registration.queries import sign_up_of
from parvis.core.registration.signing_up import SignedUp, sign_up
from parvis.web.public.sign_up_form import SignUpForm


@never_cache
@require_http_methods(["GET", "POST"])
def sign_up_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a sign-up and lead to its own page; what is wrong is said beside what was typed."""
    event = get_object_or_404(announced().select_related("sign_up"), uid=uid)
    form = SignUpForm(request.POST or None, rules=rules_of(event))
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["website"]:
            return _look_in_mail(request, event, form)
        try:
            done = _signed_up(event, form)
        except RegistrationError as error:
            form.add_error(None, str(error))
        else:
            is_theirs = done.is_new or done.registration.form_key == form.cleaned_data["form_key"]
            if not is_theirs:
                return _look_in_mail(request, event, form)
            return redirect("registration", token_of(done.registration, by_mail=False))
    context = {"event": event, "form": form, "offer": sign_up_of(event, now=timezone.now())}
    return render(request, "public/sign_up.html", context, status=422 if form.errors else 200)


def _signed_up(event: Event, form: SignUpForm) -> SignedUp:
    wish, key = form.wish(), form.cleaned_data["form_key"]
    return sign_up(event=event, wish=wish, form_key=key, now=timezone.now())


def _look_in_mail(request: HttpRequest, event: Event, form: SignUpForm) -> HttpResponse:
    """Lead to the mail: the address was here before, and only who reads its mail gets further."""
    context = {"event": event, "email": form.cleaned_data["email"]}
    return render(request, "public/look_in_mail.html", context)
