"""What devices did, or ask for: each in its own transaction, and answered by its key."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from parvis.core.registration.checkins import DoorPass
from parvis.core.registration.consents import Consents
from parvis.core.registration.door import Answer, Seen, let_in, put_right, scan
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.passes import PassError, late_door, refuse_ended
from parvis.core.registration.undoing import undo
from parvis.core.registration.walking_in import Stranger, walk_in
from parvis.web.door.reading import Act, WrongActError, clean, read_act, read_body, read_moment
from parvis.web.door.refusals import to_device

WRONG, LATER = "wrong", "later"
LONGEST_DEVICE = 60
EARLY = timedelta(days=1)  # before the room is booked: nobody came in earlier than that
UNITS = (("days", 86_400), ("h", 3_600), ("min", 60))
MOST_SKEW = 2**31 - 1  # seconds that can be kept


@dataclass(frozen=True)
class Parcel:
    """What all acts of one request share."""

    held: DoorPass
    device: str
    sent_at: datetime
    now: datetime


@csrf_exempt  # the secret in the address is the authority; no cookie is read
@never_cache
@require_POST
def door_acts(request: HttpRequest, secret: str) -> HttpResponse:
    """Do what a device sends, in its order. A single check-in is five queries."""
    now = timezone.now()
    try:
        held = late_door(secret, now=now)
        said = read_body(request)
        device = clean(str(said.get("device", "")))[:LONGEST_DEVICE]
        parcel = Parcel(held, device, read_moment(said.get("sent_at"), "sent_at"), now)
    except PassError as error:
        return to_device(error)
    except WrongActError as error:
        return JsonResponse({"error": str(error)}, status=400)
    answers = [_answered(one, parcel) for one in said["acts"]]
    _, skew = put_right(now, sent_at=parcel.sent_at, now=now)
    return JsonResponse(
        {"answers": answers, "now": now.isoformat(), "skew_seconds": skew, "clock": _clock(skew)}
    )


def _answered(said: Any, parcel: Parcel) -> dict[str, Any]:
    """What became of one act, for the device. Whatever is wrong with it stays its own."""
    key = said.get("key") if isinstance(said, dict) else None
    try:
        answer = _done(read_act(said), parcel)
    except (WrongActError, RegistrationError) as error:
        answer = Answer(WRONG, str(error))
    except IntegrityError:
        answer = Answer(WRONG, "This key stood for another check-in. Note it anew.")
    except DatabaseError:
        answer = Answer(LATER, "This could not be kept just now. It will be sent again.")
    return {"key": key, **_shown(answer, parcel.held)}


def _done(act: Act, parcel: Parcel) -> Answer:
    held, event = parcel.held, parcel.held.event
    if not act.is_firm:
        refuse_ended(held, now=parcel.now)
    if act.what == "undo":
        by = held.user
        return undo(
            event=event, key=act.other_key("undoes"), now=parcel.now, by=by, may_come_later=True
        )
    seen = _seen(act, parcel)
    if act.what == "scan":
        return scan(event=event, code=act.text("code"), seen=seen)
    if act.what == "in":
        return let_in(event=event, registration=act.number("registration"), seen=seen)
    consents = Consents(follow_up=act.says("follow_up"), linking=act.says("linking"))
    stranger = Stranger(act.text("name"), act.text("email"), consents)
    return walk_in(event=event, stranger=stranger, seen=seen)


def _seen(act: Act, parcel: Parcel) -> Seen:
    at, skew = put_right(act.at, sent_at=parcel.sent_at, now=parcel.now)
    is_plausible = at > parcel.held.event.books_from - EARLY  # its clock was set in between
    return Seen(
        key=act.key,
        at=at if is_plausible else parcel.now,
        way=act.way,
        now=parcel.now,
        skew_seconds=max(-MOST_SKEW, min(skew, MOST_SKEW)),
        device=parcel.device,
        door_pass=parcel.held,
        is_firm=act.is_firm,
        over=act.over,
    )


def _shown(answer: Answer, held: DoorPass) -> dict[str, Any]:
    row, zone = answer.registration, held.event.space.zone
    return {
        "verdict": answer.verdict,
        "words": answer.words,
        "registration": row.pk if row else None,
        "name": row.name if row else "",
        "at": f"{answer.at.astimezone(zone):%H:%M}" if answer.at else None,
        "at_iso": answer.at.isoformat() if answer.at else None,
        "note": answer.note,
    }


def _clock(skew: int) -> str:
    if skew == 0:
        return ""
    name, seconds = next((unit for unit in UNITS if abs(skew) >= 2 * unit[1]), UNITS[-1])
    way = "ahead" if skew > 0 else "behind"
    far = max(1, round(abs(skew) / seconds))
    return f"This device’s clock is {far} {name} {way}. Times are put right; set the clock."
