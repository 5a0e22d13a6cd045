"""The section “Your next step” of one's own page: what one tries, or what one could start on."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from parvis.core.followup.choosing import six_for
from parvis.core.followup.laying_out import helpers, on_offer
from parvis.core.followup.models import Attempt
from parvis.core.followup.trying import AT_ONCE, GOING, attempts_of
from parvis.core.followup.whose import Whose
from parvis.core.pathways.opportunities import Opportunity
from parvis.core.registration.links import Held
from parvis.core.registration.models import Registration
from parvis.web.task_cards import Card, card_of, cards

PAST = 6  # of what is over
SAID = {  # what the section says of what was just done
    "try": gettext_lazy("It is yours to try. Say here how it goes."),
    "finish": gettext_lazy("Well done, and thank you."),
    "stuck": gettext_lazy("Noted. Nobody knows everything, and most ask somebody."),
    "go-on": gettext_lazy("Good. Say so when you are done, or stuck again."),
    "drop": gettext_lazy("Let go. That is fine: take another one whenever you like."),
}


def whose_of(held: Held) -> Whose:
    """Whose page it is."""
    return Whose.of_visit(held.registration, is_proved=held.is_proved)


def next_step(
    held: Held, *, now: datetime, said: str = "", typed: Mapping[int, str] | None = None
) -> dict[str, Any] | None:
    """What the section shows; None where there is nothing to say.

    Before the event only what will lie there. Who gave the place back is shown only what they took.
    `said` is the step they just did; `typed` what they wrote of an attempt, by its key, that could
    not be kept.
    """
    row, event = held.registration, held.registration.event
    tried = list(attempts_of(whose_of(held)))
    comes = row.state == Registration.State.CONFIRMED and event.state != event.State.CANCELLED
    has_begun = now >= event.starts_at
    if not tried and not (comes and has_begun):
        return {"to_come": on_offer(event)} if comes else None
    going = [one for one in tried if one.state in GOING]
    has_room = comes and has_begun and len(going) < AT_ONCE
    offers, are_laid_out = _offers(held, tried, now) if has_room else ([], False)
    return {
        "going": _going(held, going, typed or {}),
        "offers": cards(offers),
        "are_laid_out": are_laid_out,
        "said": SAID.get(said, ""),
        "past": [one for one in tried if one.state not in GOING][:PAST],
    }


def _offers(held: Held, tried: list[Attempt], now: datetime) -> tuple[list[Opportunity], bool]:
    """What lies there, or else a chosen six; without what they tried already."""
    event = held.registration.event
    known = {one.opportunity_id for one in tried}
    out = [one for one in on_offer(event) if one.pk not in known]
    return (out, True) if out else (six_for(whose_of(held), event, past=tried, now=now), False)


def _going(held: Held, going: Iterable[Attempt], typed: Mapping[int, str]) -> list[Card]:
    is_stuck = any(one.state == Attempt.State.STUCK for one in going)
    mentors = helpers(held.registration.event) if is_stuck else []
    return [card_of(one, mentors, typed.get(one.pk, "")) for one in going]
