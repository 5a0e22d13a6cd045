"""The stewards' pages: reports, and who may not come. Nobody else opens them."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parvis.core.events.actions import plan_event
from parvis.core.events.models import Event
from parvis.core.ground.queries import log_of
from parvis.core.registration.conduct import Exclusion
from parvis.core.registration.excluding import exclude
from parvis.core.registration.models import Registration
from parvis.core.registration.plausible import key_of
from parvis.core.registration.reporting import report_conduct
from parvis.core.spaces.actions import appoint_coordinator

PAGE, EXCLUSIONS = "/programme/conduct/", "/programme/conduct/exclusions/"
WORDS, ADDRESS = "Shouted at by the bar", "Max@Bücher.example"


@pytest.fixture
def event(network, space):
    start = timezone.now() + timedelta(days=3)
    times = {"starts_at": start, "ends_at": start + timedelta(hours=2)}
    made = plan_event(space=space, title="Mending evening", by=None, now=timezone.now(), **times)
    Event.objects.filter(pk=made.pk).update(state="published", published_at=timezone.now())
    return made


@pytest.fixture
def report(event, space):
    told = {"name": "Nadia", "reach": "nadia@friends.example", "now": timezone.now()}
    return report_conduct(space=space, event=event, words=WORDS, **told)


@pytest.fixture
def theirs(event):
    moments = {"asked_at": timezone.now(), "changed_at": timezone.now()}
    who = {"name": "Max", "email": ADDRESS, "email_key": key_of(ADDRESS)}
    return Registration.objects.create(event=event, number=1, state="confirmed", **who, **moments)


@pytest.fixture
def exclusion(space, steward):
    said = {"email": "ada@example.org", "because": "Threw a chair", "until_on": None}
    return exclude(space=space, **said, by=steward, now=timezone.now())


@pytest.fixture
def coordinator(make_person, space, now):
    user = make_person("carla")
    term = {"space": space, "user": user, "is_technical": True, "from_on": date(2026, 1, 1)}
    appoint_coordinator(**term, by=None, now=now)
    return user


@pytest.fixture
def as_steward(client, steward, network):
    client.force_login(steward)
    return client


def said(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("who", ["lead", "staff", "coordinator", "outsider"])
def test_nobody_but_stewards_opens_anything(client, request, report, exclusion, theirs, who):
    client.force_login(request.getfixturevalue(who))
    one, lifted = f"{PAGE}{report.pk}/", f"{EXCLUSIONS}{exclusion.pk}/lift/"

    opened = [client.get(path).status_code for path in (PAGE, one, EXCLUSIONS)]
    sent = [
        client.post(path, data).status_code
        for path, data in (
            (one, {"what": "settle", "outcome": "Nothing"}),
            (one, {"what": "find", "asked": "Max"}),
            (EXCLUSIONS, {"email": "b@example.org", "because": "x"}),
            (lifted, {}),
        )
    ]
    home = said(client.get("/events/"))

    report.refresh_from_db()
    exclusion.refresh_from_db()
    assert (opened, sent) == ([403] * 3, [403] * 4)
    assert (report.settled_at, exclusion.until_at) == (None, None)
    assert log_of(report).count() == 1  # that it was made
    assert Exclusion.objects.count() == 1
    assert PAGE not in home


def test_stranger_is_asked_to_sign_in(client, report, exclusion):
    paths = (PAGE, f"{PAGE}{report.pk}/", EXCLUSIONS, f"{EXCLUSIONS}{exclusion.pk}/lift/")

    for path in paths:
        for answer in (client.get(path), client.post(path)):
            assert (answer.status_code, "/accounts/login/" in answer.url) == (302, True)
    assert PAGE not in said(client.get("/events/"))


def test_programme_pages_lead_stewards_only_there(client, lead, steward, make_person, network):
    both = make_person("bo", "lead", "steward")
    shown = {}
    for user, path in ((steward, PAGE), (both, "/programme/settings/"), (lead, "/programme/goal/")):
        client.force_login(user)
        shown[user] = said(client.get(path))

    assert f'<a href="{PAGE}">Conduct</a>' in shown[steward]  # the menu of somebody without more
    assert "/programme/spaces/" not in shown[steward]
    assert f'<a href="{PAGE}">Reports of conduct</a>' in shown[both]
    assert "Conduct</a>" not in shown[both]
    assert PAGE not in shown[lead]


def test_list_says_where_and_when_and_not_what(as_steward, report):
    shown = said(as_steward.get(PAGE))

    assert f'<a href="{PAGE}{report.pk}/">' in shown
    assert "Mending evening</a>, Paris space" in shown
    assert [word for word in (WORDS, "Nadia", "friends.example") if word in shown] == []


def test_reading_a_report_is_logged(as_steward, steward, report):
    answer = as_steward.get(f"{PAGE}{report.pk}/")

    entry = log_of(report).first()
    assert [
        word for word in (WORDS, "Nadia", "nadia@friends.example") if word not in said(answer)
    ] == []
    assert (entry.action, entry.by) == ("conduct.read", steward)
    assert "no-store" in answer["Cache-Control"]
    assert as_steward.get(f"{PAGE}999/").status_code == 404


def test_report_is_settled_and_moves_to_the_settled(as_steward, steward, report):
    one = f"{PAGE}{report.pk}/"
    empty = as_steward.post(one, {"what": "settle", "outcome": " "})
    done = as_steward.post(one, {"what": "settle", "outcome": "Talked to both"}, follow=True)
    late = as_steward.post(one, {"what": "settle", "outcome": "Again"})
    settled, shown = said(as_steward.get(f"{PAGE}?show=settled")), said(as_steward.get(one))

    assert (empty.status_code, late.status_code) == (422, 422)
    assert "None waits." in said(done)
    assert "by Stefan" in settled
    assert "Talked to both" in shown
    assert 'name="outcome"' not in shown
    report.refresh_from_db()
    assert (report.outcome, report.settled_by) == ("Talked to both", steward)


def test_steward_excludes_whom_they_find(as_steward, report, theirs):
    found = said(
        as_steward.post(f"{PAGE}{report.pk}/", {"what": "find", "asked": "max@bücher.example"})
    )
    link = f"{EXCLUSIONS}?registration={theirs.pk}"
    form = said(as_steward.get(link))
    sent = {"email": ADDRESS, "space": theirs.event.space_id, "because": "Threw a chair"}
    done = said(as_steward.post(link, sent, follow=True))

    theirs.refresh_from_db()
    assert f'<a href="{link}">Exclude this address' in found
    assert f'value="{ADDRESS}"' in form
    assert f'<option value="{theirs.event.space_id}" selected>' in form
    assert "What they had signed up for is taken back." in done
    assert "max@bücher.example" in done
    assert theirs.state == "cancelled"


def test_nobody_found_is_said(as_steward, report):
    one = f"{PAGE}{report.pk}/"

    assert "Nobody signed up like that." in said(
        as_steward.post(one, {"what": "find", "asked": "Nobody"})
    )
    assert as_steward.post(one, {"what": "find", "asked": " "}).status_code == 422


@pytest.mark.parametrize("key", ["x", "999", "9" * 30, ""])
def test_registration_that_is_none_fills_in_nothing(as_steward, key):
    answer = as_steward.get(f"{EXCLUSIONS}?registration={key}")

    assert answer.status_code == 200
    assert 'name="email" value' not in said(answer)


def test_exclusion_that_cannot_be_says_why(as_steward, space):
    refused = as_steward.post(EXCLUSIONS, {"email": "nobody", "because": "Threw a chair"})

    assert refused.status_code == 422
    assert "“nobody” is no mail address" in said(refused)
    assert "Threw a chair</textarea>" in said(refused)


def test_exclusion_is_lifted(as_steward, exclusion):
    before = said(as_steward.get(EXCLUSIONS))
    after = said(as_steward.post(f"{EXCLUSIONS}{exclusion.pk}/lift/", follow=True))

    assert "Ran out or lifted" not in before
    assert "Lifted. They may sign up again." in after
    assert "Ran out or lifted" in after
    assert as_steward.get(f"{EXCLUSIONS}{exclusion.pk}/lift/").status_code == 405


def test_contact_is_typed_on_the_page_of_a_space(client, lead, space, network):
    client.force_login(lead)
    facts = {"name": "Paris space", "city": "Paris", "events_per_week": "3"}
    typed = {f"page-{name}": value for name, value in facts.items()}
    contact = {"page-conduct_contact": " Ines, 0123 456 "}
    client.post("/programme/spaces/paris/", {"what": "page", **typed, **contact})

    space.refresh_from_db()
    assert space.conduct_contact == "Ines, 0123 456"


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}?show=settled", EXCLUSIONS])
def test_pages_cost_the_same_queries_however_much_there_is(
    as_steward, event, space, steward, django_assert_num_queries, path
):
    now = timezone.now()

    def add(number):
        report_conduct(space=space, event=event, words=f"{WORDS} {number}", now=now)
        settled = report_conduct(space=space, event=event, words=f"Old {number}", now=now)
        settled.outcome, settled.settled_at, settled.settled_by = "Done", now, steward
        settled.save()
        said = {"because": "Threw a chair", "until_on": None, "by": steward}
        exclude(email=f"{number}@example.org", space=space, **said, now=now)

    add(1)
    with CaptureQueriesContext(connection) as captured:
        as_steward.get(path)
    with_one = len(captured)  # before the next request clears them
    add(2)
    add(3)

    with django_assert_num_queries(with_one):
        as_steward.get(path)
