"""What is typed on the page of who comes: whom one looks for, and whom one admits."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy

SORTED = {
    "asked": gettext_lazy("who asked first"),
    "name": gettext_lazy("name"),
    "state": gettext_lazy("how they stand"),
    "came": gettext_lazy("when they came"),
}


class FindForm(forms.Form):
    """Whom one looks for. It is sent in the body, so that no name stands in a server's log."""

    asked = forms.CharField(
        label=gettext_lazy("Name or address"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )
    order = forms.ChoiceField(
        label=gettext_lazy("Sorted by"), choices=list(SORTED.items()), required=False
    )


class AdmitForm(forms.Form):
    """Somebody whom a coordinator gives a place."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.CharField(
        label=gettext_lazy("Mail address"),
        max_length=1000,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
        help_text=gettext_lazy("Blank: the ticket reaches nobody; the door finds them by name."),
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
