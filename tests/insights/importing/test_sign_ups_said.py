"""What a table may say of those who signed up: what they allowed, and whether they came."""

from datetime import UTC, datetime

import pytest

from parvis.core.events.models import Event
from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.models import Registration

from .conftest import NOW, people, problems, states


class TestConsents:
    def test_consent_counts_only_with_its_moment(self, load, event):
        Event.objects.filter(pk=event.pk).update(capacity=None)

        report = load(
            "name,email,reminders,linking,consent_at\n"
            "A1,a@x.org,yes,no,2026-02-01T10:00Z\n"
            "B1,b@x.org,yes,YES,\n"
            "C1,c@x.org,,,2026-02-01T10:00Z\n"
            "D1,d@x.org,perhaps,,2026-02-01T10:00Z\n"
            "E1,e@x.org,yes,,2027-02-01T10:00Z\n"
        )

        fields = ("name", "reminders_since", "linking_since", "follow_up_since", "consent_texts")
        at = datetime(2026, 2, 1, 10, tzinfo=UTC)
        assert list(Registration.objects.values_list(*fields)) == [
            ("A1", at, None, None, "elsewhere"),
            ("B1", None, None, None, ""),
            ("C1", None, None, None, ""),
        ]
        assert report.left_out == {"consent": 1}
        assert [one.problem for one in report.set_aside] == [
            "reminders is 'perhaps', neither yes nor no",
            "consent_at is 2027-02-01T10:00Z, which is still to come",
        ]

    def test_no_column_that_says_when_means_no_consent(self, load):
        report = load("name,email,linking\nAda,ada@example.org,yes\n")

        assert Registration.objects.get().linking_since is None
        assert report.left_out == {"consent": 1}


class TestWhoCame:
    def test_only_the_column_came_says_that_somebody_was_there(self, load, past):
        report = load(
            "name,email,state,came,came_at\n"
            "A1,a@x.org,confirmed,yes,\n"
            "B1,b@x.org,came,,\n"
            "C1,c@x.org,,no,\n"
            "D1,d@x.org,cancelled,yes,2026-02-19T13:30\n"
        )

        seen = CheckIn.objects.order_by("pk").values_list("registration__name", "at", "way", "note")
        late = datetime(2026, 2, 19, 12, 30, tzinfo=UTC)
        assert list(seen) == [("A1", past.starts_at, "desk", ""), ("D1", late, "desk", "cancelled")]
        assert (report.came, report.left_out) == (2, {"came": 1})
        assert states() == ["confirmed", "confirmed", "waiting", "cancelled"]

    def test_more_came_than_had_places(self, load, past):
        load(people(3, header="name,email,came", more=",x"))

        assert states() == ["confirmed", "confirmed", "waiting"]
        assert [one.note for one in CheckIn.objects.order_by("pk")] == ["", "", "waiting"]

    def test_who_signed_up_before_is_noted_as_there(self, load, past):
        load(people(2))

        report = load(people(2, header="name,email,came", more=",yes"))

        assert (report.new, report.same, report.came) == (0, 2, 2)

    def test_what_the_door_undid_stays_undone(self, load, past):
        content = people(1, header="name,email,came", more=",yes")
        load(content)
        CheckIn.objects.update(is_counted=False, undone_at=NOW)

        assert load(content).came == 0

    @pytest.mark.parametrize(
        ("row", "problem"),
        [
            ("maybe,", "came is 'maybe', neither yes nor no"),
            ("yes,2020-01-01T10:00", "came_at is 2020-01-01T10:00, more than a day before the"),
            ("yes,2026-03-02T10:00", "came_at is 2026-03-02T10:00, which is still to come"),
        ],
    )
    def test_what_cannot_be_is_set_aside(self, load, past, row, problem):
        report = load(f"name,email,came,came_at\nAda,ada@example.org,{row}\n")

        assert [one.problem.startswith(problem) for one in report.set_aside] == [True]
        assert not Registration.objects.exists()

    def test_nobody_came_to_an_event_that_has_not_begun(self, load):
        report = load(people(1, header="name,email,came", more=",yes"))

        assert problems(report) == [
            ("row 2", "it says that somebody came, and the event has not begun")
        ]
