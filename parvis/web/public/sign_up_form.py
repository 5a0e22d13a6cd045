"""The form of a sign-up: name and address, and all the rest as one likes."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.pathways.models import FocusArea
from parvis.core.registration.consents import PURPOSES, Consents
from parvis.core.registration.models import LONGEST_ANSWER, SignUpRules
from parvis.core.registration.questions import Question
from parvis.core.registration.signing_up import Wish

LONGEST_KEY = 18  # digits: what a row's key can have
SYSTEMS = ("GitHub", "Bugzilla", "Pontoon", "Discourse", "MediaWiki", "GitLab")


class AreasField(forms.ModelMultipleChoiceField):
    """Focus areas by their keys. A number that no key can be is not in the list."""

    def clean(self, value: Any) -> Any:
        """Raise ValidationError for what is not listed."""
        for key in value or ():
            if len(str(key)) > LONGEST_KEY:
                raise forms.ValidationError(_("Choose from the list."))
        return super().clean(value)


class AnswersForm(forms.Form):
    """What somebody says of themselves. A coordinator's own questions come from `rules`."""

    # Longer than any name that is taken, so that the sentence about it can be ours.
    name = forms.CharField(
        label=_("Your name"),
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    areas = AreasField(
        label=_("What interests you"),
        queryset=FocusArea.objects.filter(is_active=True),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    access_needs = forms.CharField(
        label=_("What you need to take part"),
        help_text=_("As a ramp, a seat in front, sign language. The coordinators read it."),
        required=False,
        max_length=LONGEST_ANSWER,
    )
    handle = forms.CharField(
        label=_("Your handle"),
        help_text=_("Your name in a contribution system, as “ada” on GitHub."),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    handle_at = forms.CharField(
        label=_("Which system"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"list": "systems"}),
    )
    systems = SYSTEMS

    def __init__(self, *args: Any, rules: SignUpRules | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions: list[Question] = list(rules.questions) if rules else []
        for question in self.questions:
            self.fields[question["key"]] = _field(question)
        for purpose, sentence in PURPOSES.items():
            self.fields[purpose] = forms.BooleanField(label=sentence, required=False)

    def asked(self) -> list[forms.BoundField]:
        """The coordinator's own questions."""
        return [self[question["key"]] for question in self.questions]

    def consents(self) -> list[forms.BoundField]:
        return [self[purpose] for purpose in PURPOSES]

    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in ("areas", "access_needs", "handle", "handle_at")]

    @property
    def more_is_open(self) -> bool:
        """Whether what one need not fill in has something to show."""
        return any(field.errors or field.value() for field in self.more())

    def wish(self) -> Wish:
        """What was filled in, as the domain takes it."""
        said = self.cleaned_data
        return Wish(
            name=said["name"],
            email=said.get("email", ""),
            consents=Consents(**{purpose: said[purpose] for purpose in PURPOSES}),
            areas=list(said["areas"]),
            access_needs=said["access_needs"],
            handle=said["handle"],
            handle_at=said["handle_at"],
            answers={question["key"]: said[question["key"]] for question in self.questions},
        )


class SignUpForm(AnswersForm):
    """With the address. `website` is for programs: a person leaves it empty."""

    email = forms.CharField(
        label=_("Your e-mail address"),
        max_length=1000,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1"}))


def _field(question: Question) -> forms.Field:
    is_required = question.get("is_required", False)
    if choices := question.get("choices"):
        listed = [("", _("choose one")), *((one, one) for one in choices)]
        return forms.ChoiceField(label=question["words"], choices=listed, required=is_required)
    most = LONGEST_ANSWER
    return forms.CharField(label=question["words"], required=is_required, max_length=most)
