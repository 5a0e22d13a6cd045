"""The points of a pathway as a form: the rows that stand, and some empty ones."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.pathways.changing import (
    LEVELS,
    LONGEST_REASON,
    LONGEST_WINDOW,
    MOST_K,
    MOST_POINTS,
    TEXTS,
    Point,
)
from parvis.core.pathways.models import PathwayVersion
from parvis.insights.pathways import known_kinds
from parvis.web.ladder import LEVELS as LEVEL_NAMES
from parvis.web.ladder import kind_words

EMPTY_ROWS = 2


class PointForm(forms.Form):
    """One point. A row in which nothing is chosen is no point."""

    level = forms.ChoiceField(label=_("Level"))
    k = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST_K)
    window_days = forms.IntegerField(
        label=_("Within how many days"), min_value=1, max_value=LONGEST_WINDOW
    )
    kinds = forms.MultipleChoiceField(
        label=_("Of any of these"), widget=forms.CheckboxSelectMultiple
    )
    seen_at = forms.CharField(
        label=_("Where that is seen"), required=False, max_length=TEXTS["seen_at"][1]
    )
    recognition = forms.CharField(
        label=_("What it earns"), required=False, max_length=TEXTS["recognition"][1]
    )
    next_step = forms.CharField(
        label=_("What comes next"), required=False, max_length=TEXTS["next_step"][1]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [(level, str(LEVEL_NAMES[level])) for level in LEVELS]
        kinds = [(kind, kind_words(kind, 2)) for kind in known_kinds()]
        # Choices are read when the form is made, so that they are in the reader's language.
        self.fields["level"].choices = [("", _("choose")), *levels]  # type: ignore[attr-defined]
        self.fields["kinds"].choices = kinds  # type: ignore[attr-defined]

    def point(self) -> Point:
        """The point as asked for."""
        names = ("level", "kinds", "k", "window_days", *TEXTS)
        return Point(**{name: self.cleaned_data[name] for name in names})


class PointRows(forms.BaseFormSet):
    """All points; `points` are those that are to stand, in the order asked for."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("Place")
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Take this point away")

    def points(self) -> list[Point]:
        return [form.point() for form in self.ordered_forms]


class SaveForm(forms.Form):
    """Which version was changed, and why."""

    is_overtaken = False  # by a version of somebody else's

    made_from = forms.IntegerField(widget=forms.HiddenInput, required=False)
    because = forms.CharField(label=_("Why"), required=False, max_length=LONGEST_REASON)


_rows = forms.formset_factory(
    PointForm,
    formset=PointRows,
    extra=EMPTY_ROWS,
    can_order=True,
    can_delete=True,
    can_delete_extra=False,
    max_num=MOST_POINTS + EMPTY_ROWS,
    absolute_max=MOST_POINTS + 2 * EMPTY_ROWS,
)


def point_rows(data: Any, version: PathwayVersion | None) -> PointRows:
    """The rows of a version's points, or those sent."""
    return cast("PointRows", _rows(data, initial=version.points if version else [], prefix="point"))
