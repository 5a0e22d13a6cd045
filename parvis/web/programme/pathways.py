"""The pathway of a focus area as a lead changes it: first looked at, then saved as a version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.core.pathways.actions import PathwayError
from parvis.core.pathways.changing import ChangedMeanwhileError, change_pathway, snapshots
from parvis.core.pathways.models import FocusArea, PathwayVersion
from parvis.core.pathways.queries import newest_version
from parvis.core.pathways.rules import may_change_pathways
from parvis.core.pathways.versions import Snapshot
from parvis.insights.pathways import known_kinds
from parvis.insights.pathways_preview import Preview, preview
from parvis.measure.main import NotResolved
from parvis.web.ladder import Rung, rungs
from parvis.web.programme.pathway_forms import PointRows, SaveForm, point_rows
from parvis.web.who import user_of


@dataclass(frozen=True)
class Looked:
    """What a change would do: the counts, or why they cannot be given; what goes and comes."""

    counts: Preview | None
    why_not: str
    goes: list[Rung]
    comes: list[Rung]


@login_required
@require_http_methods(["GET", "POST"])
def pathway_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a pathway: show what it would do, or save it as the next version."""
    if not may_change_pathways(request.user):
        raise PermissionDenied
    area = get_object_or_404(FocusArea, slug=slug)
    version = newest_version(area)
    sent = request.POST if request.method == "POST" else None
    rows = point_rows(sent, version)
    save = SaveForm(sent, initial={"made_from": version.number if version else 0})
    looked = None
    if sent is not None and rows.is_valid() and save.is_valid():
        if sent.get("do") == "save":
            saved = _saved(request, area, rows, save)
            if saved:
                messages.success(request, _saved_words(saved))
                return redirect("programme-pathway", slug)
        else:
            looked = _looked(area, version, rows, save)
    context = {
        "area": area,
        "version": version,
        "next_number": version.number + 1 if version else 1,
        "rows": rows,
        "save": save,
        "looked": looked,
        "versions": [(one, rungs(one.points)) for one in area.versions.select_related("by")],
    }
    is_wrong = bool(rows.total_error_count() or save.errors) if sent is not None else False
    return render(request, "programme/pathway.html", context, status=422 if is_wrong else 200)


def _saved(
    request: HttpRequest, area: FocusArea, rows: PointRows, save: SaveForm
) -> PathwayVersion | None:
    try:
        return change_pathway(
            area=area,
            points=rows.points(),
            made_from=save.cleaned_data["made_from"] or 0,
            known_kinds=known_kinds(),
            because=save.cleaned_data["because"],
            by=user_of(request),
            now=timezone.now(),
        )
    except PathwayError as error:
        save.is_overtaken = isinstance(error, ChangedMeanwhileError)
        save.add_error(None, str(error))
        return None


def _saved_words(version: PathwayVersion) -> str:
    return _("Saved as version %(n)s. Figures that are measured from now on go by it.") % {
        "n": version.number
    }


def _looked(
    area: FocusArea, version: PathwayVersion | None, rows: PointRows, save: SaveForm
) -> Looked | None:
    """What the change would do. None, and the sentence beside the form, where it cannot be."""
    try:
        proposed = snapshots(rows.points(), known_kinds())
    except PathwayError as error:
        save.add_error(None, str(error))
        return None
    standing: Sequence[Snapshot] = version.points if version else []
    before, after = rungs(standing), rungs(proposed)
    counts, why_not = _counts(area, standing, proposed)
    return Looked(counts, why_not, _only(before, after), _only(after, before))


def _counts(
    area: FocusArea, standing: Sequence[Snapshot], proposed: Sequence[Snapshot]
) -> tuple[Preview | None, str]:
    today = timezone.now().astimezone(UTC).date()
    try:
        found = preview(
            settings.HOME, area=area.slug, standing=standing, proposed=proposed, as_of=today
        )
    except NotResolved as error:
        return None, str(error)
    return found, ""


def _only(rows: list[Rung], others: list[Rung]) -> list[Rung]:
    """Those that ask for what none of the others does."""
    said = {(rung.level, rung.sentence) for rung in others}
    return [rung for rung in rows if (rung.level, rung.sentence) not in said]
