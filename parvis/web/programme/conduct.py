"""The stewards' pages: what was reported, and who may not come. Nobody else opens them."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.core.people.models import User
from parvis.core.registration.conduct import ConductReport, Exclusion
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.excluding import (
    LONGEST_REASON,
    exclude,
    lift,
    past_exclusions,
    standing_exclusions,
)
from parvis.core.registration.models import Registration
from parvis.core.registration.reporting import (
    find_people,
    open_reports,
    read_report,
    settle_report,
    settled_reports,
)
from parvis.core.registration.stewards import may_handle_conduct
from parvis.core.spaces.models import Space
from parvis.web.programme.forms import DAY
from parvis.web.who import user_of

ON_A_PAGE = 50


class SettleForm(forms.Form):
    """What was done about a report."""

    outcome = forms.CharField(
        label=gettext_lazy("What was done"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write what was done.")},
        help_text=gettext_lazy("Also if it was to do nothing, and why."),
    )


class FindForm(forms.Form):
    """Whom a steward looks for. It is sent in the body, so that no address stands in a log."""

    asked = forms.CharField(
        label=gettext_lazy("Address, or part of a name"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Type an address, or part of a name.")},
        help_text=gettext_lazy(
            "An address finds its sign-ups everywhere; a name, those here. That you looked is "
            "logged."
        ),
    )


class ExcludeForm(forms.Form):
    """Who may not come, where, until when, and why."""

    email = forms.CharField(
        label=gettext_lazy("Mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Type the address that they sign up with.")},
    )
    space = forms.ModelChoiceField(
        Space.objects.all(),
        label=gettext_lazy("Where"),
        required=False,
        empty_label=gettext_lazy("in the whole network"),
    )
    until_on = forms.DateField(
        label=gettext_lazy("May come again from"),
        required=False,
        widget=DAY,
        help_text=gettext_lazy("Blank: until a steward lifts it."),
    )
    because = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write why, for another steward.")},
        help_text=gettext_lazy("Only stewards read it. It stands in no mail and on no other page."),
    )


@never_cache
@login_required
@require_safe
def reports_page(request: HttpRequest) -> HttpResponse:
    """List what waits, or what was settled; what is in a report stands on its own page."""
    _steward(request)
    is_settled = request.GET.get("show") == "settled"
    pages = Paginator(settled_reports() if is_settled else open_reports(), ON_A_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    context = {
        "reports": shown.object_list,
        "is_settled": is_settled,
        "page": {"number": shown.number, "last": pages.num_pages},
        "query": "show=settled" if is_settled else "show=open",
    }
    return render(request, "programme/conduct.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def report_page(request: HttpRequest, key: int) -> HttpResponse:
    """Show one report in full, which is logged; settle it, or look somebody up."""
    user, now = _steward(request)
    try:
        report = read_report(key=key, by=user, now=now)
    except ConductReport.DoesNotExist as error:
        raise Http404("There is no such report.") from error
    what = request.POST.get("what", "")
    settling = SettleForm(request.POST if what == "settle" else None)
    finding = FindForm(request.POST if what == "find" else None)
    if settling.is_valid() and _settled(settling, report, user, now):
        messages.success(request, _("Settled."))
        return redirect("programme-conduct")
    found = _found(finding, report, user, now) if finding.is_valid() else None
    status = 422 if settling.errors or finding.errors else 200
    context = {"report": report, "settling": settling, "finding": finding, "found": found}
    return render(request, "programme/conduct_report.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def exclusions_page(request: HttpRequest) -> HttpResponse:
    """List who may not come; exclude an address."""
    user, now = _steward(request)
    form = ExcludeForm(request.POST or None, initial=_chosen(request))
    if request.method == "POST" and form.is_valid():
        try:
            exclude(**form.cleaned_data, by=user, now=now)
        except RegistrationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Excluded. What they had signed up for is taken back."))
            return redirect("programme-exclusions")
    context = {
        "form": form,
        "standing": standing_exclusions(now).select_related("space", "by"),
        "past": past_exclusions(now).select_related("space", "by")[:ON_A_PAGE],
    }
    status = 422 if form.errors else 200
    return render(request, "programme/conduct_exclusions.html", context, status=status)


@login_required
@require_POST
def lift_page(request: HttpRequest, key: int) -> HttpResponse:
    """Let somebody come again."""
    user, now = _steward(request)
    lift(exclusion=get_object_or_404(Exclusion, pk=key), by=user, now=now)
    messages.success(request, _("Lifted. They may sign up again."))
    return redirect("programme-exclusions")


def _steward(request: HttpRequest) -> tuple[User, datetime]:
    """Who asks, and when. Raises PermissionDenied for everybody but stewards."""
    user = user_of(request)
    if not may_handle_conduct(user):
        raise PermissionDenied
    return user, timezone.now()


def _settled(form: SettleForm, report: ConductReport, user: User, now: datetime) -> bool:
    try:
        settle_report(report=report, **form.cleaned_data, by=user, now=now)
    except RegistrationError as error:
        form.add_error(None, str(error))
        return False
    return True


def _found(
    form: FindForm, report: ConductReport, user: User, now: datetime
) -> list[Registration] | None:
    try:
        return find_people(report=report, **form.cleaned_data, by=user, now=now)
    except RegistrationError as error:
        form.add_error(None, str(error))
        return None


def _chosen(request: HttpRequest) -> dict[str, Any]:
    """What a steward found on a report's page: its address, and the space of its event."""
    key = request.GET.get("registration", "")
    is_key = key.isascii() and key.isdigit() and len(key) <= 18  # noqa: PLR2004  # fits a key
    rows = Registration.objects.select_related("event__space").exclude(email="")
    row = rows.filter(pk=int(key)).first() if is_key else None
    return {} if row is None else {"email": row.email, "space": row.event.space}
