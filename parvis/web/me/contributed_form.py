"""What somebody types who tells of a contribution: on the own page, or at the desk for others."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.followup.logging_by_hand import LONGEST_LINK, LONGEST_WHAT, Told
from parvis.core.pathways.models import FocusArea
from parvis.insights.logbook import kinds_to_tell_of


class TellForm(forms.Form):
    """One contribution that no system records."""

    what = forms.CharField(
        label=_("What was done"),
        max_length=LONGEST_WHAT,
        help_text=_("In a sentence, as “answered questions at the help desk for two hours”."),
        error_messages={"required": _("Say in a sentence what was done.")},
    )
    on = forms.DateField(
        label=_("When"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": _("Give the day."),
            "invalid": _("Type the day as 2026-05-14."),
        },
    )
    area = forms.ModelChoiceField(
        FocusArea.objects.filter(is_active=True),
        label=_("Focus area"),
        empty_label=None,
        error_messages={"required": _("Choose the focus area.")},
    )
    kind = forms.ChoiceField(
        label=_("Kind"), error_messages={"required": _("Choose the kind of contribution.")}
    )
    link = forms.CharField(
        label=_("A link, if there is one"),
        required=False,
        max_length=LONGEST_LINK,
        widget=forms.URLInput,
        help_text=_("Where others can see it. Blank: there is none."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101  # it is, above
        kind.choices = [(slug, _short(words)) for slug, words in kinds_to_tell_of().items()]

    def told(self) -> Told:
        """What was filled in, as the domain takes it."""
        return Told(**self.cleaned_data)


def _short(words: str) -> str:
    """What a kind means, without what it is in which system."""
    return words.partition(";")[0].rstrip(".")
