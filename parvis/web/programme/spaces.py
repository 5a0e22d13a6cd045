"""The spaces of the network, and everything about one that can be changed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from parvis.core.events.affected import affected
from parvis.core.people.rules import NotAllowedError
from parvis.core.spaces import furnishing
from parvis.core.spaces.actions import SpaceError, open_space
from parvis.core.spaces.furnishing import may_furnish, may_rule
from parvis.core.spaces.house import rules_of
from parvis.core.spaces.models import Coordinator, Space
from parvis.core.spaces.rooms import Closure, Room
from parvis.web.programme.space_forms import (
    ClosureForm,
    HoursForm,
    HouseRulesForm,
    OpenForm,
    PageForm,
    RoomForm,
    TermForm,
)
from parvis.web.who import user_of

Said = dict[str, Any]
NAMED = 5  # affected events that a message names


@login_required
@require_http_methods(["GET", "POST"])
def spaces_page(request: HttpRequest) -> HttpResponse:
    """List the spaces that they may change; a lead opens another."""
    user, now = user_of(request), timezone.now()
    rules = may_rule(user)
    found = Space.objects.all()
    if not rules:
        found = found.filter(coordinators__user=user).distinct()
    shown = [space for space in found if rules or may_furnish(user, space, now=now)]
    if not rules and (request.method == "POST" or not shown):
        raise PermissionDenied
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            space = open_space(**form.cleaned_data, by=user, now=now)
        except SpaceError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Opened. Say now when it is open and what rooms it has."))
            return redirect("programme-space", space.slug)
    context = {"spaces": shown, "form": form, "may_rule": rules}
    return render(request, "programme/spaces.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def space_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show everything about a space that they may change, each part with its own button."""
    space, user = get_object_or_404(Space, slug=slug), user_of(request)
    if not may_furnish(user, space, now=timezone.now()):
        raise PermissionDenied
    part = request.POST.get("what", "")
    parts = _parts(request, space, part)
    if request.method == "POST":
        if part == "no-closure":
            key = request.POST.get("key", "")
            closure = get_object_or_404(Closure, pk=key if key.isdecimal() else 0, space=space)
            furnishing.remove_closure(closure=closure, by=user, now=timezone.now())
            messages.success(request, _("Taken back."))
            return redirect("programme-space", slug)
        chosen = parts.get(part)
        if chosen is not None and _done(request, space, *chosen):
            return redirect("programme-space", slug)
    terms = [form for key, (form, _act) in parts.items() if key.startswith("term-")]
    context = {
        "space": space,
        "may_rule": may_rule(user),
        "forms": {key.replace("-", "_"): form for key, (form, _act) in parts.items()},
        "room_forms": [form for key, (form, _a) in parts.items() if key.startswith("room-")],
        "term_forms": terms,
        "closures": space.closures.select_related("room").filter(
            until_on__gt=timezone.now().date()
        ),
    }
    is_wrong = any(form.errors for form, _act in parts.values())
    return render(request, "programme/space.html", context, status=422 if is_wrong else 200)


Part = tuple[forms.BaseForm, Callable[..., object]]


def _parts(request: HttpRequest, space: Space, asked: str) -> dict[str, Part]:
    """Return each part's form and what it does; the one that was sent has what was typed."""
    sent = request.POST if request.method == "POST" else None

    def typed(name: str) -> Any:
        return {"data": sent if asked == name else None, "prefix": name}

    parts: dict[str, Part] = {}
    kept = Space.objects.get(pk=space.pk)  # a form that is wrong leaves `space` as it is
    parts["page"] = (PageForm(**typed("page"), instance=kept), furnishing.change_space)
    hours = HoursForm(**typed("hours"), hours=list(space.hours.all()))
    parts["hours"] = (hours, _set_hours)
    for room in [*space.rooms.all(), None]:
        name = f"room-{room.pk}" if room else "room-new"
        form = RoomForm(**typed(name), instance=room or Room(space=space))
        parts[name] = (form, _saving(room))
    parts["closure"] = (ClosureForm(**typed("closure"), space=space), _close)
    if may_rule(user_of(request)):
        rules = HouseRulesForm(**typed("rules"), instance=rules_of(space))
        parts["rules"] = (rules, furnishing.set_house_rules)
        for term in space.coordinators.select_related("user").order_by("-from_on", "pk"):
            name = f"term-{term.pk}"
            parts[name] = (TermForm(**typed(name), instance=term), _changing(term))
    return parts


def _done(
    request: HttpRequest, space: Space, form: forms.BaseForm, act: Callable[..., object]
) -> bool:
    """Whether the form went through; if not, it says why."""
    if not form.is_valid():
        return False
    now = timezone.now()
    try:
        act(space=space, by=user_of(request), now=now, **form.cleaned_data)
    except (SpaceError, NotAllowedError) as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Saved."))
    _warn(request, space, form.cleaned_data, form)
    return True


def _warn(request: HttpRequest, space: Space, said: Said, form: forms.BaseForm) -> None:
    """Name the events that lose their place by a closure or a room that goes."""
    if isinstance(form, RoomForm) and said["retired_on"] and form.instance.pk:
        days = {"room": form.instance, "from_on": said["retired_on"], "until_on": None}
    elif isinstance(form, ClosureForm) and not said["is_open"]:
        days = {name: said[name] for name in ("room", "from_on", "until_on")}
    else:
        return
    found = affected(space=space, now=timezone.now(), **days)
    count = found.count()
    if count:
        named = [
            f"{event} ({event.starts_at.astimezone(space.zone):%-d %B, %H:%M})"
            for event in found[:NAMED]
        ]
        text = ngettext(
            "%(n)d event stands there and has to be moved or cancelled: %(named)s",
            "%(n)d events stand there and have to be moved or cancelled: %(named)s",
            count,
        )
        more = " …" if count > NAMED else ""
        messages.warning(request, text % {"n": count, "named": ", ".join(named) + more})


def _set_hours(*, space: Space, hours: furnishing.Hours, by: Any, now: Any, **_days: str) -> None:
    furnishing.set_hours(space=space, hours=hours, by=by, now=now)


def _close(*, last_on: Any, **said: Any) -> None:
    del last_on  # the form made it `until_on`
    furnishing.add_closure(**said)


def _saving(room: Room | None) -> Callable[..., object]:
    return lambda **said: furnishing.save_room(room=room, **said)


def _changing(term: Coordinator) -> Callable[..., object]:
    def change(*, space: Space, **said: Any) -> object:
        del space  # the term has it
        return furnishing.change_term(term=term, **said)

    return change
