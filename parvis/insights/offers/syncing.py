"""Bringing our tasks into step with where they come from, one source after the other."""

from dataclasses import dataclass, field
from datetime import datetime

from parvis.core.pathways.opportunities import OpportunitySource
from parvis.core.pathways.sourcing import GITHUB, claim_due, note_end
from parvis.core.pathways.taking_in import StaleSourceError, Taken, take_in, unseen
from parvis.insights.offers import bugzilla, github
from parvis.insights.offers.client import AskingError, Client, EnoughError, TooOftenError
from parvis.insights.offers.cursor import Cursor, moment

AT_ONCE = 20  # questions in one turn of the worker, which has mail to send as well
System = OpportunitySource.System
Reader = type[github.GitHub] | type[bugzilla.Bugzilla]
SYSTEMS: dict[System, tuple[Reader, dict[str, str]]] = {
    System.GITHUB: (github.GitHub, github.HEADERS),
    System.BUGZILLA: (bugzilla.Bugzilla, bugzilla.HEADERS),
}


@dataclass(frozen=True)
class Token:
    """What shows GitHub who we are, so that it answers more often. It is sent to `only` alone."""

    secret: str = ""
    only: str = GITHUB

    def headers(self, source: OpportunitySource) -> dict[str, str]:
        """What goes with each question to this source."""
        is_theirs = source.system == System.GITHUB and source.address == self.only
        return {"Authorization": f"Bearer {self.secret}"} if self.secret and is_theirs else {}


NO_TOKEN = Token()


@dataclass
class Synced:
    """How a reading went. `problem`: why it ended early; blank, and not whole: more is to come."""

    source: OpportunitySource
    taken: Taken = field(default_factory=Taken)
    is_whole: bool = False
    problem: str = ""


def sync_due(*, now: datetime, token: Token = NO_TOKEN) -> Synced | None:
    """Read the source that waits longest, if one is due; two workers never read the same one."""
    source = claim_due(now=now)
    return sync(source=source, now=now, token=token, most=AT_ONCE) if source else None


def sync(
    *, source: OpportunitySource, now: datetime, token: Token = NO_TOKEN, most: int | None = None
) -> Synced:
    """Read what is new at a source and write it, page by page; `most` questions at most.

    What goes wrong stands in `source.problem` as a sentence, and what was read before it stays.
    The caller has claimed the source.
    """
    done = Synced(source)
    until = _asked_to_wait(source, now)
    if until is not None:
        done.problem = f"It is asked again after {until:%Y-%m-%d %H:%M} UTC, as it wished."
        return _end(done, until, now)
    reader, headers = SYSTEMS[System(source.system)]
    client = Client(now, {**headers, **token.headers(source)}, most)
    try:
        _read(done, reader, client, now)
    except TooOftenError as error:
        done.problem, until = str(error), error.until
    except (AskingError, StaleSourceError) as error:
        done.problem = str(error)
    except EnoughError:
        pass  # the cursor says where to go on
    finally:
        client.close()
    return _end(done, until, now)


def _read(done: Synced, reader: Reader, client: Client, now: datetime) -> None:
    source = done.source
    asked = reader(
        source.address,
        source.place,
        list(source.labels),
        client,
        lambda since, most: unseen(source, since=since, most=most),
        now,
    )
    cursor = Cursor.of(source.cursor).waiting(None)
    for batch in asked.read(cursor):
        done.taken.add(take_in(source=source, batch=batch, now=now))
    done.is_whole = True


def _end(done: Synced, until: datetime | None, now: datetime) -> Synced:
    cursor = str(Cursor.of(done.source.cursor).waiting(until))
    note_end(
        source=done.source, cursor=cursor, problem=done.problem, is_whole=done.is_whole, now=now
    )
    return done


def _asked_to_wait(source: OpportunitySource, now: datetime) -> datetime | None:
    """Until when the system wants to be left alone: it counts all our questions together."""
    alike = OpportunitySource.objects.filter(system=source.system, address=source.address)
    cursors = [Cursor.of(text) for text in alike.values_list("cursor", flat=True)]
    waits = [moment(cursor.wait) for cursor in cursors if cursor.wait]
    return max((until for until in waits if until > now), default=None)
