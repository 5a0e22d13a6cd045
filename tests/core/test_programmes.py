from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from parvis.core.ground.models import LogEntry
from parvis.core.ground.queries import log_of
from parvis.core.people.rules import NotAllowedError
from parvis.core.programmes.actions import (
    NameTakenError,
    NetworkError,
    ensure_network,
    keep_run,
    set_network,
    set_programme,
)
from parvis.core.programmes.models import MeasureRun, Network, Programme
from parvis.core.programmes.queries import NoNetworkError, the_network
from parvis.core.programmes.rules import may_edit_network

from .refused import refused

TYPED = {
    "name": "Open Squares",
    "goal": 10_000,
    "goal_on": date(2026, 12, 31),
    "baseline": None,
    "baseline_on": None,
    "baseline_note": "",
}
FACTORS = {
    "name": "First year",
    "starts_on": date(2026, 5, 1),
    "ends_on": date(2027, 1, 1),
    "spaces": 12,
    "events_per_week": Decimal(3),
    "weeks": 32,
    "new_per_event": Decimal(1),
}


class TestNetwork:
    def test_there_is_one(self, network, now):
        again = ensure_network(name="Another", by=None, now=now)

        assert (again.pk, str(again)) == (network.pk, "Open Squares")
        assert log_of(network).count() == 1
        refused("network_only_one", lambda: Network.objects.create(pk=2, name="Second"))

    def test_before_init_there_is_none(self, db):
        with pytest.raises(NoNetworkError, match="Run `parvis init`"):
            the_network()

    def test_lead_types_in_goal_and_leaves_baseline_unknown(self, network, lead, now):
        set_network(**TYPED, by=lead, now=now)

        found = the_network()
        assert (found.goal, found.baseline) == (10_000, None)
        entry = log_of(network).filter(by=lead).get()
        assert entry.details == {"goal": 10_000, "goal_on": "2026-12-31"}

    def test_baseline_of_zero_is_not_an_unknown_one(self, network, now):
        known = {"baseline": 0, "baseline_on": date(2026, 1, 1), "baseline_note": "None yet"}

        set_network(**{**TYPED, **known}, by=None, now=now)

        assert the_network().baseline == 0

    def test_typing_in_the_same_is_not_logged(self, network, now):
        set_network(**TYPED, by=None, now=now)
        before = LogEntry.objects.count()

        set_network(**TYPED, by=None, now=now)

        assert LogEntry.objects.count() == before

    @pytest.mark.parametrize(
        ("change", "problem"),
        [
            ({"goal_on": None}, "Give a goal of at least 1 and its day, or neither"),
            ({"goal": 0}, "Give a goal of at least 1"),
            ({"baseline": 5}, "Give a baseline and its day"),
            ({"baseline_note": "Guess"}, "Give a baseline and its day"),
            ({"name": " "}, "cannot be blank"),
        ],
    )
    def test_half_a_goal_or_baseline_is_refused(self, network, now, change, problem):
        with pytest.raises(NetworkError, match=problem):
            set_network(**{**TYPED, **change}, by=None, now=now)

        assert the_network().goal is None

    @pytest.mark.parametrize(
        ("constraint", "change"),
        [
            ("network_named", {"name": ""}),
            ("network_goal_with_its_day", {"goal": 5}),
            ("network_goal_with_its_day", {"goal_on": "2026-12-31"}),
            ("network_baseline_with_its_day", {"baseline": 5}),
        ],
    )
    def test_database_keeps_the_network_whole(self, network, constraint, change):
        refused(constraint, lambda: Network.objects.update(**change))

    @pytest.mark.parametrize("who", ["steward", "staff", "outsider"])
    def test_only_a_lead_types_in(self, request, network, who, now):
        somebody = request.getfixturevalue(who)

        with pytest.raises(NotAllowedError, match="A programme lead may"):
            set_network(**TYPED, by=somebody, now=now)
        with pytest.raises(NotAllowedError):
            set_programme(**FACTORS, by=somebody, now=now)

        assert the_network().goal is None

    def test_who_may_edit(self, lead, steward, staff, outsider):
        asked = (lead, steward, staff, outsider, AnonymousUser(), None)

        assert [may_edit_network(user) for user in asked] == [True, *[False] * 5]


