"""What is kept about whoever holds the link from a mail: to read, take along, or have erased."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from parvis.core.registration.links import Held
from parvis.core.registration.mine import forget, kept_about
from parvis.web.me.held import only_proved, with_link


@require_safe
@with_link
def page(request: HttpRequest, held: Held, token: str) -> HttpResponse:
    """Everything that is kept about an address."""
    if refusal := only_proved(request, held, token):
        return refusal
    context = {"registration": held.registration, "token": token}
    return render(request, "me/data.html", {**context, "kept": kept_about(held.registration)})


@require_safe
@with_link
def export(request: HttpRequest, held: Held, token: str) -> HttpResponse:
    """The same, as JSON."""
    if refusal := only_proved(request, held, token):
        return refusal
    answer = JsonResponse(kept_about(held.registration), json_dumps_params={"indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


@require_POST
@with_link
def erase(request: HttpRequest, held: Held, token: str) -> HttpResponse:
    """Forget the person behind an address."""
    if refusal := only_proved(request, held, token):
        return refusal
    count = forget(registration=held.registration, now=timezone.now())
    return render(request, "me/forgotten.html", {"count": count})
