"""What anybody may see: the impact page. And, for those who may, the people behind it."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parvis.core.pathways.models import FocusArea
from parvis.core.people.rules import may_see_people
from parvis.core.programmes.models import MeasureRun
from parvis.core.programmes.queries import NoNetworkError, the_network
from parvis.insights.behind import lists, said, somebody
from parvis.insights.behind.questions import Question
from parvis.insights.behind.reading import QuestionError, question
from parvis.insights.behind.shown import shown
from parvis.insights.impact import impact_page

PAGE_DIGITS = 7  # more pages than there are people


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
    areas = FocusArea.objects.filter(is_active=True)
    context = {
        "run": run,
        "asked": asked,
        "sentence": said.sentence(asked, {area.slug: area.name for area in areas}),
        "page": lists.people_behind(settings.HOME, run, asked, _page_number(request)),
        "shown": shown(run.figures, asked),
        "areas": areas,
        "whats": said.NAMES.items(),
        "months": [row["month"] for row in reversed(run.figures["lifecycle"])],
        "is_lake_newer": lists.is_lake_newer(settings.HOME, run),
        "query": asked.address,
    }
    return render(request, "public/people.html", context)


@require_safe
@login_required
def person(request: HttpRequest, key: int) -> HttpResponse:
    """Show one person: accounts, why they are one, and what they did."""
    run = _run_to_open(request)
    try:
        found = somebody.person(settings.HOME, key)
    except LookupError as error:
        raise Http404("Nobody has that key.") from error
    context: dict[str, Any] = {
        "run": run,
        "person": found,
        "page": somebody.contributions(settings.HOME, key, _page_number(request)),
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


def _question(request: HttpRequest, run: MeasureRun) -> Question:
    try:
        return question(run, request.GET.dict())
    except QuestionError as error:
        raise Http404(str(error)) from error


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    is_number = text.isascii() and text.isdigit() and len(text) <= PAGE_DIGITS
    return max(1, int(text)) if is_number else 1
