"""Sign-ups and check-ins a second over HTTP with PostgreSQL, at 1 and at 8 clients.

Clients are processes of their own, each with one connection that stays open. They sign people up
through the HTTP interface with a token, and let them in as a device at the door does. With
PRETIX_URL and PRETIX_TOKEN the same is asked of a running pretix, in turns, in the same run: orders
for a free ticket, and their redemption at a check-in list.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.site import PROJECT, Site
from bench.visitor import Program, Said
from scripts.with_postgresql import server

CLIENTS = (1, 8)
EACH = 240  # sign-ups, and then check-ins, of all clients of a round together
ROUNDS = 3  # the median counts; one more comes first, to warm up
PLACES = 1_000_000  # so that places are counted each time
GOAL = 5  # times a peer
Peer = dict[str, Any]
WORK = ("sign-ups", "check-ins")


def run() -> dict[str, Any]:
    """Figures a second of each peer at each number of clients, and the ratios."""
    with ours() as site:
        peers = {"parvis": site, **({"pretix": pretix()} if "PRETIX_URL" in os.environ else {})}
        for peer in peers.values():
            _round(peer, 1)
        found = {clients: _measured(peers, clients) for clients in CLIENTS}
    told: dict[str, Any] = {f"{clients} clients": found[clients] for clients in CLIENTS}
    if "pretix" not in peers:
        told["pretix"] = "not asked: PRETIX_URL and PRETIX_TOKEN name none"
    return told


def _measured(peers: dict[str, Peer], clients: int) -> dict[str, Any]:
    """Rounds of all peers in turn, so that the machine's moods meet them alike."""
    rounds = [{name: _round(peer, clients) for name, peer in peers.items()} for _ in range(ROUNDS)]
    median: dict[str, Any] = {
        f"{name}, {work} a second": statistics.median(one[name][work] for one in rounds)
        for name in peers
        for work in WORK
    }
    if "pretix" in peers:
        for work in WORK:
            ratios = [one["parvis"][work] / one["pretix"][work] for one in rounds]
            median[f"{work}, times pretix (goal: {GOAL})"] = statistics.median(ratios)
    return median


def _round(peer: Peer, clients: int) -> dict[str, float]:
    """Sign some up, then let the same in. Returns how many a second."""
    share = EACH // clients
    spent: dict[str, float] = {}
    with _clients(peer, clients) as tell:
        for work in WORK:
            started = time.perf_counter()
            tell(f"{work} {share}")
            spent[work] = share * clients / (time.perf_counter() - started)
    return spent


