"""Sign-ups from a table: as many as there are places, each once, and what cannot be by itself."""

import csv
import gzip
import json
from datetime import UTC, datetime
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.core.events.models import Event
from parvis.core.ground.models import LogEntry
from parvis.core.ground.outbox import Mail
from parvis.core.people.rules import NotAllowedError
from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.consents import Consents
from parvis.core.registration.errors import ClosedError
from parvis.core.registration.excluding import exclude
from parvis.core.registration.models import Registration
from parvis.core.registration.signing_up import Wish, sign_up
from parvis.insights.importing.registrations import SignUpImportError, import_registrations
from parvis.measure.sources.base import SourceError

from .conftest import DAY, NOW, people, problems, states

NO_LETTER = "Write the name with at least one letter, so that the door can find you in its list"


def test_rows_get_places_in_the_order_of_the_file_and_the_rest_waits(load, event):
    report = load(people(4))

    assert states() == ["confirmed", "confirmed", "waiting", "waiting"]
    assert report.states == {"confirmed": 2, "waiting": 2, "cancelled": 0}
    first = Registration.objects.get(number=1)
    assert (first.name, first.origin, first.asked_at) == ("Visitor 1", "api", NOW)
    assert not Mail.objects.exists()
    entry = LogEntry.objects.get(action="registration.import")
    assert (entry.target_id, entry.details) == (str(event.pk), {"new": 4, "came": 0})


def test_second_import_changes_nothing(load, past):
    content = people(4, header="name,email,came", more=",yes")
    load(content)
    before = list(Registration.objects.values()), list(CheckIn.objects.values())

    report = load(content)

    assert (report.new, report.same, report.came) == (0, 4, 0)
    assert (list(Registration.objects.values()), list(CheckIn.objects.values())) == before
    assert LogEntry.objects.filter(action="registration.import").count() == 1


def test_event_that_had_sign_ups_is_filled_up_and_no_more(load, event):
    wish = Wish(name="Ada", email="V3@example.org", consents=Consents(linking=True))
    row = sign_up(event=event, wish=wish, form_key=uuid4(), now=NOW).registration

    report = load(people(4))

    assert (report.new, report.same) == (3, 1)
    assert states() == ["confirmed", "confirmed", "waiting", "waiting"]
    row.refresh_from_db()
    assert (row.name, row.number, row.linking_since) == ("Ada", 1, NOW)


def test_nobody_in_the_file_overtakes_who_waited_before(load, event):
    given = {"event": event, "name": "Ada", "asked_at": NOW, "changed_at": NOW}
    Registration.objects.create(number=1, state="waiting", **given)

    load(people(1))

    assert states() == ["waiting", "waiting"]


def test_event_without_a_limit_takes_everybody(load, event):
    Event.objects.filter(pk=event.pk).update(capacity=None)

    load(people(30))

    assert states() == ["confirmed"] * 30


def test_states_are_taken_as_they_are_while_there_are_places(load):
    load(
        "name;email;state\nA1;a@x.org;Waiting\nB1;b@x.org;confirmed\nC1;c@x.org;cancelled\n"
        "D1;d@x.org;\nE1;e@x.org;confirmed\n"
    )

    assert states() == ["waiting", "confirmed", "cancelled", "confirmed", "waiting"]


