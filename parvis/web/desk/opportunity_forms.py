"""What is typed in about a task."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.offering import FIELDS, LONGEST
from parvis.core.pathways.opportunities import Opportunity
from parvis.web.desk.fields import count_field, text_area


class OpportunityForm(forms.Form):
    """A task for newcomers, by hand."""

    title = forms.CharField(label=_("What is to be done, in one line"), max_length=200)
    area = forms.ModelChoiceField(FocusArea.objects.none(), label=_("Focus area"))
    minutes = count_field(
        label=_("How many minutes it takes"),
        min_value=1,
        max_value=LONGEST,
        help_text=_(
            "Blank: not known. Such tasks are left out where people say how long they have."
        ),
    )
    difficulty = forms.ChoiceField(
        label=_("Difficulty"), choices=Opportunity.Difficulty.choices, initial="first"
    )
    language = forms.CharField(
        label=_("Language it needs"),
        max_length=16,
        required=False,
        help_text=_("A code, as fr or pt-BR. Blank: any."),
    )
    link = forms.CharField(
        label=_("Where it is"),
        max_length=500,
        required=False,
        help_text=_("Its address, as https://example.org/tasks/7."),
    )
    prerequisites = forms.CharField(
        label=_("What one needs for it"), max_length=240, required=False
    )
    summary = forms.CharField(
        label=_("Where to begin"), max_length=500, required=False, widget=text_area(3)
    )

    def __init__(self, *args: Any, opportunity: Opportunity | None = None, **kwargs: Any) -> None:
        if opportunity is not None:
            kwargs["initial"] = {name: getattr(opportunity, name) for name in FIELDS}
        super().__init__(*args, **kwargs)
        field = self.fields["area"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        offered = FocusArea.objects.filter(is_active=True)
        own = FocusArea.objects.filter(pk__in=[opportunity.area_id] if opportunity else [])
        field.queryset, field.empty_label = offered | own, None
