"""Taking a task on one's own page, and saying how it goes. Every step is one button."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from parvis.core.followup.models import Attempt
from parvis.core.followup.trying import TryingError, drop, finish, get_stuck, go_on, try_this
from parvis.core.pathways.opportunities import Opportunity
from parvis.core.registration.links import Held
from parvis.web.me.held import with_link
from parvis.web.me.next_step import whose_of
from parvis.web.me.registration import show

STEPS: dict[str, Callable[..., Attempt]] = {
    "finish": finish,
    "stuck": get_stuck,
    "go-on": go_on,
    "drop": drop,
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
    return _back(token, "try")


@require_POST
@with_link
def say(request: HttpRequest, held: Held, token: str, key: int, step: str) -> HttpResponse:
    """Say how a task goes that one took."""
    whose = whose_of(held)
    attempt = get_object_or_404(whose.own(Attempt.objects.filter(pk=key)))
    if step not in STEPS:
        raise Http404
    act = STEPS[step]
    words = {"words": request.POST.get("words", "")} if act is get_stuck else {}
    try:
        act(whose=whose, attempt=attempt, now=timezone.now(), **words)
    except TryingError as error:
        typed = {key: words.get("words", "")}
        return show(request, held, token, refusal=str(error), status=422, typed=typed)
    return _back(token, step)


def _back(token: str, said: str) -> HttpResponse:
    """To the section itself, which says what was done: the head of the page is out of sight."""
    return redirect(f"{reverse('registration', args=[token])}?said={said}#next-step")
