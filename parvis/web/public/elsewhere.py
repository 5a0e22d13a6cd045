"""What is on, for other sites: news feeds, and a list that stands inside another page."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from parvis.core.events.announced import newest
from parvis.core.events.listings import narrowed, page_of, shown_to_all, with_parts
from parvis.core.events.models import Event
from parvis.core.pathways.models import FocusArea
from parvis.core.programmes.queries import the_network
from parvis.core.spaces.models import Space
from parvis.insights.feeds.atom import atom

SHOWN, MOST = 5, 20  # events in an embedded list


@require_safe
def news(request: HttpRequest, space: str | None = None, area: str | None = None) -> HttpResponse:
    """What was announced lately, as Atom."""
    name = _name(space, area)
    chosen = "".join(f"?{key}={slug}" for key, slug in (("space", space), ("area", area)) if slug)

    def address(event: Event) -> str:
        return request.build_absolute_uri(reverse("event", args=[event.uid]))

    text = atom(
        name,
        newest(now=timezone.now(), space=space, area=area),
        address,
        page=request.build_absolute_uri(reverse("events") + chosen),
        itself=request.build_absolute_uri(request.path),
    )
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


@require_safe
@xframe_options_exempt
def embedded(request: HttpRequest) -> HttpResponse:
    """The next events as a bare list that any site may show in a frame."""
    space, area = request.GET.get("space") or None, request.GET.get("area") or None
    text = request.GET.get("most", str(SHOWN))
    if not text.isdecimal() or not 1 <= int(text[:4]) <= MOST:
        raise Http404(f"most={text!r}: write a number from 1 to {MOST}.")
    coming = narrowed(with_parts(shown_to_all()), start=timezone.now(), space=space, area=area)
    context = {
        "name": _name(space, area),
        "events": page_of(coming, after=None, most=int(text))[0],
    }
    answer = render(request, "public/embedded.html", context)
    policy = {**settings.CONTENT_POLICY, "frame-ancestors": "*", "script-src": "'none'"}
    said = "; ".join(f"{key} {value}" for key, value in policy.items())
    answer.headers["Content-Security-Policy"] = said
    return answer


def _name(space: str | None, area: str | None) -> str:
    """Of a space, of the network, or of an area in one of them. Raises Http404."""
    name = get_object_or_404(Space, slug=space).name if space else the_network().name
    return f"{name}: {get_object_or_404(FocusArea, slug=area).name}" if area else name
