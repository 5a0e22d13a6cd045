"""One database for many processes, and an event in it that people want to come to."""

import os
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from bench.site import Site


@pytest.fixture
def database(transactional_db, tmp_path):
    """Where all write: the tests' PostgreSQL, or a SQLite file of this test's own."""
    named = connection.settings_dict
    if connection.vendor == "postgresql":
        yield urlsplit(os.environ["PARVIS_DATABASE"])._replace(path=f"/{named['NAME']}").geturl()
        return
    with connected({"NAME": str(tmp_path / "db.sqlite3")}):
        yield f"sqlite:///{tmp_path / 'db.sqlite3'}"


@contextmanager
def connected(changes):
    """Look into another database than the tests' own, made up to the last migration."""
    before = connections["default"]
    made = connections.create_connection("default")
    made.settings_dict = {**before.settings_dict, **changes}
    connections["default"] = made
    try:
        MigrationExecutor(made).migrate(MigrationExecutor(made).loader.graph.leaf_nodes())
        yield made
    finally:
        made.close()
        connections["default"] = before


@pytest.fixture
def make_site(tmp_path):
    """Make a site on a database: it shares our secret, so its links and tickets are ours."""
    made = []

    def make(database, *words, **environment):
        home = tmp_path / f"site-{len(made)}"
        (home / "keys").mkdir(parents=True)
        (home / "keys" / "django.key").write_bytes(bytes.fromhex(django_settings.SECRET_KEY))
        made.append(Site(home, database, *words, **environment))
        return made[-1]

    yield make
    for site in made:
        site.kill()


@pytest.fixture
def make_event():
    """Publish an event for so many, in four days by the real clock: the site reads that."""
    # What needs Django is loaded here: these fixtures are read before it is set up.
    from parvis.core.events.actions import plan_event  # noqa: PLC0415
    from parvis.core.events.models import Event  # noqa: PLC0415
    from parvis.core.programmes.actions import ensure_network  # noqa: PLC0415
    from parvis.core.spaces.actions import open_space  # noqa: PLC0415
    from parvis.core.spaces.models import Space  # noqa: PLC0415

    def make(places, **changes):
        now = timezone.now()
        told = {"by": None, "now": now}
        ensure_network(name="Open Squares", **told)
        space = Space.objects.first() or open_space(
            slug="paris",
            name="Paris space",
            city="Paris",
            country="FR",
            time_zone="Europe/Paris",
            opened_on=now.date(),
            **told,
        )
        start = now + timedelta(days=4)
        times = {"starts_at": start, "ends_at": start + timedelta(hours=3)}
        event = plan_event(
            **{"space": space, "title": "Mending evening", "capacity": places, **times, **changes},
            **told,
        )
        Event.objects.filter(pk=event.pk).update(state="published", published_at=now)
        event.refresh_from_db()
        return event

    return make