@contextmanager
def _clients(peer: Peer, count: int) -> Iterator[Callable[[str], None]]:
    """Clients that do what they are told, all at once, and say when they are done."""
    command = [sys.executable, "-m", "bench.door", "client", json.dumps(peer)]
    started = [
        subprocess.Popen(
            command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(count)
    ]

    def tell(words: str) -> None:
        for one in started:
            assert one.stdin is not None
            one.stdin.write(f"{words}\n")
            one.stdin.flush()
        for one in started:
            assert one.stdout is not None
            assert one.stdout.readline() == "done\n", "a client failed"

    try:
        tell("begin 0")
        yield tell
    finally:
        for one in started:
            one.kill()
            one.communicate()


@contextmanager
def ours() -> Iterator[Peer]:
    """A site of our own on a PostgreSQL server of its own, with an event that takes anybody."""
    with server() as address, tempfile.TemporaryDirectory() as name:
        site = Site(Path(name), address, "--no-worker")
        command = [sys.executable, "-m", "bench.door", "fill"]
        made = subprocess.run(
            command, cwd=PROJECT, env=site.environment, check=True, capture_output=True, text=True
        )
        told = json.loads(made.stdout.splitlines()[-1])
        site.start()
        try:
            token = f"Bearer {told['token']}"
            yield {
                "kind": "parvis",
                "url": site.url,
                "authorization": token,
                **{name: told[name] for name in ("event", "door")},
            }
        finally:
            site.kill()


def pretix() -> Peer:
    """The pretix that the environment names, with an event, a free item and a check-in list."""
    known = os.environ
    return {
        "kind": "pretix",
        "url": known["PRETIX_URL"],
        "authorization": f"Token {known['PRETIX_TOKEN']}",
        "organizer": known.get("PRETIX_ORGANIZER", "bench"),
        "event": known.get("PRETIX_EVENT", "evening"),
        "item": int(known.get("PRETIX_ITEM", "1")),
        "list": int(known.get("PRETIX_LIST", "1")),
    }


def _client(peer: Peer) -> None:
    """Do what standard input says, a line each: `sign-ups 30`, then `check-ins 30`."""
    program = Program(peer["url"], peer["authorization"])
    sign_up, check_in = ACTS[peer["kind"]]
    tickets: list[str] = []
    for line in sys.stdin:
        work, _, count = line.partition(" ")
        for _ in range(int(count)):
            if work == "sign-ups":
                tickets.append(sign_up(program, peer))
            elif work == "check-ins":
                check_in(program, peer, tickets.pop())
        sys.stdout.write("done\n")
        sys.stdout.flush()


def _posted(program: Program, path: str, said: dict[str, Any]) -> Said:
    """Post once; again where the server had closed the connection that stood idle."""
    answer = program.post(path, said)
    return answer if answer.status else program.post(path, said)


def _sign_up(program: Program, peer: Peer) -> str:
    said = {"name": "Ada Lovelace", "email": f"{uuid4().hex}@example.org", "key": str(uuid4())}
    answer = _posted(program, f"/api/events/{peer['event']}/registrations", said)
    assert answer.status == 201, answer
    return str(answer.json["ticket"])


def _check_in(program: Program, peer: Peer, ticket: str) -> None:
    """As a device at the door does, by the link of its event."""
    now = datetime.now(UTC).isoformat()
    act = {"key": str(uuid4()), "what": "scan", "code": ticket, "at": now}
    said = {"device": "Front", "sent_at": now, "acts": [act]}
    answer = _posted(program, f"/door/{peer['door']}/acts", said)
    assert answer.json["answers"][0]["verdict"] == "in", answer


def _order(program: Program, peer: Peer) -> str:
    email = f"{uuid4().hex}@example.org"
    place = {"item": peer["item"], "variation": None, "price": "0.00", "answers": []}
    place |= {"attendee_name": "Ada Lovelace", "attendee_email": email, "subevent": None}
    said = {"email": email, "locale": "en", "sales_channel": "web", "positions": [place]}
    path = f"/api/v1/organizers/{peer['organizer']}/events/{peer['event']}/orders/"
    answer = _posted(program, path, said)
    assert answer.status == 201, answer
    return str(answer.json["positions"][0]["secret"])


def _redeem(program: Program, peer: Peer, secret: str) -> None:
    said = {"secret": secret, "lists": [peer["list"]], "nonce": uuid4().hex, "force": False}
    said |= {"ignore_unpaid": False, "source_type": "barcode"}
    answer = _posted(program, f"/api/v1/organizers/{peer['organizer']}/checkinrpc/redeem/", said)
    assert answer.status == 201, answer


ACTS: dict[str, tuple[Callable[..., str], Callable[..., None]]] = {
    "parvis": (_sign_up, _check_in),
    "pretix": (_order, _redeem),
}


def _fill() -> None:
    """Make the tables, an event for a million people, and a token of a lead."""
    from parvis.insights.installation import start_django  # noqa: PLC0415
    from parvis.lib.home import Home  # noqa: PLC0415

    start_django(Home.from_environment().make())
    from datetime import timedelta  # noqa: PLC0415

    from django.core.management import call_command  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    from parvis.core.events.actions import plan_event  # noqa: PLC0415
    from parvis.core.events.models import Event  # noqa: PLC0415
    from parvis.core.people.actions import give_role, make_user  # noqa: PLC0415
    from parvis.core.people.tokens import make_token  # noqa: PLC0415
    from parvis.core.programmes.actions import ensure_network  # noqa: PLC0415
    from parvis.core.registration.passes import make_pass  # noqa: PLC0415
    from parvis.core.spaces.actions import open_space  # noqa: PLC0415

    now = timezone.now()
    told: dict[str, Any] = {"by": None, "now": now}
    ensure_network(name="Bench", **told)
    lead = make_user(email="lead@example.org", is_known_address=True, **told)
    give_role(user=lead, role="lead", **told)
    space = open_space(
        slug="paris",
        name="Paris space",
        city="Paris",
        country="FR",
        time_zone="Europe/Paris",
        opened_on=now.date(),
        **told,
    )
    times: dict[str, Any] = {
        "starts_at": now + timedelta(hours=1),
        "ends_at": now + timedelta(hours=4),
    }
    event = plan_event(space=space, title="Evening", capacity=PLACES, **times, **told)
    Event.objects.filter(pk=event.pk).update(state="published", published_at=now)
    _, token = make_token(user=lead, name="bench", by=lead, now=now)
    _, secret = make_pass(event=event, name="Front", by=lead, now=now)
    print(json.dumps({"event": str(event.uid), "token": token, "door": secret}))


if __name__ == "__main__":
    _client(json.loads(sys.argv[2])) if sys.argv[1] == "client" else _fill()