class TestProgramme:
    def test_goal_is_made_of_factors_that_stand_apart(self, network, lead, now):
        programme = set_programme(**FACTORS, by=lead, now=now)

        assert (programme.events_planned, programme.new_expected) == (1152, 1152)
        assert str(programme) == "First year"
        assert log_of(programme).get().details["new_per_event"] == "1"

    def test_programme_of_the_same_name_is_changed(self, network, now):
        set_programme(**FACTORS, by=None, now=now)

        half = set_programme(**{**FACTORS, "new_per_event": Decimal("0.5")}, by=None, now=now)

        assert Programme.objects.get() == half
        assert half.new_expected == 576

    def test_typing_in_the_same_is_not_logged(self, network, now):
        programme = set_programme(**FACTORS, by=None, now=now)

        set_programme(**FACTORS, by=None, now=now)

        assert log_of(programme).count() == 1

    def test_programme_named_by_its_id_gets_another_name(self, network, lead, now):
        programme = set_programme(**FACTORS, by=None, now=now)
        renamed = {**FACTORS, "name": "Second year"}

        set_programme(**renamed, programme_id=programme.pk, by=lead, now=now)

        assert Programme.objects.get().name == "Second year"
        assert log_of(programme).filter(by=lead).get().details == {"name": "Second year"}

    def test_two_programmes_have_two_names(self, network, now):
        set_programme(**FACTORS, by=None, now=now)
        second = set_programme(**{**FACTORS, "name": "Second"}, by=None, now=now)

        with pytest.raises(NameTakenError, match="Another programme is called “First year”"):
            set_programme(**FACTORS, programme_id=second.pk, by=None, now=now)

        assert Programme.objects.filter(name="Second").count() == 1

    @pytest.mark.parametrize(
        ("change", "problem"),
        [
            ({"weeks": 36}, "there are only 35 weeks: give fewer, or a later end"),
            ({"ends_on": date(2026, 5, 2), "weeks": 2}, "there is only 1 week: give fewer"),
        ],
    )
    def test_no_more_weeks_are_open_than_there_are(self, network, now, change, problem):
        with pytest.raises(NetworkError, match=problem):
            set_programme(**{**FACTORS, **change}, by=None, now=now)

        assert not Programme.objects.exists()

    def test_every_week_may_be_open(self, network, now):
        whole = set_programme(**{**FACTORS, "weeks": 35}, by=None, now=now)

        assert whole.events_planned == 1260

    @pytest.mark.parametrize(
        ("constraint", "change", "problem"),
        [
            ("programme_factors_make_sense", {"spaces": 0}, "Give at least one space"),
            ("programme_factors_make_sense", {"weeks": 0}, "Give at least one space"),
            ("programme_ends_after_it_starts", {"ends_on": date(2026, 5, 1)}, "ends after"),
        ],
    )
    def test_factors_make_sense(self, network, now, constraint, change, problem):
        row = {**FACTORS, **change}

        with pytest.raises(NetworkError, match=problem):
            set_programme(**row, by=None, now=now)
        refused(constraint, lambda: Programme.objects.create(network=network, **row))


class TestRuns:
    def test_public_sees_the_latest_as_of_made_last(self, db, now):
        def keep(as_of, hours, *, publish):
            made = now + timedelta(hours=hours)
            figures = {"as_of": as_of.isoformat(), "active": {"total": hours}}
            return keep_run(
                as_of=as_of,
                lake_generation=7,
                figures=figures,
                by=None,
                now=made,
                publish=publish,
            )

        keep(date(2026, 3, 1), 1, publish=True)
        latest = keep(date(2026, 3, 1), 2, publish=True)
        keep(date(2020, 1, 1), 3, publish=True)
        keep(date(2026, 4, 1), 4, publish=False)

        found = MeasureRun.objects.latest_published()

        assert found == latest
        assert found.figures == {"as_of": "2026-03-01", "active": {"total": 2}}
        assert str(found) == "as of 2026-03-01, made 2026-03-01 14:00 UTC"

    def test_without_a_run_there_is_nothing_to_see(self, db):
        assert MeasureRun.objects.latest_published() is None

    def test_keeping_a_run_is_logged(self, lead, now):
        run = keep_run(as_of=now.date(), lake_generation=1, figures={}, by=lead, now=now)

        entry = log_of(run).get()
        assert (entry.by, entry.details) == (lead, {"as_of": "2026-03-01", "public": False})
