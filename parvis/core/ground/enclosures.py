"""What goes with a mail: made when the mail is sent, by makers that features register here.

A mail keeps only the name of a maker and its argument, so that a ticket or a calendar entry says
what holds when it is sent, and mail that waits holds no files.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import InterfaceError, OperationalError

log = logging.getLogger("parvis.mail")


@dataclass(frozen=True)
class Attachment:
    """A file in a mail. `method` is a calendar's (PUBLISH, CANCEL).

    A picture may stand in the letter; `alt` says in words what it shows, else its name does.
    """

    name: str
    content: bytes
    content_type: str  # as image/png; text is in UTF-8
    method: str = ""
    is_inline: bool = False
    alt: str = ""


Maker = Callable[[str, datetime], Attachment | None]
_makers: dict[str, Maker] = {}


class MakerTakenError(Exception):
    """Two features registered makers under one name."""


def register_maker(name: str, maker: Maker) -> None:
    """Let `maker(argument, now)` make what mails name by `name`; None where nothing is to be made.

    Raises MakerTakenError if somebody else's maker has the name.
    """
    if _makers.setdefault(name, maker) is not maker:
        raise MakerTakenError(f"There is another maker of “{name}” already. Take another name.")


def make_all(
    pairs: Sequence[Sequence[str]], *, now: datetime
) -> tuple[list[Attachment], list[str]]:
    """Make what a mail names. Returns it, and the names of what could not be made.

    A maker that fails is logged and does not hold the mail up; a database that is away does.
    """
    made, missing = [], []
    for name, argument in pairs:
        if (one := _make(name, argument, now)) is not None:
            made.append(one)
        else:
            missing.append(name)
    return made, missing


def _make(name: str, argument: str, now: datetime) -> Attachment | None:
    maker = _makers.get(name)
    if maker is None:
        log.warning("Nobody makes “%s”, which a mail should enclose. It goes without.", name)
        return None
    try:
        return maker(argument, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # whatever it is, the mail matters more
        log.exception("“%s” of %s could not be made. The mail goes without.", name, argument)
        return None
