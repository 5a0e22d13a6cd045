"""Reports of conduct: kept, logged without their contents, read by stewards only."""

from datetime import timedelta

import pytest

from parvis.core.ground.models import LogEntry
from parvis.core.ground.outbox import Mail
from parvis.core.ground.queries import log_of
from parvis.core.people.rules import NotAllowedError
from parvis.core.registration.conduct import ConductReport
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.plausible import key_of
from parvis.core.registration.reporting import (
    LONGEST_WORDS,
    MOST_FOUND,
    PER_HOUR,
    find_people,
    open_reports,
    read_report,
    report_conduct,
    settle_report,
    settled_reports,
)
from parvis.core.registration.stewards import may_handle_conduct
from tests.core.refused import refused

WORDS, NAME, REACH = "Shouted at by the bar", "Nadia", "nadia@friends.example"
HOUR = timedelta(hours=1)


@pytest.fixture
def tell(space, event, now):
    """Report something at the event: `tell(words="…")`."""

    def tell(**changes):
        told = {"space": space, "event": event, "words": WORDS, "now": now}
        return report_conduct(**{**told, **changes})

    return tell


def test_report_is_kept_and_logged_without_its_contents(tell, event, now):
    made = tell(words=f"  {WORDS} \0", name=NAME, reach=REACH)

    entry = log_of(made).get()
    kept = (made.words, made.name, made.reach, made.event, made.reported_at)
    assert kept == (WORDS, NAME, REACH, event, now)
    assert (entry.action, entry.by, entry.details) == ("conduct.report", None, {"space": "paris"})


def test_report_needs_no_name(tell):
    made = tell()

    assert (made.name, made.reach) == ("", "")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"words": " \n"}, "Say what happened. A few words are enough."),
        ({"words": "x" * (LONGEST_WORDS + 1)}, "Shorten what happened to 10000 characters."),
        ({"name": "x" * 121}, "Shorten the name to 120 characters."),
        ({"reach": "x" * 255}, "Shorten how to reach you to 254 characters."),
    ],
)
def test_what_cannot_be_kept_says_why(tell, said, why):
    with pytest.raises(RegistrationError) as error:
        tell(**said)

    assert str(error.value) == why
    assert not ConductReport.objects.exists()


def test_mail_says_only_that_a_report_waits_and_where(
    tell, steward, make_person, lead, coordinator, event, space
):
    make_person("sonia", "steward")
    gone = make_person("gabi", "steward")
    gone.is_active = False
    gone.save()

    made = tell(name=NAME, reach=REACH)

    mails = list(Mail.objects.order_by("to"))
    assert [mail.to for mail in mails] == ["sonia@example.org", "stefan@example.org"]
    for mail in mails:
        text = f"{mail.subject} {mail.text} {mail.reply_to}"
        assert f"Read it: http://127.0.0.1:8000/programme/conduct/{made.pk}/\n" in text
        secrets = (WORDS, NAME, REACH, event.title, space.name)
        assert [secret for secret in secrets if secret in text] == []


def test_leads_are_asked_for_a_steward_where_there_is_none(tell, lead, outsider, staff):
    made = tell(name=NAME, reach=REACH)

    mail = Mail.objects.get()
    text = f"{mail.subject} {mail.text}"
    assert mail.to == "leila@example.org"
    assert "Please appoint a data steward" in mail.subject
    assert "/programme/people/" in text
    assert [secret for secret in (WORDS, NAME, REACH, f"conduct/{made.pk}") if secret in text] == []
    with pytest.raises(NotAllowedError):
        read_report(key=made.pk, by=lead, now=made.reported_at)


def test_report_waits_where_nobody_can_be_told(tell):
    made = tell()

    assert list(open_reports()) == [made]
    assert not Mail.objects.exists()


def test_report_sent_twice_is_one(tell, steward, now):
    first = tell()
    again = tell(now=now + HOUR / 2)
    later = tell(now=now + HOUR)

    assert again == first
    assert later != first
    assert Mail.objects.count() == 2


