"""What people ask for: for those who decide on it, and for those who asked."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.core.needs.asking import (
    NeedError,
    ask_need,
    decline,
    may_ask,
    may_decide,
    withdraw_need,
)
from parvis.core.needs.models import Need, Proposal, Support
from parvis.core.needs.supporting import stop_supporting, support_need
from parvis.core.pathways.models import FocusArea
from parvis.core.people.rules import NotAllowedError
from parvis.core.spaces.models import Space
from parvis.core.spaces.queries import open_spaces
from parvis.web.desk.fields import text_area
from parvis.web.desk.gates import at_desk, space_to_plan
from parvis.web.who import user_of

ON_A_PAGE = 25


class NeedForm(forms.ModelForm):
    """A wish, in the words of who has it."""

    class Meta:
        model = Need
        fields = (
            *("title", "words", "area", "space", "audience", "roughly_when"),
            "expected_attendance",
        )
        widgets = {"words": text_area(4)}  # noqa: RUF012  # Django's own form
        labels = {  # noqa: RUF012
            "title": gettext_lazy("In one line"),
            "words": gettext_lazy("What you want, in your own words"),
            "area": gettext_lazy("Focus area"),
            "space": gettext_lazy("Space"),
            "audience": gettext_lazy("For whom"),
            "roughly_when": gettext_lazy("Roughly when"),
            "expected_attendance": gettext_lazy("People expected"),
        }
        help_texts = {  # noqa: RUF012
            "words": "",
            "audience": "",
            "roughly_when": gettext_lazy("As “evenings in May”."),
            "expected_attendance": gettext_lazy("Blank: unknown."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "area": (FocusArea.objects.filter(is_active=True), _("not sure")),
            "space": (open_spaces(timezone.now().date()), _("any space")),
        }
        for name, (rows, empty) in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
            field.queryset, field.empty_label = rows, empty


@login_required
@require_http_methods(["GET", "POST"])
def needs(request: HttpRequest) -> HttpResponse:
    """Ask for a space, and see where what was asked before stands."""
    user, now = at_desk(request)
    asks = may_ask(user)
    if request.method == "POST" and not asks:
        raise PermissionDenied
    form = NeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_need(**form.cleaned_data, by=user, now=now)
        except NeedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Asked. You will see here what becomes of it."))
            return redirect("desk-needs")
    mine = Need.objects.filter(asked_by=user).select_related("space", "area", "decided_by")
    page = Paginator(mine.prefetch_related("events__space"), ON_A_PAGE)
    shown = page.get_page(request.GET.get("page"))
    others = Need.objects.filter(state=Need.State.OPEN).exclude(asked_by=user)
    counted = others.annotate(
        supporters=Count("supports"),
        is_mine=Exists(Support.objects.filter(need=OuterRef("pk"), user=user)),
    )
    context = {
        "form": form,
        "others": counted.select_related("space", "area", "asked_by")[:ON_A_PAGE] if asks else (),
        "other_count": others.count() if asks else 0,
        "needs": shown.object_list,
        "may_ask": asks,
        "page": {"number": shown.number, "last": page.num_pages},
    }
    return render(request, "desk/needs.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def support(request: HttpRequest, key: int) -> HttpResponse:
    """Say that one wants the same, or no longer does."""
    user, now = at_desk(request)
    need = get_object_or_404(Need, pk=key)
    try:
        if request.POST.get("do") == "stop":
            stop_supporting(need=need, by=user, now=now)
        else:
            support_need(need=need, by=user, now=now)
    except NotAllowedError as error:
        raise PermissionDenied from error
    except NeedError as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('desk-needs')}#others")


@require_safe
@login_required
def wishes(request: HttpRequest, slug: str) -> HttpResponse:
    """List what is asked of a space and waits for a word."""
    space, user, now = space_to_plan(request, slug)
    return _wishes(request, space, may_decide(user, None, now=now))


@require_POST
@login_required
def decline_wish(request: HttpRequest, slug: str, kind: str, key: int) -> HttpResponse:
    """Decline a need or a proposal, saying why."""
    space, user, now = space_to_plan(request, slug)
    wish: Need | Proposal
    if kind == "need":
        for_us = Need.objects.filter(Q(space=space) | Q(space=None))
        wish = get_object_or_404(for_us, pk=key)
    elif kind == "proposal":
        wish = get_object_or_404(Proposal, pk=key, space=space)
    else:
        raise Http404
    try:
        decline(wish=wish, because=request.POST.get("because", ""), by=user, now=now)
    except (NeedError, NotAllowedError) as error:
        return _wishes(request, space, may_decide(user, None, now=now), refusal=str(error))
    messages.success(request, _("Declined. Who asked can read why."))
    return redirect("desk-wishes", space.slug)


@require_POST
@login_required
def withdraw(request: HttpRequest, key: int) -> HttpResponse:
    """Take back what one asked for."""
    user = user_of(request)
    need = get_object_or_404(Need, pk=key, asked_by=user)
    try:
        withdraw_need(need=need, by=user, now=timezone.now())
    except NeedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Withdrawn."))
    return redirect("desk-needs")


def _wishes(
    request: HttpRequest, space: Space, may_decide_all: bool, *, refusal: str = ""
) -> HttpResponse:
    for_us = Need.objects.filter(Q(space=space) | Q(space=None), state=Need.State.OPEN)
    needs = for_us.select_related("space", "area", "asked_by").prefetch_related("supports")
    proposals = Proposal.objects.filter(space=space, state=Proposal.State.OPEN)
    context = {
        "space": space,
        "refusal": refusal,
        "may_decide_all": may_decide_all,
        "needs": needs.order_by("asked_at")[:ON_A_PAGE],
        "need_count": for_us.count(),
        "proposals": proposals.select_related("area").order_by("asked_at")[:ON_A_PAGE],
        "proposal_count": proposals.count(),
    }
    return render(request, "desk/wishes.html", context, status=422 if refusal else 200)
