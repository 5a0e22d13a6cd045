"""Becoming a mentor, changing what one offers, ending it. `by` None is the command line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from parvis.core.ground.actions import record
from parvis.core.pathways.mentor_hooks import tell_mentor_followers
from parvis.core.pathways.mentoring import AT_ONCE, Mentor
from parvis.core.pathways.mentors import may_appoint_mentors, may_mentor, mentor_of
from parvis.core.pathways.models import FocusArea
from parvis.core.people.models import User
from parvis.core.people.rules import NotAllowedError

MOST_AT_ONCE, LONGEST_ABOUT = 20, 240
MOST_LANGUAGES, LONGEST_CODE = 12, 12
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class MentorError(Exception):
    """A mentor that cannot be as asked: what is wrong, and what to do."""


@dataclass(frozen=True)
class Offer:
    """What a mentor offers. `is_shown` is their own leave to be named on pages."""

    areas: Sequence[FocusArea]
    languages: Sequence[str] = field(default=())  # codes; none: any
    at_once: int = AT_ONCE
    about: str = ""
    is_shown: bool = False


def be_mentor(*, user: User, offer: Offer, by: User | None, now: datetime) -> Mentor:
    """Make somebody a mentor, or change what they offer.

    A lead may do so for others; leave to be named stays theirs, and is never given for them.
    Raises NotAllowedError, MentorError with what is wrong.
    """
    languages = _checked(offer)
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        _refuse(user, by, now)
        mentor, is_new = _opened(user, now)
        mentor.languages, mentor.at_once = languages, offer.at_once
        mentor.about = " ".join(offer.about.split())
        if by is None or by == user:
            mentor.is_shown = offer.is_shown
        mentor.save()
        mentor.areas.set(offer.areas)
        action = "pathways.become-mentor" if is_new else "pathways.change-mentor"
        slugs = sorted(area.slug for area in offer.areas)
        record(action=action, target=mentor, by=by, now=now, areas=slugs, at_once=offer.at_once)
        tell_mentor_followers(mentor, now)
    return mentor


def end_mentor(*, mentor: Mentor, by: User | None, now: datetime) -> Mentor:
    """End being a mentor: by themselves, or by a lead. A second time changes nothing.

    Raises NotAllowedError.
    """
    if by is not None and by.pk != mentor.user_id and not may_appoint_mentors(by):
        raise NotAllowedError(f"{by} may not end it for {mentor}. A programme lead may.")
    with transaction.atomic():
        row = Mentor.objects.select_for_update(of=("self",), no_key=True).get(pk=mentor.pk)
        if row.until is not None:
            return row
        row.until, row.is_shown = max(now, row.since), False
        row.save(update_fields=["until", "is_shown"])
        record(action="pathways.end-mentor", target=row, by=by, now=now)
        tell_mentor_followers(row, now)
    return row


def _opened(user: User, now: datetime) -> tuple[Mentor, bool]:
    """The mentor that somebody is, or was, or will be; and whether they begin now."""
    found = Mentor.objects.filter(user=user).first() or Mentor(user=user, since=now, until=now)
    is_new = found.until is not None
    if is_new:
        found.since, found.until, found.is_shown = now, None, False
    return found, is_new


def _refuse(user: User, by: User | None, now: datetime) -> None:
    if not user.is_active:
        raise MentorError(f"{user} no longer signs in here. Choose somebody who does.")
    if by is None or may_appoint_mentors(by):
        return
    if by != user:
        raise NotAllowedError(f"{by} may not make others mentors. A programme lead may.")
    if not may_mentor(user, now=now) and mentor_of(user) is None:
        raise NotAllowedError(f"{by} has no role here yet. A programme lead may make them one.")


def _checked(offer: Offer) -> list[str]:
    """The languages, each once. Raises MentorError with what is wrong."""
    if not offer.areas:
        raise MentorError("Choose at least one focus area.")
    if not 1 <= offer.at_once <= MOST_AT_ONCE:
        raise MentorError(f"Say for how many people at once: 1 to {MOST_AT_ONCE}.")
    if len(offer.about) > LONGEST_ABOUT:
        raise MentorError(f"Shorten the sentence about you to {LONGEST_ABOUT} characters.")
    codes = list(dict.fromkeys(code.strip() for code in offer.languages if code.strip()))
    wrong = [code for code in codes if not LANGUAGE.fullmatch(code) or len(code) > LONGEST_CODE]
    if wrong:
        raise MentorError(f"“{wrong[0][:40]}” is no code of a language. Write it as fr or pt-BR.")
    if len(codes) > MOST_LANGUAGES:
        raise MentorError(f"Name at most {MOST_LANGUAGES} languages.")
    return codes
