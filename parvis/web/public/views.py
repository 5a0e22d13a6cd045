"""What anybody may see: the impact page. And, for those who may, the people behind it."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from parvis.core.pathways.models import FocusArea
from parvis.core.people.rules import may_see_people
from parvis.core.programmes.models import MeasureRun
from parvis.core.programmes.queries import NoNetworkError, the_network
from parvis.insights import rows
from parvis.insights.impact import impact_page

PAGE_DIGITS = 7  # more pages than there are people
WHAT_NAMES = {
    "active": "Active",
    "new": "New",
    "returned": "Returned",
    "unknown_newness": "Newness unknown",
    "lapsed": "Lapsed",
}


@require_safe
def home(_request: HttpRequest) -> HttpResponse:
    """Lead to the page that the network publishes."""
    return redirect("impact")


@require_safe
def impact(request: HttpRequest) -> HttpResponse:
    """Show the latest published figures; exact ones to those who may see people."""
    try:
        network = the_network()
    except NoNetworkError:
        return render(request, "public/not_yet.html")
    run = MeasureRun.objects.latest_published()
    if run is None:
        return render(request, "public/not_yet.html", {"network": network})
    page = impact_page(run, network, is_exact=may_see_people(request.user))
    return render(request, "public/impact.html", {"network": network, "page": page})


@require_safe
@login_required
def people(request: HttpRequest) -> HttpResponse:
    """List the people behind a figure, some at a time."""
    run = _run_to_open(request)
    asked = _question(request, run)
    page = rows.people_behind(settings.HOME, run, asked, _page_number(request))
    context = {
        "run": run,
        "asked": asked,
        "page": page,
        "areas": FocusArea.objects.filter(is_active=True),
        "whats": WHAT_NAMES.items(),
        "months": [row["month"] for row in reversed(run.figures["lifecycle"])],
        "is_lake_newer": rows.is_lake_newer(settings.HOME, run),
        "query": f"area={asked.area}&what={asked.what}&month={asked.month}",
    }
    return render(request, "public/people.html", context)


@require_safe
@login_required
def person(request: HttpRequest, key: int) -> HttpResponse:
    """Show one person: accounts, why they are one, and what they did."""
    run = _run_to_open(request)
    try:
        found = rows.person(settings.HOME, key)
    except LookupError as error:
        raise Http404("Nobody has that key.") from error
    context: dict[str, Any] = {
        "run": run,
        "person": found,
        "page": rows.contributions(settings.HOME, key, _page_number(request)),
        "query": "",
    }
    return render(request, "public/person.html", context)


def _run_to_open(request: HttpRequest) -> MeasureRun:
    """Return the run on the impact page, for those who may open it."""
    if not may_see_people(request.user):
        raise PermissionDenied
    run = MeasureRun.objects.latest_published()
    if run is None:
        raise Http404("Nothing has been measured yet.")
    return run


def _question(request: HttpRequest, run: MeasureRun) -> rows.Question:
    given = request.GET
    try:
        return rows.question(
            run,
            area=given.get("area") or "all",
            what=given.get("what") or "active",
            month=given.get("month", ""),
        )
    except rows.QuestionError as error:
        raise Http404(str(error)) from error


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    is_number = text.isascii() and text.isdigit() and len(text) <= PAGE_DIGITS
    return max(1, int(text)) if is_number else 1
