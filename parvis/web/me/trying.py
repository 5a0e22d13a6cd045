"""Taking a task on one's own page, and saying how it goes. Every step is one button."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from parvis.core.followup.models import Attempt
from parvis.core.followup.trying import TryingError, drop, finish, get_stuck, go_on, try_this
from parvis.core.pathways.opportunities import Opportunity
from parvis.core.registration.links import Held
from parvis.web.me.held import with_link
from parvis.web.me.next_step import whose_of
from parvis.web.me.registration import show

STEPS: dict[str, tuple[Callable[..., Attempt], Promise]] = {
    "finish": (finish, gettext_lazy("Well done, and thank you.")),
    "stuck": (get_stuck, gettext_lazy("Noted. Nobody knows everything: here is who can help.")),
    "go-on": (go_on, gettext_lazy("Good. Say so when you are done, or stuck again.")),
    "drop": (drop, gettext_lazy("Let go. That is fine: take another one whenever you like.")),
}


@require_POST
@with_link
def take(request: HttpRequest, held: Held, token: str, key: int) -> HttpResponse:
    """Take a task: “I'll try this”."""
    task = get_object_or_404(Opportunity, pk=key)
    try:
        try_this(whose=whose_of(held), opportunity=task, now=timezone.now())
    except TryingError as error:
        return show(request, held, token, refusal=str(error), status=422)
    messages.success(request, _("It is yours to try. Say here how it goes."))
    return _back(token)


@require_POST
@with_link
def say(request: HttpRequest, held: Held, token: str, key: int, step: str) -> HttpResponse:
    """Say how a task goes that one took."""
    whose = whose_of(held)
    attempt = get_object_or_404(whose.own(Attempt.objects.filter(pk=key)))
    if step not in STEPS:
        raise Http404
    act, done = STEPS[step]
    words = {"words": request.POST.get("words", "")} if act is get_stuck else {}
    try:
        act(whose=whose, attempt=attempt, now=timezone.now(), **words)
    except TryingError as error:
        typed = {key: words.get("words", "")}
        return show(request, held, token, refusal=str(error), status=422, typed=typed)
    messages.success(request, done)
    return _back(token)


def _back(token: str) -> HttpResponse:
    return redirect(f"{reverse('registration', args=[token])}#next-step")