class TestAwkwardFiles:
    @pytest.mark.parametrize(
        "content",
        [
            "\ufeffname;email\r\nJörg Größe;joerg@bücher.example\r\n",
            "email\tname\njoerg@bücher.example\t  Jörg   Größe \n",
            'name,email\n"Jörg\nGröße",joerg@bücher.example\n\n\n',
            "name,email\nJörg Größe,joerg@bücher.example\n".encode("utf-16"),
            "name,email\nJörg Größe,joerg@bücher.example\n".encode("latin-1"),
            gzip.compress("name,email\nJörg Größe,joerg@bücher.example\n".encode()),
            json.dumps({"name": "Jörg Größe", "email": "joerg@bücher.example"}),
        ],
        ids=["bom", "tabs", "lines", "utf-16", "latin-1", "gzip", "json"],
    )
    def test_umlauts_come_through(self, load, content):
        report = load(content)

        row = Registration.objects.get()
        assert (row.name, row.email) == ("Jörg Größe", "joerg@bücher.example")
        assert row.email_key == "joerg@xn--bcher-kva.example"
        assert report.set_aside == []

    def test_parquet_may_lack_what_is_optional(self, event, tmp_path):
        file = tmp_path / "people.parquet"
        columns = {"name": ["Ada"], "email": ["ada@example.org"], "came": [None], "extra": [1]}
        pq.write_table(pa.table(columns), file)

        report = import_registrations(
            file=file, event=str(event.uid), write=False, by=None, now=NOW
        )

        assert (report.new, report.set_aside) == (1, [])

    def test_bad_rows_are_set_aside_and_the_good_ones_kept(self, load):
        report = load(
            "name,email,state,asked_at\n"
            "Ada,ada@example.org,,\n"
            '=HYPERLINK("http://x.example"),h@example.org,,\n'
            "+cmd|' /C calc'!A0,c@example.org,,\n"
            "@SUM(A1),s@example.org,,\n"
            "Ben,,,\n"
            "Ben,ben at example.org,,\n"
            "🎉,p@example.org,,\n"
            f"{'x' * 121},x@example.org,,\n"
            "Ada again,ADA@EXAMPLE.org,,\n"
            "Cleo,cleo@example.org,perhaps,\n"
            "Cleo,cleo@example.org,,yesterday\n"
            "Cleo,cleo@example.org,,2027-01-01\n"
            "Dan,dan@example.org\n"
            "@ada-l,eva@example.org,,2026-02-01T10:00\n"
        )

        assert problems(report) == [
            ("row 14", "it has 2 cells where the header has 4"),
            ("row 3", 'its name is a formula (=HYPERLINK("http://x.example"))'),
            ("row 4", "its name is a formula (+cmd|' /C calc'!A0)"),
            ("row 5", "its name is a formula (@SUM(A1))"),
            ("row 6", "it has no address"),
            ("row 7", "“ben at example.org” is no mail address"),
            ("row 8", NO_LETTER),
            ("row 9", "This name has 121 characters, and there is room for 120"),
            ("row 10", "its address stands in row 2 already"),
            ("row 11", "its state is 'perhaps'"),
            ("row 12", "'yesterday' is no date and time"),
            ("row 13", "asked_at is 2027-01-01, which is still to come"),
        ]
        assert all(len(one.remedy) > 15 for one in report.set_aside)
        rows = Registration.objects.values_list("name", "asked_at")
        asked = datetime(2026, 2, 1, 9, tzinfo=UTC)  # ten o'clock in Paris
        assert list(rows) == [("Ada", NOW), ("@ada-l", asked)]

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            ("Name,Mail\nAda,ada@example.org\n", "has no column 'name'"),
            ("name,email,email\nAda,a@x.org,b@x.org\n", "2 columns called 'email'"),
            ("name,email,came,came\nAda,a@x.org,,\n", "2 columns called 'came'"),
            ("", "is empty"),
            (b"PK\x03\x04", "a spreadsheet"),
        ],
    )
    def test_file_that_is_no_table_of_people_is_refused(self, load, content, sentence):
        with pytest.raises(SourceError, match=sentence):
            load(content)
        assert not Registration.objects.exists()

    def test_header_says_what_to_do(self, load):
        with pytest.raises(SourceError, match="Name the columns `name` and `email` in the first"):
            load("who,email\nAda,ada@example.org\n")

    def test_ten_thousand_rows_are_written_together(self, event, tmp_path):
        Event.objects.filter(pk=event.pk).update(capacity=600)
        file = tmp_path / "many.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            rows = csv.writer(out, delimiter=";")
            rows.writerow(["name", "email"])
            rows.writerows([f"Größe {n}", f"v{n}@example.org"] for n in range(10_000))

        with CaptureQueriesContext(connection) as queries:
            given = {"event": str(event.uid), "write": False, "by": None, "now": NOW}
            report = import_registrations(file=file, **given)

        assert report.states == {"confirmed": 600, "waiting": 9_400, "cancelled": 0}
        assert len(queries) < 300  # SQLite takes some forty rows in a statement


class TestWriting:
    def test_mail_goes_to_who_is_new_and_only_if_asked(self, load):
        load(people(1))
        report = load(people(4), write=True)

        mails = list(Mail.objects.order_by("pk").values_list("to", "subject"))
        assert mails == [
            ("v2@example.org", "Your place: Mending evening"),
            ("v3@example.org", "On the waiting list: Mending evening"),
            ("v4@example.org", "On the waiting list: Mending evening"),
        ]
        assert report.written == 3

    def test_free_place_is_offered_to_who_waits(self, load):
        load("name,email,state\nAda,ada@x.org,waiting\nBen,ben@x.org,cancelled\n", write=True)

        assert states() == ["offered", "cancelled"]
        assert list(Mail.objects.order_by("pk").values_list("to", "subject")) == [
            ("ada@x.org", "On the waiting list: Mending evening"),
            ("ada@x.org", "A place for you: Mending evening"),
        ]

    def test_nobody_is_written_to_about_what_is_over(self, load, past):
        with pytest.raises(SignUpImportError, match="is over"):
            load(people(1), write=True)
        assert not Registration.objects.exists()


class TestWhoMay:
    def test_others_import_nothing(self, load, outsider):
        with pytest.raises(NotAllowedError):
            load(people(1), by=outsider)
        assert not Registration.objects.exists()

    def test_coordinator_imports_and_is_named(self, load, lead, past):
        load(people(1, header="name,email,came", more=",yes"), by=lead)

        assert LogEntry.objects.get(action="registration.import").by == lead
        assert CheckIn.objects.get().by == lead

    def test_who_may_not_come_is_set_aside_politely(self, load, steward, space):
        given = {"because": "Because.", "until_on": None, "by": steward, "now": NOW - DAY}
        exclude(email="v1@example.org", space=space, **given)

        report = load(people(2))

        assert problems(report) == [("row 2", "we cannot take this sign-up")]
        assert Registration.objects.get().name == "Visitor 2"

    def test_what_was_is_not_changed_by_who_may_not_come_now(self, load, steward, past):
        given = {"because": "Because.", "until_on": None, "by": steward, "now": NOW - DAY}
        exclude(email="v1@example.org", space=None, **given)

        assert load(people(2)).set_aside == []


@pytest.mark.parametrize("uid", ["x", "", "5498839e-ac76-44b4-9f58-461ddfbb874e"])
def test_unknown_event_says_where_its_uid_stands(load, uid):
    with pytest.raises(SignUpImportError, match="Its uid stands in its page's address"):
        load(people(1), uid=uid)


def test_cancelled_event_takes_nobody(load, event):
    Event.objects.filter(pk=event.pk).update(state="cancelled")

    with pytest.raises(ClosedError, match="does not take place"):
        load(people(1))