def test_too_many_reports_of_an_event_in_an_hour(tell, evening, space, now):
    other = evening("Another evening", starts_at=now + HOUR, ends_at=now + 2 * HOUR)
    for number in range(PER_HOUR):
        tell(words=f"{WORDS} {number}")

    with pytest.raises(RegistrationError) as error:
        tell(words="One too many")
    space.conduct_contact = "Ines, 0123 456."
    with pytest.raises(RegistrationError, match=r"or talk to Ines, 0123 456\.$"):
        tell(words="One too many")
    elsewhere = [tell(event=other), tell(event=None)]
    later = tell(words="One too many", now=now + HOUR)

    assert "Please send it again in an hour, or talk to somebody of the team" in str(error.value)
    assert ConductReport.objects.count() == PER_HOUR + len([*elsewhere, later])


def test_only_stewards_handle_conduct(
    tell, steward, lead, staff, coordinator, outsider, make_person, now
):
    made = tell()
    gone = make_person("gabi", "steward")
    gone.is_active = False
    acts = (
        lambda by: read_report(key=made.pk, by=by, now=now),
        lambda by: settle_report(report=made, outcome="Talked", by=by, now=now),
        lambda by: find_people(report=made, asked="Ada", by=by, now=now),
    )

    for user in (lead, staff, coordinator, outsider, gone):
        assert not may_handle_conduct(user)
        for act in acts:
            with pytest.raises(NotAllowedError, match="A data steward may"):
                act(user)
    assert (may_handle_conduct(steward), may_handle_conduct(None)) == (True, False)
    assert LogEntry.objects.filter(action__startswith="conduct.").count() == 1


def test_reading_is_logged_each_time(tell, steward, now):
    made = tell()

    read = [read_report(key=made.pk, by=steward, now=now + n * HOUR) for n in range(2)]

    entries = log_of(made).filter(action="conduct.read")
    assert read == [made, made]
    assert [(entry.by, entry.happened_at) for entry in entries] == [
        (steward, now + HOUR),
        (steward, now),
    ]


def test_report_is_settled_once_with_what_was_done(tell, steward, now):
    made = tell()
    with pytest.raises(RegistrationError, match="Write what was done"):
        settle_report(report=made, outcome=" ", by=steward, now=now)
    settle_report(report=made, outcome=" Talked to both. ", by=steward, now=now)
    with pytest.raises(RegistrationError, match="was settled on 1 March 2026"):
        settle_report(report=made, outcome="Again", by=steward, now=now)

    made.refresh_from_db()
    assert (made.outcome, made.settled_by, made.settled_at) == ("Talked to both.", steward, now)
    assert (list(open_reports()), list(settled_reports())) == ([], [made])
    assert log_of(made).first().details == {}


def test_stewards_find_by_name_here_and_by_address_everywhere(
    tell, event, evening, make_row, steward, now
):
    other = evening("Another evening", starts_at=now + HOUR, ends_at=now + 2 * HOUR)
    key = key_of("Ada@Bücher.example")
    here = make_row(event, 1, name="Ada Lovelace", email="Ada@Bücher.example", email_key=key)
    there = make_row(other, 1, name="A. L.", email="ada@bücher.example", email_key=key)
    namesake = make_row(other, 2, name="Adam")
    of_event, of_space = tell(), tell(event=None)

    def found(report, asked):
        return find_people(report=report, asked=asked, by=steward, now=now)

    assert found(of_event, " ada ") == [here]
    assert found(of_space, "ada") == [here, namesake]
    assert found(of_event, "ADA@xn--bcher-kva.example") == [here, there]
    assert found(of_event, "nobody@example.org") == []
    with pytest.raises(RegistrationError, match="Type an address"):
        found(of_event, " ")
    assert log_of(of_event).filter(action="conduct.find").first().details == {}


def test_finding_costs_the_same_however_many_there_are(
    tell, event, make_row, steward, now, django_assert_num_queries
):
    report = tell()
    for number in range(1, MOST_FOUND + 2):
        make_row(event, number, "waiting", name=f"Ada {number}")
        if number in (1, 3):
            with django_assert_num_queries(5):  # the role, the log in its savepoint, the rows
                found = find_people(report=report, asked="Ada", by=steward, now=now)
                assert {str(row.event.space) for row in found} == {"Paris space"}
                assert len(found) == number

    assert len(find_people(report=report, asked="Ada", by=steward, now=now)) == MOST_FOUND


def test_database_keeps_reports_whole(tell, now):
    made = tell()
    rows = ConductReport.objects.filter(pk=made.pk)

    refused("conduct_report_said", lambda: rows.update(words=""))
    refused("conduct_report_settled_how", lambda: rows.update(settled_at=now))
    assert str(made) == "Report of 2026-03-01 at Paris space"
