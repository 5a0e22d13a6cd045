"""The focus areas of the network: what they are called, and which are offered."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from parvis.core.pathways.actions import PathwayError, change_area
from parvis.core.pathways.models import FocusArea
from parvis.core.programmes.rules import may_edit_network
from parvis.web.who import user_of


class AreaForm(forms.ModelForm):
    """A focus area, in words for a visitor."""

    class Meta:
        model = FocusArea
        fields = ("name", "summary", "about", "takes_a_month", "is_active")
        widgets = {"about": forms.Textarea(attrs={"rows": 4})}  # noqa: RUF012  # Django's own form
        labels = {  # noqa: RUF012  # Django's own form
            "name": gettext_lazy("Name"),
            "summary": gettext_lazy("In one line"),
            "about": gettext_lazy("What the work is, in some sentences"),
            "takes_a_month": gettext_lazy("Newcomers the team can take on in a month"),
            "is_active": gettext_lazy("Offered: events and needs can be for it"),
        }
        help_texts = {  # noqa: RUF012  # Django's own form
            "about": "",
            "takes_a_month": gettext_lazy("Leave it empty where nobody has said; 0 is nobody."),
        }


@login_required
@require_http_methods(["GET", "POST"])
def areas_page(request: HttpRequest) -> HttpResponse:
    """List the focus areas; change one."""
    if not may_edit_network(request.user):
        raise PermissionDenied
    asked = request.POST.get("what", "")
    areas = FocusArea.objects.order_by("-is_active", "name")
    rows = [
        AreaForm(_sent(request, area, asked), instance=area, prefix=_of(area)) for area in areas
    ]
    for form in rows:
        if form.is_valid() and _saved(request, form):
            messages.success(request, _("Saved."))
            return redirect("programme-areas")
    status = 422 if any(form.errors for form in rows) else 200
    return render(request, "programme/areas.html", {"rows": rows}, status=status)


def _of(area: FocusArea) -> str:
    return f"area-{area.pk}"


def _sent(request: HttpRequest, area: FocusArea, asked: str) -> QueryDict | None:
    return request.POST if request.method == "POST" and asked == _of(area) else None


def _saved(request: HttpRequest, form: AreaForm) -> bool:
    try:
        change_area(
            area=form.instance, **form.cleaned_data, by=user_of(request), now=timezone.now()
        )
    except PathwayError as error:
        form.add_error(None, str(error))
        return False
    return True
