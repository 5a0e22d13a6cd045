"""What pages cost in a network of 1,000 spaces and 200,000 events, beside one of 10 and 2,000.

Each page is asked for through the whole site, on a SQLite file. Read the ratio: a page that costs
no more where there is a hundred times as much is 1.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

SIZES = (10, 1_000)  # spaces
EVENTS = 200  # of each
TIMES = 9
PAGES = ("/", "/events/", "/events/?area=coding&kind=talk", "/desk/space-5/week/", "/desk/week/")


def run() -> dict[str, Any]:
    """Queries and median milliseconds of each page at both sizes, and the ratio of the times."""
    told = {size: _measured(size) for size in SIZES}
    small, large = (told[size] for size in SIZES)
    return {
        page: {
            "queries": f"{small[page][0]} and {large[page][0]}",
            "milliseconds": f"{small[page][1]:.1f} and {large[page][1]:.1f}",
            "ratio": large[page][1] / small[page][1],
        }
        for page in PAGES
    }


def _measured(size: int) -> dict[str, tuple[int, float]]:
    """In a process of its own: Django is set up once, for one installation."""
    with tempfile.TemporaryDirectory() as home:
        known = {**os.environ, "PARVIS_HOME": home, "PARVIS_HOSTS": "testserver"}
        command = [sys.executable, "-m", "bench.pages", str(size)]
        answer = subprocess.run(command, env=known, check=True, capture_output=True, text=True)
    rows = [line.split("\t") for line in answer.stdout.splitlines() if "\t" in line]
    return {page: (int(queries), float(spent)) for page, queries, spent in rows}


def _main(size: int) -> None:
    from parvis.insights.installation import start_django  # noqa: PLC0415
    from parvis.lib.home import Home  # noqa: PLC0415

    start_django(Home.from_environment().make())
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    lead = _fill(size)
    client = Client()
    client.force_login(lead)
    for page in PAGES:
        print(page, *_cost(client, page), sep="\t")


def _cost(client: Any, page: str) -> tuple[int, float]:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200, page
        queries = len(captured)
    spent = []
    for _ in range(TIMES):
        started = time.perf_counter()
        client.get(page)
        spent.append(time.perf_counter() - started)
    return queries, statistics.median(spent) * 1000


def _fill(size: int) -> Any:
    from parvis.core.events.models import Event  # noqa: PLC0415
    from parvis.core.pathways.actions import load_pathways  # noqa: PLC0415
    from parvis.core.pathways.models import FocusArea  # noqa: PLC0415
    from parvis.core.people.actions import give_role, make_user  # noqa: PLC0415
    from parvis.core.programmes.actions import ensure_network  # noqa: PLC0415
    from parvis.core.spaces.models import Space  # noqa: PLC0415
    from parvis.core.spaces.rooms import Room  # noqa: PLC0415

    now = datetime.now(UTC)
    load_pathways(by=None, now=now)
    ensure_network(name="Many", by=None, now=now)
    lead = make_user(email="lead@example.org", is_known_address=True, by=None, now=now)
    give_role(user=lead, role="lead", by=None, now=now)
    areas, kinds = list(FocusArea.objects.all()), Event.Kind.values
    spaces = Space.objects.bulk_create(
        Space(
            slug=f"space-{n}",
            name=f"Space {n}",
            city=f"City {n}",
            country="FR",
            time_zone="Europe/Paris",
            opened_on=date(2020, 1, 1),
        )
        for n in range(size)
    )
    rooms = Room.objects.bulk_create(
        Room(space=space, slug=f"room-{n}", name=f"Room {n}") for space in spaces for n in range(3)
    )
    first = now.replace(hour=18, minute=0, second=0, microsecond=0) - timedelta(days=150)

    def event(number: int, space: int) -> Event:
        start = first + timedelta(days=number)
        return Event(
            space=spaces[space],
            room=rooms[space * 3 + number % 3],
            area=areas[number % len(areas)],
            kind=kinds[number % len(kinds)],
            title=f"Event {number}",
            starts_at=start,
            ends_at=start + timedelta(hours=2),
            books_from=start,
            books_until=start + timedelta(hours=2),
            state="held" if start < now else "published",
        )

    made = (event(number, space) for space in range(size) for number in range(EVENTS))
    Event.objects.bulk_create(made, batch_size=2_000)
    return lead


if __name__ == "__main__":
    _main(int(sys.argv[1]))
