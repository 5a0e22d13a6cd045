"""What stands in the form of an event before anybody types; and what the form says of an event."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from parvis.core.events.afterwards import EventTemplate
from parvis.core.events.models import Event
from parvis.core.needs.models import Need, Proposal, Wish
from parvis.core.pathways.models import FocusArea
from parvis.core.people.models import User
from parvis.core.spaces.models import Space
from parvis.web.desk.fields import minutes_of
from parvis.web.desk.forms import EventForm

PLAIN = (
    *("title", "description", "kind", "level", "language", "bring", "capacity", "room", "area"),
    *("is_public", "has_catering", "takes_over", "coordinator", "sponsor"),
    *("expected_attendance", "expected_outcomes", "cost", "currency"),
)
WEEK = timedelta(7)


def said(form: EventForm) -> dict[str, Any]:
    """The fields of an event that the form gives, but for its times."""
    return {name: form.cleaned_data[name] for name in PLAIN}


def times(form: EventForm) -> dict[str, Any]:
    given = form.cleaned_data
    starts_at = given["starts_at"]
    around = {name: given[name] for name in ("setup", "clearup")}
    return {"starts_at": starts_at, "ends_at": starts_at + given["length"], **around}


def of_event(event: Event) -> dict[str, Any]:
    """What the form shows of an event."""
    start = event.starts_local
    return {
        **{name: getattr(event, name) for name in PLAIN},
        "further_areas": list(event.further_areas.all()),
        "day": start.date(),
        "start": start.time(),
        "length": minutes_of(event.ends_at - event.starts_at),
        "setup": minutes_of(event.setup),
        "clearup": minutes_of(event.clearup),
    }


def of_request(request: HttpRequest, space: Space, user: User) -> dict[str, Any]:
    """What a link to the form brings along: a slot, and an event, template, need or proposal."""
    asked = request.GET
    found: dict[str, Any] = {"coordinator": user.pk, "kind": Event.Kind.MEETUP}
    for name, fill in FILLED_FROM.items():
        if asked.get(name, "").isdecimal():
            found |= fill(int(asked[name]), space)
    return found | _slot(asked)


def wish_of(given: QueryDict, space: Space) -> dict[str, Wish]:
    """The need or the proposal that an event would answer. Raises Http404 for another space's."""
    found: dict[str, Wish] = {}
    if given.get("need", "").isdecimal():
        for_us = Need.objects.filter(Q(space=None) | Q(space=space))
        found["need"] = get_object_or_404(for_us, pk=int(given.get("need", "")))
    if given.get("proposal", "").isdecimal():
        found["proposal"] = get_object_or_404(
            Proposal, pk=int(given.get("proposal", "")), space=space
        )
    return found


def _slot(asked: QueryDict) -> dict[str, Any]:
    return {name: asked[name] for name in ("room", "day", "start", "area") if asked.get(name)}


def _clone(key: int, space: Space) -> dict[str, Any]:
    event = get_object_or_404(Event.objects.select_related("space"), pk=key, space=space)
    found = of_event(event)
    return {**found, "day": found["day"] + WEEK}


def _template(key: int, _space: Space) -> dict[str, Any]:
    values = dict(get_object_or_404(EventTemplate, pk=key).values)
    values["length"] = values.pop("minutes", 120)
    values["area"] = FocusArea.objects.filter(slug=values.get("area", "")).first()
    values["further_areas"] = list(
        FocusArea.objects.filter(slug__in=values.get("further_areas", []))
    )
    return values


def _wish(wish: Wish) -> dict[str, Any]:
    whom = f"For {wish.audience}." if wish.audience else ""
    return {
        "title": wish.title,
        "description": "\n\n".join(filter(None, (wish.words, whom))),
        "area": wish.area_id,
        "expected_attendance": wish.expected_attendance,
    }


def _need(key: int, space: Space) -> dict[str, Any]:
    return _wish(wish_of(QueryDict(f"need={key}"), space)["need"])


def _proposal(key: int, space: Space) -> dict[str, Any]:
    return _wish(wish_of(QueryDict(f"proposal={key}"), space)["proposal"])


FILLED_FROM = {"template": _template, "clone": _clone, "need": _need, "proposal": _proposal}
