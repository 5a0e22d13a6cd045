"""Making an installation: one directory that holds everything, and what it starts with."""

import os
from dataclasses import dataclass, field
from datetime import datetime

from parvis.lib.home import Home, HomeError
from parvis.measure.identity.rules import default_rules_text
from parvis.measure.keys import Keys

DEFAULT_NAME = "Our network"
LAKE_KEY = "lake.key"


@dataclass
class Made:
    """What was missing from an installation and has been added, in words."""

    home: Home
    added: list[str] = field(default_factory=list)

    def add(self, what: str) -> None:
        self.added.append(what)


def start_django(home: Home) -> None:
    """Load the settings for this installation; models may be imported afterwards."""
    import django  # noqa: PLC0415  half a second that only some commands need

    os.environ["PARVIS_HOME"] = str(home.path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.settings")
    django.setup()


def exists(home: Home) -> bool:
    """Whether the installation was made to its end: the rules are the last thing written."""
    return home.rules.exists()


def lake_keys(home: Home) -> Keys:
    """The keys under which this installation's lake stands."""
    return Keys(home.secret(LAKE_KEY))


def make(home: Home, *, name: str | None, lead: str | None, now: datetime) -> Made:
    """Make the installation, or add what it lacks; what is there stays as it is.

    `name` is the network's (None: a name to be changed later), `lead` the address of its first
    programme lead (None: none is made). Raises UserError for an address that is none.
    """
    made = Made(home)
    if not home.path.is_dir():
        made.add(f"the directory {home.path}")
    home.make()
    start_django(home)
    _make_keys(home, made)
    _migrate(made)
    _make_network(name or DEFAULT_NAME, made, now)
    _load_pathways(made, now)
    if lead:
        _make_lead(lead, made, now)
    _write_rules(home, made)
    return made


def check_current(home: Home) -> None:
    """Raise HomeError if the database is older than this Parvis."""
    start_django(home)
    if _missing_migrations():
        raise HomeError(
            f"The database of {home.path} is older than this Parvis. "
            "Make a backup, then run `parvis init` to bring it up to date."
        )


def _make_keys(home: Home, made: Made) -> None:
    if not (home.keys / LAKE_KEY).exists():
        if home.lake.joinpath("manifest.json").exists():
            raise HomeError(
                f"{home.keys / LAKE_KEY} is gone, and the lake was written with it. "
                "Put it back from your backup: with another key nobody in the lake matches."
            )
        made.add("its keys")
    home.secret(LAKE_KEY)


def _migrate(made: Made) -> None:
    from django.core.management import call_command  # noqa: PLC0415  after start_django

    if _missing_migrations():
        call_command("migrate", verbosity=0, interactive=False)
        made.add("the tables of the database")


def _missing_migrations() -> bool:
    from django.db import connection  # noqa: PLC0415  after start_django
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _make_network(name: str, made: Made, now: datetime) -> None:
    from parvis.core.programmes.actions import ensure_network  # noqa: PLC0415  after start_django
    from parvis.core.programmes.models import Network  # noqa: PLC0415

    if not Network.objects.exists():
        network = ensure_network(name=name, by=None, now=now)
        made.add(f"the network {network.name!r}")


def _load_pathways(made: Made, now: datetime) -> None:
    from parvis.core.pathways.actions import load_pathways  # noqa: PLC0415  after start_django

    if areas := load_pathways(by=None, now=now):
        made.add(f"{len(areas)} focus areas with their pathways")


def _make_lead(address: str, made: Made, now: datetime) -> None:
    """Make the first lead; somebody who already signs in with the address becomes one."""
    from parvis.core.people.actions import give_role, make_user  # noqa: PLC0415  after start_django
    from parvis.core.people.models import Role, User  # noqa: PLC0415

    user = User.objects.filter(email=address.strip().lower()).first()
    if user is not None and user.roles.filter(name=Role.Name.LEAD).exists():
        return
    user = user or make_user(email=address, by=None, now=now)
    give_role(user=user, role=Role.Name.LEAD, by=None, now=now)
    made.add(f"the programme lead {user.email}")


def _write_rules(home: Home, made: Made) -> None:
    """Write the rules for staff and bots, whole or not at all."""
    if home.rules.exists():
        return
    draft = home.rules.with_suffix(".new")
    draft.write_text(default_rules_text(), encoding="utf-8")
    draft.replace(home.rules)
    made.add(f"the rules for staff and bots, {home.rules.name}")
