"""What stands in an installation once the demo is built."""

import json

import pytest
from django.contrib.auth import authenticate
from django.db import transaction

from parvis.core.events.models import Event
from parvis.core.pathways.models import FocusArea
from parvis.core.people.models import LinkDecision, User
from parvis.core.people.queries import standing_decisions
from parvis.core.programmes.models import Network, Programme
from parvis.core.spaces.models import Coordinator, Space
from parvis.core.spaces.rules import may_run_space
from parvis.insights import demo
from parvis.insights.demo.gatherings import programme_start
from parvis.insights.demo.places import places
from parvis.lib.home import Home
from parvis.measure.lake import Lake

from .conftest import TODAY


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, keys, tmp_path_factory):
    """(summary, home) of one demo for the tests that only look at it."""
    there = Home(tmp_path_factory.mktemp("demo") / "home").make()
    with django_db_blocker.unblock(), transaction.atomic():
        yield demo.build(there, Lake(there.lake), keys, today=TODAY), there
        transaction.set_rollback(True)


def test_build_fills_domain_and_lake(built, db, drawn):
    summary, home = built

    assert summary.is_new
    assert (summary.spaces, Space.objects.count()) == (12, 12)
    assert Event.objects.count() == len(drawn.events)
    assert Event.objects.filter(state="held").count() == summary.events_held
    ahead = Event.objects.filter(state__in=["published", "draft"])
    assert ahead.count() == summary.events_ahead
    assert FocusArea.objects.count() == 10
    assert Coordinator.objects.count() == 24
    assert LinkDecision.objects.count() == len(drawn.accounts.by_hand)
    assert len(Lake(home.lake).sources()) == summary.sources == 16
    rows = sum(entry.rows for entry in Lake(home.lake).sources().values())
    assert summary.activities - 5 <= rows <= summary.activities


def test_build_writes_the_events_as_drawn(built, db, drawn):
    states = {"held": "held", "cancelled": "cancelled", "planned": "published", "draft": "draft"}
    rows = {(e.space.slug, e.starts_at): e for e in Event.objects.select_related("space")}
    for event in drawn.events[::25]:
        row = rows[places()[event.place].slug, event.starts_at]
        reported = int(drawn.heads.reported[event.number])
        assert row.title == event.title
        assert row.state == states[event.status]
        assert row.headcount == (None if reported < 0 else reported)


def test_build_sets_goal_and_baseline_as_assumptions(built, db, truth):
    network, programme = Network.objects.get(), Programme.objects.get()

    assert programme.new_expected == 1152
    assert network.baseline == len(truth.active(programme_start(TODAY)))
    assert network.goal == network.baseline + 1152
    assert network.goal_on == programme.ends_on
    assert "Invented" in network.baseline_note
    assert "an assumption" in network.baseline_note


def test_sign_ins_open_with_their_password(built, db, rf):
    for one in demo.sign_ins():
        user = authenticate(rf.post("/"), email=one.email, password=one.password)
        assert user is not None
        assert user.get_full_name() == one.name


def test_sign_ins_hold_the_roles_they_are_shown_with(built, db):
    by_role = {one.role: User.objects.get(email=one.email) for one in demo.sign_ins()}
    roles = {
        role: sorted(user.roles.values_list("name", flat=True)) for role, user in by_role.items()
    }
    assert roles == {
        "programme lead": ["lead"],
        "data steward": ["steward"],
        "coordinator in Paris": [],
        "staff member": ["staff"],
        "contributor": [],
    }
    claire, paris = by_role["coordinator in Paris"], Space.objects.get(slug="paris")
    assert may_run_space(claire, paris, on=TODAY)
    assert not may_run_space(by_role["contributor"], paris, on=TODAY)


def test_only_those_shown_have_a_password(built, db):
    shown = {one.email for one in demo.sign_ins()}
    assert {user.email for user in User.objects.all() if user.has_usable_password()} == shown


def test_links_by_hand_name_no_address_and_stand_in_the_stewards_name(built, db):
    for decision in standing_decisions():
        assert decision.left.startswith("address:")
        assert decision.right.startswith("address:")
        assert decision.by.email == "steward@demo.example"


def test_marker_says_what_was_built(built, db):
    _, home = built

    kept = json.loads((home.path / "demo.json").read_text())["summary"]
    assert (kept["today"], kept["seed"]) == (TODAY.isoformat(), 2014)
