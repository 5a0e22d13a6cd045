"""Asking another system by HTTP: with patience and size bounded, every failure a sentence."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3

CONNECT, READ = 5, 20  # seconds: until a connection stands, between two pieces of an answer
PATIENCE = 60  # seconds for the whole of one answer
LARGEST = 20_000_000  # bytes of one answer
PIECE = 65_536
SHORTEST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(days=1)
REFUSED, GONE, BUSY, TROUBLE = 403, (404, 410), 429, 500
HEADERS = {"User-Agent": "Parvis", "Accept-Encoding": "gzip, deflate"}
Params = Sequence[tuple[str, str | int]]


class AskingError(Exception):
    """A system that did not answer as it should: what it said, and what to do."""


class MissingError(AskingError):
    """There is no such thing there, or not any more."""


class TooOftenError(AskingError):
    """A system that wants to be left alone for a while: until when."""

    def __init__(self, said: str, until: datetime) -> None:
        self.until = until
        super().__init__(f"{said} It goes on after {until:%Y-%m-%d %H:%M} UTC.")


class EnoughError(Exception):
    """The caller's number of questions is used up; the rest is for another time."""


@dataclass(frozen=True)
class Answer:
    """What was said, where the next page is (blank: nowhere), and from where it was said."""

    said: Any
    following: str
    address: str
    was_moved: bool = False


@dataclass
class Client:
    """Asks one system. `most`: how many questions; None: as many as it takes."""

    now: datetime
    headers: Mapping[str, str] = field(default_factory=dict)
    most: int | None = None
    asked: int = 0

    def __post_init__(self) -> None:
        self.session = requests.Session()
        # Without it the machine's own .netrc would take the place of our token.
        self.session.auth = lambda request: request
        self.session.headers.update({**HEADERS, **self.headers})

    def get(self, address: str, params: Params = ()) -> Answer:
        """Ask. Raises AskingError and its kinds; EnoughError, without having asked."""
        if self.most is not None and self.asked >= self.most:
            raise EnoughError
        self.asked += 1
        host = urlsplit(address).netloc
        try:
            with self.session.get(
                address, params=list(params), timeout=(CONNECT, READ), stream=True
            ) as reply:
                body = _body(reply, host)
                self._refuse(reply, body, host)
                following = str(reply.links.get("next", {}).get("url", ""))
                return Answer(_json(body, host), following, str(reply.url), bool(reply.history))
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise AskingError(_failure(error, host)) from error

    def close(self) -> None:
        """Let go of the connections."""
        self.session.close()

    def _refuse(self, reply: Any, body: bytes, host: str) -> None:
        status = int(reply.status_code)
        if status < 400:  # noqa: PLR2004  # what HTTP calls an error begins there
            return
        said = _message(body)
        if status in (REFUSED, BUSY) and _is_limit(reply.headers, said, status):
            until = _until(reply.headers, self.now)
            raise TooOftenError(f"{host} lets nobody ask so often.", until)
        words = f" (it says: {said})" if said else ""
        if status in GONE:
            raise MissingError(f"{host} knows nothing of it{words}. Check how it is written.")
        if status >= TROUBLE:
            raise AskingError(f"{host} is in trouble and answered {status}. It is asked again.")
        raise AskingError(f"{host} answered {status}{words}.")


def _body(reply: Any, host: str) -> bytes:
    """All of an answer. One that is endless, in size or in time, is no answer."""
    found, ends = bytearray(), time.monotonic() + PATIENCE
    while piece := reply.raw.read1(PIECE, decode_content=True):
        found += piece
        if len(found) > LARGEST:
            raise AskingError(f"{host} answered with more than {LARGEST:,} bytes. Ask for less.")
        if time.monotonic() > ends:
            raise AskingError(f"{host} did not come to an end within {PATIENCE} seconds.")
    return bytes(found)


def _json(body: bytes, host: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise AskingError(
            f"{host} answered with something that is no JSON. Check the address of its REST "
            "interface."
        ) from error


def _message(body: bytes) -> str:
    """What the system itself says of an error, as far as it says anything."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    text = said.get("message") if isinstance(said, dict) else ""
    return " ".join(text.split())[:200].rstrip(".") if isinstance(text, str) else ""


def _is_limit(headers: Mapping[str, str], said: str, status: int) -> bool:
    is_used_up = headers.get("x-ratelimit-remaining") == "0" or "retry-after" in headers
    return is_used_up or status == BUSY or "rate limit" in said.lower()


def _until(headers: Mapping[str, str], now: datetime) -> datetime:
    """When to go on, as documented: retry-after, else the reset, else a minute."""
    try:
        if "retry-after" in headers:
            found = now + timedelta(seconds=int(headers["retry-after"]))
        else:
            found = datetime.fromtimestamp(int(headers["x-ratelimit-reset"]), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        found = now
    return min(max(found, now + SHORTEST_WAIT), now + LONGEST_WAIT)


def _failure(error: Exception, host: str) -> str:
    if isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError):
        return f"{host} did not answer in time. It is asked again."
    if isinstance(error, requests.exceptions.SSLError):
        return f"{host} showed a certificate that cannot be trusted. Check the address."
    if isinstance(error, requests.TooManyRedirects):
        return f"{host} sends on and on to other addresses. Check the address."
    if isinstance(error, requests.ConnectionError):
        return f"{host} cannot be reached. Check the address, and whether it is up."
    return f"{host} could not be understood ({type(error).__name__}). Check the address."
