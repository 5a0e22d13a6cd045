"""What one can contribute to: each focus area with its ladder, its people and its next evenings."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language_info
from django.views.decorators.http import require_safe

from parvis.core.events.listings import narrowed, page_of, shown_to_all, with_parts
from parvis.core.pathways.mentoring import Mentor
from parvis.core.pathways.mentors import shown_mentors
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.opportunities import Opportunity
from parvis.core.pathways.queries import (
    active_areas,
    few_opportunities,
    newest_version,
    with_open_tasks,
)
from parvis.core.pathways.versions import snapshot
from parvis.web.desk.fields import in_words
from parvis.web.ladder import Rung, rungs

TASKS, EVENTS = 6, 6


@require_safe
def area_list(request: HttpRequest) -> HttpResponse:
    """List what one can contribute to, and what the first step there is."""
    areas = [(area, _rungs(area)) for area in with_open_tasks(active_areas())]
    return render(request, "public/areas.html", {"areas": areas})


@require_safe
def area_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a focus area: what the work is, the way into it, who helps, what is on.

    One that is no longer offered keeps its page, which says so: others link to it.
    """
    area = get_object_or_404(FocusArea.objects.prefetch_related("points"), slug=slug)
    coming = narrowed(with_parts(shown_to_all()), start=timezone.now(), area=slug)
    context = {
        "area": area,
        "ladder": _rungs(area),
        "version": newest_version(area),
        "rows": [(task, _time(task)) for task in few_opportunities(area, TASKS)],
        "mentors": [_mentor(one) for one in shown_mentors(area)],
        "events": page_of(coming, after=None, most=EVENTS)[0],
    }
    return render(request, "public/area.html", context)


def _rungs(area: FocusArea) -> list[Rung]:
    return rungs(snapshot(point) for point in area.points.all())


def _time(task: Opportunity) -> str:
    return in_words(task.minutes) if task.minutes else ""


def _mentor(one: Mentor) -> dict[str, str]:
    names = ", ".join(_language(code) for code in one.languages)
    return {"name": one.user.get_full_name(), "languages": names, "about": one.about}


def _language(code: str) -> str:
    """A language's name in itself; what is not known stays a code."""
    try:
        return str(get_language_info(code.lower())["name_local"])
    except KeyError:
        return code
