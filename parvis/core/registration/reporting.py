"""Reports of what the code of conduct does not allow: told by anybody, read by stewards only.

The log says that a report was made, read or settled, never what is in it; nor does any mail.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from parvis.core.events.models import Event
from parvis.core.ground.actions import record
from parvis.core.ground.posting import post_mail, site_link
from parvis.core.people.models import Role, User
from parvis.core.people.queries import holders
from parvis.core.registration.conduct import ConductReport
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.models import Registration
from parvis.core.registration.plausible import key_of
from parvis.core.registration.stewards import refuse_all_but_stewards, whom_to_ask
from parvis.core.spaces.models import Space

PER_HOUR = 20  # reports of one event: a form must not be a way to bury what matters
LONGEST_WORDS = 10_000  # characters
MOST_FOUND = 50


def report_conduct(
    *,
    space: Space,
    words: str,
    now: datetime,
    event: Event | None = None,
    name: str = "",
    reach: str = "",
) -> ConductReport:
    """Keep what somebody tells, nameless if they like, and let the stewards know that it waits.

    Who told it is not in the log either, signed in or not. The same words sent again within the
    hour are the same report. Raises RegistrationError with what is wrong.
    """
    said = {"words": _plain(words), "name": _plain(name), "reach": _plain(reach)}
    _refuse_unfit(said)
    with transaction.atomic():
        # Who reports at the same moment waits here, so that both are counted.
        Space.objects.select_for_update(no_key=True).get(pk=space.pk)
        lately = ConductReport.objects.filter(
            space=space, event=event, reported_at__gt=now - timedelta(hours=1)
        )
        if (same := lately.filter(**said).first()) is not None:
            return same
        _refuse_many(lately, space)
        made = ConductReport.objects.create(space=space, event=event, reported_at=now, **said)
        record(action="conduct.report", target=made, by=None, now=now, space=space.slug)
        _tell_that_it_waits(made, now)
    return made


def read_report(*, key: int, by: User | None, now: datetime) -> ConductReport:
    """Return a report to a steward, and log that they read it.

    Raises NotAllowedError for anybody else, ConductReport.DoesNotExist.
    """
    refuse_all_but_stewards(by)
    with transaction.atomic():
        found = reports().get(pk=key)
        record(action="conduct.read", target=found, by=by, now=now)
    return found


def settle_report(
    *, report: ConductReport, outcome: str, by: User | None, now: datetime
) -> ConductReport:
    """Say what was done, and close the report.

    Raises NotAllowedError unless `by` is a steward, RegistrationError where nothing is said or
    somebody settled it before.
    """
    refuse_all_but_stewards(by)
    done = _plain(outcome)
    if not done:
        raise RegistrationError("Write what was done, even if it was to do nothing, and why.")
    with transaction.atomic():
        found = ConductReport.objects.select_for_update().get(pk=report.pk)
        if found.settled_at is not None:
            day = f"{found.settled_at:%-d %B %Y}"
            raise RegistrationError(f"This report was settled on {day}. Read what was done first.")
        found.outcome, found.settled_at, found.settled_by = done, now, by
        found.save(update_fields=["outcome", "settled_at", "settled_by"])
        record(action="conduct.settle", target=found, by=by, now=now)
    return found


def find_people(
    *, report: ConductReport, asked: str, by: User | None, now: datetime
) -> list[Registration]:
    """Find who signed up, for a steward who knows an address, or a name from the report.

    An address finds its sign-ups anywhere; part of a name, those at the report's event, or else at
    its space. The latest event first, 50 at most. The log says that somebody looked, not for whom.
    """
    refuse_all_but_stewards(by)
    text = _plain(asked)
    if not text:
        raise RegistrationError("Type an address, or part of a name.")
    rows = Registration.objects.select_related("event__space")
    if "@" in text:
        rows = rows.filter(email_key=key_of(text))
    elif report.event_id is not None:
        rows = rows.filter(name__icontains=text, event=report.event_id)
    else:
        rows = rows.filter(name__icontains=text, event__space=report.space_id)
    with transaction.atomic():
        record(action="conduct.find", target=report, by=by, now=now)
    return list(rows.order_by("-event__starts_at", "number")[:MOST_FOUND])


def reports() -> QuerySet[ConductReport]:
    """All of them, the latest first, with what is said beside each."""
    return ConductReport.objects.select_related("event", "space", "settled_by")


def open_reports() -> QuerySet[ConductReport]:
    """What waits for a steward; what waits longest comes first."""
    return reports().filter(settled_at=None).order_by("reported_at", "pk")


def settled_reports() -> QuerySet[ConductReport]:
    """What was settled, the latest first."""
    return reports().exclude(settled_at=None).order_by("-settled_at", "-pk")


def _plain(text: str) -> str:
    return text.replace("\0", "").strip()  # PostgreSQL keeps no NUL


def _refuse_unfit(said: dict[str, str]) -> None:
    if not said["words"]:
        raise RegistrationError("Say what happened. A few words are enough.")
    for field, what, most in (
        ("words", "what happened", LONGEST_WORDS),
        ("name", "the name", 120),
        ("reach", "how to reach you", 254),
    ):
        if len(said[field]) > most:
            raise RegistrationError(f"Shorten {what} to {most} characters.")


def _refuse_many(lately: QuerySet[ConductReport], space: Space) -> None:
    if lately.count() >= PER_HOUR:
        contact = whom_to_ask(space) if space.conduct_contact else "somebody of the team there"
        raise RegistrationError(
            "So many reports came in the last hour that we cannot take this one now, and it is not "
            f"kept. Please send it again in an hour, or talk to {contact}."
        )


def _tell_that_it_waits(report: ConductReport, now: datetime) -> None:
    """Write to the stewards where to read it; without any, to the leads that one is needed.

    A mailbox is not a safe place: neither what happened nor where stands in it.
    """
    page = site_link("programme-conduct-report", report.pk)
    stewards = list(holders(Role.Name.STEWARD))
    for user in stewards:
        text = (
            f"a report about how people treat each other waits for a steward.\n\n"
            f"Read it: {page}\n\nWhat it says never stands in a mail. That you read it is logged."
        )
        _post(user, "A report of conduct waits", text, now)
    for user in [] if stewards else holders(Role.Name.LEAD):
        text = (
            "a report about how people treat each other waits, and nobody may read it: the "
            "network has no data steward. Please appoint one whom people can trust.\n\n"
            f"People and roles: {site_link('programme-team')}\n\nLeads cannot read reports."
        )
        _post(user, "Please appoint a data steward: a report waits", text, now)


def _post(user: User, subject: str, text: str, now: datetime) -> None:
    post_mail(to=user.email, subject=subject, text=f"Hello {user},\n\n{text}\n", now=now)
