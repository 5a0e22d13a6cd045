"""Tasks for newcomers: what is open, narrowed by what somebody has."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_info
from django.views.decorators.http import require_safe

from parvis.core.pathways.finding import languages_asked, open_opportunities
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.opportunities import Opportunity
from parvis.web.desk.fields import in_words

ON_A_PAGE = 20
MINUTES = (15, 30, 60, 120)
FILTERS = ("area", "minutes", "language", "difficulty", "words")


@require_safe
def opportunities(request: HttpRequest) -> HttpResponse:
    """List open tasks, the newest first, as the filters ask."""
    asked = {name: request.GET.get(name, "").strip() for name in FILTERS}
    found = open_opportunities(
        area=asked["area"] or None,
        minutes=_minutes(asked["minutes"]),
        language=asked["language"] or None,
        difficulty=asked["difficulty"] or None,
        words=asked["words"],
    )
    shown = page_of(request, found)
    context = {
        "rows": rows(shown),
        "asked": asked,
        "count": shown.paginator.count,
        "is_narrowed": any(asked.values()),
        "areas": FocusArea.objects.filter(is_active=True),
        "lengths": [(str(minutes), in_words(minutes)) for minutes in MINUTES],
        "languages": [(code, _name(code)) for code in languages_asked()],
        "difficulties": Opportunity.Difficulty.choices,
        "without_minutes": paging(shown, {**asked, "minutes": ""})["query"],
        **paging(shown, asked),
    }
    return render(request, "public/opportunities.html", context)


def page_of(request: HttpRequest, found: QuerySet[Opportunity]) -> Page[Opportunity]:
    """The page that is asked for; the nearest, where there is none."""
    return Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))


def rows(shown: Page[Opportunity]) -> list[tuple[Opportunity, str]]:
    """Each task with how long it takes, in words; blank where nobody knows."""
    return [(one, in_words(one.minutes) if one.minutes else "") for one in shown]


def paging(shown: Page[Opportunity], asked: dict[str, str]) -> dict[str, Any]:
    """What the links to other pages need."""
    query = urlencode({name: value for name, value in asked.items() if value})
    return {"page": {"number": shown.number, "last": shown.paginator.num_pages}, "query": query}


def _minutes(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > len("6000"):
        raise Http404(f"{text[:20]!r} is no number of minutes. Write it like 30.")
    return int(text)


def _name(code: str) -> str:
    try:
        return str(get_language_info(code.lower())["name_local"])
    except KeyError:
        return code
