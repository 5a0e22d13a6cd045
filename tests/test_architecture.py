"""What import-linter cannot see of the one-direction rule; the rest is in .importlinter."""

import configparser
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

PROJECT = Path(__file__).resolve().parents[1]
PARVIS = PROJECT / "parvis"
CONTRACTS = PROJECT / ".importlinter"

# The log says who did something. It names a user by Django's own setting and asks nothing of it.
NAMED_BY_SETTING = {("ground", "people", "LogEntry.by")}
# The lake asks how old an unfinished file is before it takes it away; no figure depends on it.
AGE_OF_A_FILE = {"measure/lake.py"}


@pytest.fixture(scope="module")
def contracts():
    read = configparser.ConfigParser()
    read.read(CONTRACTS)
    return read


@pytest.fixture(scope="module")
def order(contracts):
    """The features of the domain, highest first."""
    return contracts["importlinter:contract:core"]["layers"].split()


def feature(model):
    """`parvis.core.events.models` holds a model of `events`."""
    return model.__module__.split(".")[2]


def links():
    """(feature, feature it points at, field) of every relation between models of the domain."""
    for model in apps.get_app_config("core").get_models():
        for field in model._meta.get_fields():
            target = field.related_model
            if field.concrete and target and target.__module__.startswith("parvis.core."):
                yield feature(model), feature(target), f"{model.__name__}.{field.name}"


def test_foreign_keys_point_down(order):
    upward = {link for link in links() if order.index(link[0]) < order.index(link[1])}
    downward = {link for link in links() if order.index(link[0]) > order.index(link[1])}

    assert upward, "no relation found: this test looks in the wrong place"
    assert downward == NAMED_BY_SETTING


def test_user_is_named_by_setting():
    assert settings.AUTH_USER_MODEL == "core.User"


def test_every_feature_has_models(order):
    for name in order:
        assert (PARVIS / "core" / name / "__init__.py").exists(), name


def test_every_contract_gives_its_reason():
    text = CONTRACTS.read_text()
    headed = re.findall(r"\n\[importlinter:contract:([\w-]+)\]\n(#.*)?", text)

    assert headed
    assert [name for name, reason in headed if not reason] == []
    assert text.count("broken_contract_guidance") == len(headed)


def test_only_engines_name_an_engine():
    """An engine can be named without an import: `ibis.duckdb.connect()`."""
    calls = re.compile(r"\bibis\.(duckdb|pyspark)\b|\bconnect\(\s*[\"'](duckdb|pyspark)")
    naming = {
        str(file.relative_to(PARVIS))
        for file in PARVIS.rglob("*.py")
        if calls.search(file.read_text(encoding="utf-8"))
    }

    assert {name for name in naming if not name.startswith("measure/engines/")} == set()


def test_measures_read_no_clock():
    """A metric is a function of tables and an as-of; an action is told the moment."""
    clocks = re.compile(r"datetime\.now\(|date\.today\(|timezone\.now\(|time\.time\(")
    reading = {
        str(file.relative_to(PARVIS))
        for part in ("measure", "core", "insights")
        for file in (PARVIS / part).rglob("*.py")
        if clocks.search(file.read_text(encoding="utf-8"))
    }

    assert reading == AGE_OF_A_FILE


@pytest.mark.parametrize("folder", ["parvis", "tests", "bench", "scripts"])
def test_files_are_short(folder):
    """None is over 350 lines: split it by what its parts are about."""
    long = [
        str(file.relative_to(PROJECT))
        for file in (PROJECT / folder).rglob("*.py")
        if "migrations" not in file.parts and len(file.read_text().splitlines()) > 350
    ]

    assert long == []
