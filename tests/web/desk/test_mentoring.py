"""Mentors' page: who asks them, whom they help, what they confirm, what they offer."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from parvis.core.followup.introducing import accept, ask_for_mentor
from parvis.core.followup.logged import LoggedContribution
from parvis.core.followup.models import Introduction
from parvis.core.followup.whose import Whose
from parvis.core.ground.outbox import Mail
from parvis.core.pathways.being_mentor import Offer, be_mentor
from parvis.core.pathways.mentoring import Mentor
from parvis.core.pathways.mentors import mentor_of
from parvis.core.registration.models import Registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def mentor(staff, area, now):
    return be_mentor(user=staff, offer=Offer(areas=[area], languages=["en"]), by=None, now=now)


@pytest.fixture
def ask(make_person, area):
    """Let somebody who signs in ask for a mentor."""

    def make(name):
        whose = Whose.of_user(make_person(name))
        return ask_for_mentor(whose=whose, area=area, words=f"I am {name}.", now=timezone.now())

    return make


@pytest.fixture
def told(area, make_person):
    def make(name="noor", **fields):
        return LoggedContribution.objects.create(
            **{
                "user": make_person(name),
                "area": area,
                "kind": "answer",
                "what": f"Helped {name} at the desk",
                "on": date(2026, 2, 27),
                "told_at": timezone.now(),
                **fields,
            }
        )

    return make


@pytest.fixture
def offered(area):
    """What somebody types who becomes a mentor."""
    return {"areas": [area.pk], "languages": "en, pt-BR", "at_once": "3", "about": "I mend lamps."}


def test_staff_member_becomes_a_mentor_changes_it_and_ends_it(client, staff, offered):
    client.force_login(staff)
    assert "Become a mentor" in client.get(reverse("desk-mentoring")).content.decode()

    client.post(reverse("desk-mentor"), {**offered, "is_shown": "on"})
    mentor = mentor_of(staff)
    page = client.get(reverse("desk-mentor")).content.decode()
    assert (mentor.languages, mentor.at_once, mentor.is_shown) == (["en", "pt-BR"], 3, True)
    assert 'value="en, pt-BR"' in page

    client.post(reverse("desk-mentor"), {**offered, "at_once": "1"})
    assert (mentor_of(staff).at_once, mentor_of(staff).is_shown) == (1, False)

    answer = client.post(reverse("desk-mentor-end"), follow=True)
    assert "Thank you for all you did" in answer.content.decode()
    assert mentor_of(staff) is None
    assert client.post(reverse("desk-mentor-end")).status_code == 302


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"areas": []}, "Choose at least one focus area."),
        ({"at_once": "0"}, "Type 1 or more."),
        ({"at_once": "99"}, "Type 20 or fewer."),
        ({"languages": "French"}, "“French” is no code of a language."),
    ],
)
def test_what_is_wrong_with_an_offer_is_said(client, staff, offered, changed, says):
    client.force_login(staff)

    answer = client.post(reverse("desk-mentor"), {**offered, **changed})

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert mentor_of(staff) is None


def test_whom_a_lead_made_a_mentor_reaches_the_page_without_a_desk(client, lead, outsider, offered):
    client.force_login(lead)
    client.post(reverse("desk-mentors"), {**offered, "email": "OSCAR@example.org"})

    client.force_login(outsider)
    page = client.get(reverse("desk-mentoring"))

    assert page.status_code == 200
    words = page.content.decode()
    assert "Who asks you" in words
    assert reverse("desk-mentoring") in client.get("/").content.decode()
    assert reverse("desk-needs") not in words
    gone = client.post(reverse("desk-mentor-end"))
    assert gone.url == "/"


def test_lead_sees_all_mentors_and_who_waits_and_ends_it_for_one(client, lead, mentor, ask):
    be_mentor(
        user=mentor.user,
        offer=Offer(areas=mentor.areas.all(), at_once=1),
        by=lead,
        now=timezone.now(),
    )
    for name in ("ada", "ben"):
        ask(name)
    client.force_login(lead)

    words = client.get(reverse("desk-mentors")).content.decode()
    client.post(reverse("desk-mentors-end", args=[mentor.pk]))

    assert "helps 0 of 1" in words
    assert "1 asks" in words
    assert "Coding: <strong>1</strong>" in words
    assert mentor_of(mentor.user) is None


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"email": "nobody@example.org"}, "Nobody signs in here with this address."),
        ({"email": "oscar@example.org", "languages": "French"}, "no code of a language"),
    ],
)
def test_lead_reads_why_somebody_cannot_be_made_one(client, lead, outsider, offered, changed, says):
    client.force_login(lead)

    answer = client.post(reverse("desk-mentors"), {**offered, **changed})

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Mentor.objects.exists()


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_link_in_the_mail_leads_behind_sign_in_and_changes_nothing(client, mentor, ask, answer):
    row = ask("ada")
    address = reverse("desk-asked", args=[row.pk, answer])
    assert address in Mail.objects.get().text

    assert reverse("account_login") in client.get(address).url
    client.force_login(mentor.user)
    page = client.get(address)

    assert "I am ada." in page.content.decode()
    assert "ada@example.org" not in page.content.decode()
    assert Introduction.objects.get().state == "asked"


def test_mentor_accepts_and_ends(client, mentor, ask):
    row = ask("ada")
    client.force_login(mentor.user)

    page = client.post(reverse("desk-asked", args=[row.pk, "accept"]), follow=True)
    assert "ada@example.org" in page.content.decode()
    again = client.get(reverse("desk-asked", args=[row.pk, "accept"])).content.decode()
    assert "You accepted." in again

    client.post(reverse("desk-asked", args=[row.pk, "end"]))
    over = client.get(reverse("desk-asked", args=[row.pk, "accept"])).content.decode()
    assert "This is over." in over
    assert Introduction.objects.get().state == "ended"


def test_mentor_says_not_now(client, mentor, ask):
    row = ask("ada")
    client.force_login(mentor.user)

    client.post(reverse("desk-asked", args=[row.pk, "decline"]))

    late = client.post(reverse("desk-asked", args=[row.pk, "accept"]))
    assert late.status_code == 422
    assert "gone on to somebody else" in late.content.decode()
    Introduction.objects.filter(pk=row.pk).update(state="withdrawn")
    gone = client.get(reverse("desk-asked", args=[row.pk, "accept"])).content.decode()
    assert "They took it back." in gone


def test_another_mentor_and_an_unknown_answer_find_nothing(client, mentor, ask, steward, area, now):
    row = ask("ada")
    be_mentor(user=steward, offer=Offer(areas=[area]), by=None, now=now)
    client.force_login(steward)

    for answer in ("accept", "decline", "end"):
        assert client.post(reverse("desk-asked", args=[row.pk, answer])).status_code == 404
    client.force_login(mentor.user)
    assert client.get(reverse("desk-asked", args=[row.pk, "perhaps"])).status_code == 404
    assert Introduction.objects.get().state == "asked"


def test_mentor_confirms_and_takes_it_back_with_a_reason(client, mentor, told):
    row = told()
    client.force_login(mentor.user)
    assert "Helped noor at the desk" in client.get(reverse("desk-mentoring")).content.decode()

    client.post(reverse("desk-told", args=[row.pk]), {"do": "confirm"})
    row.refresh_from_db()
    assert row.state == "confirmed"
    assert "Take it back" in client.get(reverse("desk-mentoring")).content.decode()

    without = client.post(reverse("desk-told", args=[row.pk]), {"do": "refuse", "because": ""})
    assert without.status_code == 422
    assert "Say why you do not confirm it." in without.content.decode()
    client.post(reverse("desk-told", args=[row.pk]), {"do": "refuse", "because": "Which desk?"})
    row.refresh_from_db()
    assert (row.state, row.because) == ("refused", "Which desk?")
    assert "Confirm it after all" in client.get(reverse("desk-mentoring")).content.decode()


@pytest.mark.parametrize("who", ["own", "other area", "no mentor", "outsider"])
def test_nobody_else_decides_on_a_contribution(client, mentor, told, steward, outsider, who):
    row = told()
    by = {
        "own": row.user,
        "other area": mentor.user,
        "no mentor": steward,
        "outsider": outsider,
    }[who]
    if who == "other area":
        mentor.areas.clear()
    if who == "own":
        be_mentor(user=row.user, offer=Offer(areas=[row.area]), by=None, now=timezone.now())
    client.force_login(by)

    answer = client.post(reverse("desk-told", args=[row.pk]), {"do": "confirm"})

    assert answer.status_code == 403
    row.refresh_from_db()
    assert row.state == "told"


PAGES = ("desk-mentoring", "desk-mentor", "desk-mentors")
POSTS = ("desk-mentor-end", "desk-mentor", "desk-mentors")


@pytest.mark.parametrize("name", PAGES)
def test_outsider_and_stranger_see_no_page(client, outsider, name):
    assert client.get(reverse(name)).url.startswith(reverse("account_login"))
    client.force_login(outsider)
    assert client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", POSTS)
def test_outsider_changes_nothing(client, outsider, offered, name):
    client.force_login(outsider)

    assert client.post(reverse(name), {**offered, "email": outsider.email}).status_code == 403
    assert not Mentor.objects.exists()


def test_only_leads_see_all_mentors_and_end_it_for_others(client, mentor, steward):
    client.force_login(steward)

    assert client.get(reverse("desk-mentors")).status_code == 403
    assert client.post(reverse("desk-mentors-end", args=[mentor.pk])).status_code == 403
    assert mentor_of(mentor.user) == mentor


def test_pages_cost_the_same_for_many(
    client, lead, mentor, ask, told, django_assert_max_num_queries
):
    Mentor.objects.update(at_once=20)
    mentor.refresh_from_db()

    def fill(*names):
        for name in names:
            accept(introduction=ask(f"{name}a"), by=mentor.user, now=timezone.now())
            ask(f"{name}b")
            told(f"{name}c")

    def queries(user, name):
        client.force_login(user)
        with django_assert_max_num_queries(40) as counted:
            client.get(reverse(name))
        return len(counted)

    fill("one")
    few = [queries(mentor.user, "desk-mentoring"), queries(lead, "desk-mentors")]
    fill("two", "three", "four")
    many = [queries(mentor.user, "desk-mentoring"), queries(lead, "desk-mentors")]

    assert many == few


@pytest.fixture
def visitor(began):
    at = timezone.now() - timedelta(days=1)
    return Registration.objects.create(
        event=began, number=1, state="confirmed", name="Ada", asked_at=at, changed_at=at
    )


def test_coordinator_tells_of_what_a_visitor_did(client, coordinator, visitor, area):
    client.force_login(coordinator)
    address = reverse("desk-contributed", args=[visitor.event.pk, 1])
    people = client.get(reverse("desk-people", args=[visitor.event.pk])).content.decode()
    assert address in people
    given = {"what": "Taught ten people", "on": "2026-02-27", "area": area.pk, "kind": "answer"}

    wrong = client.post(address, {**given, "on": "2099-01-01"})
    done = client.post(address, given, follow=True)

    assert wrong.status_code == 422
    assert "still to come" in wrong.content.decode()
    assert "Told for Ada." in done.content.decode()
    row = LoggedContribution.objects.get()
    assert (row.registration, row.told_by, row.what) == (visitor, coordinator, "Taught ten people")


@pytest.mark.parametrize("who", ["outsider", "staff"])
def test_nobody_else_tells_for_a_visitor(client, outsider, staff, visitor, area, who):
    client.force_login({"outsider": outsider, "staff": staff}[who])
    address = reverse("desk-contributed", args=[visitor.event.pk, 1])

    assert client.get(address).status_code == 403
    assert client.post(address, {"what": "Something"}).status_code == 403
    assert not LoggedContribution.objects.exists()
