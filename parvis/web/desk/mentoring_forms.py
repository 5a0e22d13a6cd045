"""What mentors type in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.pathways.being_mentor import LONGEST_ABOUT, MOST_AT_ONCE, Offer
from parvis.core.pathways.mentoring import AT_ONCE, Mentor
from parvis.core.pathways.models import FocusArea
from parvis.web.desk.fields import text_area


class MentorForm(forms.Form):
    """What somebody offers as a mentor."""

    areas = forms.ModelMultipleChoiceField(
        FocusArea.objects.filter(is_active=True),
        label=_("Where you help"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one focus area.")},
    )
    languages = forms.CharField(
        label=_("Languages you speak"),
        required=False,
        max_length=160,
        help_text=_("As codes, with commas: en, fr, pt-BR. Blank: any."),
    )
    at_once = forms.IntegerField(
        label=_("People at once"),
        min_value=1,
        max_value=MOST_AT_ONCE,
        initial=AT_ONCE,
        help_text=_("Nobody is asked of you beyond that."),
        error_messages={
            "required": _("Say for how many people at once you have time."),
            "invalid": _("Type a whole number, as 2."),
            "min_value": _("Type 1 or more. To take nobody, end it below."),
            "max_value": _("Type %(limit_value)s or fewer."),
        },
    )
    about = forms.CharField(
        label=_("A sentence about you"),
        required=False,
        max_length=LONGEST_ABOUT,
        widget=text_area(3),
        help_text=_("For newcomers: what you do, how you like to help."),
    )
    is_shown = forms.BooleanField(
        label=_("Show my name and this sentence on the public pages of these areas"), required=False
    )

    def offer(self) -> Offer:
        """What was filled in, as the domain takes it."""
        given = dict(self.cleaned_data)
        spoken = given.pop("languages").split(",")
        return Offer(languages=spoken, is_shown=given.pop("is_shown", False), **given)


class AppointForm(MentorForm):
    """The same for somebody else; the leave to be named is theirs to give."""

    email = forms.EmailField(
        label=_("Their e-mail address"), help_text=_("With which they sign in here.")
    )
    is_shown = None  # type: ignore[assignment]  # Django's way to take a field out
    field_order = ("email", "areas", "languages", "at_once", "about")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["areas"].label = _("Where they help")
        self.fields["languages"].label = _("Languages they speak")
        self.fields["at_once"].help_text = _("Nobody is asked of them beyond that.")
        self.fields["about"].label = _("A sentence about them")
        self.fields["about"].help_text = _("For newcomers: what they do, how they like to help.")

    def offer(self) -> Offer:
        self.cleaned_data.pop("email", None)
        return super().offer()


def so_far(mentor: Mentor | None) -> dict[str, Any]:
    """What stands in the form before anything is changed."""
    if mentor is None:
        return {}
    return {
        "areas": list(mentor.areas.all()),
        "languages": ", ".join(mentor.languages),
        "at_once": mentor.at_once,
        "about": mentor.about,
        "is_shown": mentor.is_shown,
    }
