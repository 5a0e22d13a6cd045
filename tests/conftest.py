"""What every test may ask for."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from parvis.lib.home import Home

pytest_plugins = ["tests.services"]  # Chromium, PostgreSQL, how random the tests are

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def _pages_of_their_own(tmp_path_factory):
    """What tests draw is not kept in a developer's own installation."""
    from django.conf import settings  # noqa: PLC0415  # tests that need no Django load it here

    settings.CACHES["pages"]["LOCATION"] = tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="session")
def shared_data():
    """The folder of real data beside the project."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"The real data are not at {SHARED_DATA}: put them there to run this test.")
    return SHARED_DATA


@pytest.fixture
def home(tmp_path, monkeypatch, settings):
    """An installation of this test's own, named by PARVIS_HOME and by the settings."""
    made = Home(tmp_path / "home").make()
    monkeypatch.setenv("PARVIS_HOME", str(made.path))
    settings.HOME = made
    return made


@pytest.fixture
def now():
    """A moment for tests that pass one in."""
    return NOW


@pytest.fixture
def make_person(db):
    """Make a user with these roles: `make_person("ada", "lead")` signs in as ada@example.org."""
    from parvis.core.people.actions import give_role, make_user  # noqa: PLC0415  # needs Django

    def make(name, *roles):
        email = f"{name}@example.org"
        user = make_user(
            email=email, display_name=name.title(), is_known_address=True, by=None, now=NOW
        )
        for role in roles:
            give_role(user=user, role=role, by=None, now=NOW)
        return user

    return make


@pytest.fixture
def lead(make_person):
    return make_person("leila", "lead")


@pytest.fixture
def steward(make_person):
    return make_person("stefan", "steward")


@pytest.fixture
def staff(make_person):
    return make_person("samira", "staff")


@pytest.fixture
def outsider(make_person):
    """Somebody who signs in and holds no role: must not get in anywhere."""
    return make_person("oscar")


@pytest.fixture
def network(db):
    from parvis.core.programmes.actions import ensure_network  # noqa: PLC0415  # needs Django

    return ensure_network(name="Open Squares", by=None, now=NOW)


@pytest.fixture
def space(db):
    from parvis.core.spaces.actions import open_space  # noqa: PLC0415  # needs Django

    return open_space(
        slug="paris",
        name="Paris space",
        city="Paris",
        country="FR",
        time_zone="Europe/Paris",
        opened_on=date(2025, 1, 1),
        by=None,
        now=NOW,
    )
