"""Where tasks come from: the lists that are kept in step, and how each was read last."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.offering import LONGEST
from parvis.core.pathways.opportunities import Opportunity, OpportunitySource
from parvis.core.pathways.sourcing import (
    FIELDS,
    SourceOfTasksError,
    add_source,
    change_source,
    may_source,
    remove_source,
    sources,
)
from parvis.core.people.models import User
from parvis.web.desk.fields import count_field
from parvis.web.who import user_of

Areas = dict[str, FocusArea]


class SourceForm(forms.Form):
    """A list of tasks elsewhere, and what counts where a task says nothing."""

    area = forms.TypedChoiceField(label=gettext_lazy("Focus area of its tasks"))
    system = forms.ChoiceField(
        label=gettext_lazy("What it is"), choices=OpportunitySource.System.choices
    )
    address = forms.CharField(
        label=gettext_lazy("Address of the system"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "As https://bugzilla.example.org. Blank for GitHub: https://api.github.com."
        ),
    )
    place = forms.CharField(
        label=gettext_lazy("Which list"),
        max_length=200,
        help_text=gettext_lazy("GitHub: owner/repository. Bugzilla: Product or Product/Component."),
    )
    labels = forms.CharField(
        label=gettext_lazy("Labels or keywords that mark a task"),
        max_length=500,
        required=False,
        help_text=gettext_lazy(
            "Divided by commas, any of them counts. Blank: every open issue; in Bugzilla, mentored "
            "bugs and good-first-bug."
        ),
    )
    minutes = count_field(
        label=gettext_lazy("Minutes, if a task says nothing"), min_value=1, max_value=LONGEST
    )
    difficulty = forms.ChoiceField(
        label=gettext_lazy("Difficulty, if a task says nothing"),
        choices=Opportunity.Difficulty.choices,
    )
    language = forms.CharField(
        label=gettext_lazy("Language its tasks need"),
        max_length=16,
        required=False,
        help_text=gettext_lazy("A code, as fr. Blank: any."),
    )
    is_on = forms.BooleanField(
        label=gettext_lazy("Read it once an hour"), required=False, initial=True
    )

    def __init__(
        self, sent: QueryDict | None, *, areas: Areas, source: OpportunitySource | None
    ) -> None:
        self.source = source
        prefix = f"source-{source.pk}" if source else "new"
        super().__init__(sent, prefix=prefix, initial=_shown(source) if source else None)
        field = self.fields["area"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101
        field.choices = [(slug, area.name) for slug, area in areas.items()]
        field.coerce = areas.__getitem__

    def clean_labels(self) -> list[str]:
        parts = [part.strip() for part in self.cleaned_data["labels"].split(",")]
        return list(dict.fromkeys(part for part in parts if part))


@login_required
@require_http_methods(["GET", "POST"])
def sources_page(request: HttpRequest) -> HttpResponse:
    """Show the lists with how each was read last; add one, or change one."""
    user = _lead(request)
    asked = request.POST.get("what", "")
    areas = {area.slug: area for area in FocusArea.objects.all()}
    forms_ = [_form(request, asked, areas, source) for source in [*sources(), None]]
    for form in forms_:
        if form.is_valid() and _saved(form, user):
            messages.success(request, _("Saved. The worker reads it within a minute or two."))
            return redirect("programme-opportunities")
    *rows, new = forms_
    status = 422 if any(form.errors for form in forms_) else 200
    context = {"rows": rows, "new": new}
    return render(request, "programme/opportunities.html", context, status=status)


@login_required
@require_POST
def remove_page(request: HttpRequest, key: int) -> HttpResponse:
    """Forget a list; its tasks close."""
    user = _lead(request)
    source = get_object_or_404(OpportunitySource, pk=key)
    count = remove_source(source=source, by=user, now=timezone.now())
    text = ngettext("Removed; %(n)d task closed.", "Removed; %(n)d tasks closed.", count)
    messages.success(request, text % {"n": count})
    return redirect("programme-opportunities")


def _lead(request: HttpRequest) -> User:
    user = user_of(request)
    if not may_source(user):
        raise PermissionDenied
    return user


def _shown(source: OpportunitySource) -> dict[str, Any]:
    said = {name: getattr(source, name) for name in FIELDS}
    return {**said, "area": source.area.slug, "labels": ", ".join(map(str, source.labels))}


def _form(
    request: HttpRequest, asked: str, areas: Areas, source: OpportunitySource | None
) -> SourceForm:
    is_sent = asked == (f"source-{source.pk}" if source else "new")
    return SourceForm(request.POST if is_sent else None, areas=areas, source=source)


def _saved(form: SourceForm, by: User) -> bool:
    said, now = form.cleaned_data, timezone.now()
    try:
        if form.source is None:
            add_source(**said, by=by, now=now)
        else:
            change_source(source=form.source, **said, by=by, now=now)
    except SourceOfTasksError as error:
        form.add_error(None, str(error))
        return False
    return True
