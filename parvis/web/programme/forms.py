"""What a lead types in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.core.programmes.models import Network

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class NetworkForm(forms.ModelForm):
    """The network's goal and baseline. The constraints of the model speak through it."""

    class Meta:
        model = Network
        fields = ("name", "goal", "goal_on", "baseline", "baseline_on", "baseline_note")
        widgets = {"goal_on": DAY, "baseline_on": DAY}  # noqa: RUF012  # Django's own form
        labels = {  # noqa: RUF012
            "name": _("Name of the network"),
            "goal": _("Goal: active contributors"),
            "goal_on": _("Goal: to be reached by"),
            "baseline": _("Baseline: active contributors at the start"),
            "baseline_on": _("Baseline: counted for"),
            "baseline_note": _("Baseline: where it comes from"),
        }
        help_texts = {  # noqa: RUF012
            "name": "",
            "goal": _("Blank: no goal yet."),
            "goal_on": "",
            "baseline": _("Blank: unknown."),
            "baseline_on": "",
            "baseline_note": _("A report, a dashboard, a count by hand: one line for a reader."),
        }
