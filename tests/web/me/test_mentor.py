"""Asking for a mentor on the own page of a sign-up."""

import pytest
from django.urls import reverse

from parvis.core.followup.introducing import accept
from parvis.core.followup.models import Introduction
from parvis.core.followup.trying import get_stuck, try_this
from parvis.core.followup.whose import Whose
from parvis.core.ground.outbox import Mail
from parvis.core.pathways.models import FocusArea
from parvis.core.registration.links import token_of
from tests.core.followup.conftest import coding, make_task  # noqa: F401
from tests.core.followup.helping import *  # noqa: F403  # mentors, and who asks for them

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(event, sign_up):
    return sign_up(event, "Ada")


@pytest.fixture
def address(ada):
    """A page of Ada's, by the link in her mail."""
    return lambda name, *more: reverse(name, args=[token_of(ada, by_mail=True), *more])


def test_newcomer_asks_and_sees_how_it_stands(client, address, make_mentor, now):
    mia = make_mentor("mia", about="I mend lamps.")
    page = client.get(address("registration-mentor"))
    assert "By asking you allow that." in page.content.decode()

    said = {"area": "coding", "words": "Where do I start?"}
    answer = client.post(address("registration-mentor"), said, follow=True)

    assert "A mentor has been asked." in answer.content.decode()
    offered = answer.context["form"].fields["area"].queryset
    assert not offered.filter(slug="coding").exists()
    assert "mia@" not in answer.content.decode()
    row = Introduction.objects.get()
    assert (row.mentor, row.words) == (mia, "Where do I start?")
    accept(introduction=row, by=mia.user, now=now)
    page = client.get(address("registration-mentor")).content.decode()
    assert "Mia is your mentor." in page
    assert "mia@example.org" in page


def test_without_a_free_mentor_the_page_says_so(client, address, coding):  # noqa: F811
    answer = client.post(address("registration-mentor"), {"area": "coding"}, follow=True)

    assert "Nobody has time at the moment" in answer.content.decode()


def test_asking_twice_is_refused_kindly(client, address, make_mentor):
    make_mentor("mia")
    client.post(address("registration-mentor"), {"area": "coding"})

    answer = client.post(address("registration-mentor"), {"area": "coding", "words": "Kept"})

    assert answer.status_code == 422
    assert "You asked for a mentor in Coding already" in answer.content.decode()
    assert "Kept" in answer.content.decode()
    assert Mail.objects.filter(to="mia@example.org").count() == 1


def test_wrong_area_is_refused(client, address, coding):  # noqa: F811
    assert client.post(address("registration-mentor"), {"area": "gone"}).status_code == 422


def test_request_is_taken_back(client, address, make_mentor):
    make_mentor("mia")
    client.post(address("registration-mentor"), {"area": "coding"})
    row = Introduction.objects.get()

    answer = client.post(address("registration-mentor-take-back", row.pk), follow=True)

    assert "Taken back." in answer.content.decode()
    assert Introduction.objects.get().state == "withdrawn"


def test_another_visitors_request_is_not_found(client, address, ask):
    row = ask("Ben")

    answer = client.post(address("registration-mentor-take-back", row.pk))

    assert answer.status_code == 404
    assert Introduction.objects.get().state == "asked"


@pytest.mark.parametrize(
    ("name", "more"), [("registration-mentor", []), ("registration-mentor-take-back", [1])]
)
def test_link_from_the_page_asks_for_the_one_in_the_mail(client, ada, coding, name, more):  # noqa: F811
    shown = reverse(name, args=[token_of(ada, by_mail=False), *more])

    assert client.post(shown, {"area": "coding"}).status_code == 403
    assert not Introduction.objects.exists()


def test_area_is_chosen_beforehand(client, ada, address, coding):  # noqa: F811
    qa = FocusArea.objects.get(slug="qa")

    def chosen(query=""):
        return client.get(address("registration-mentor") + query).context["form"]["area"].value()

    assert (chosen(), chosen("?area=support")) == (ada.event.area.slug, "support")
    ada.areas.add(qa)
    assert chosen() == "qa"
    ada.areas.clear()
    ada.event.area = None
    ada.event.save()
    assert chosen() is None


def test_who_is_stuck_asks_about_that_task(client, address, ada, make_mentor, make_task, now):  # noqa: F811
    make_mentor("mia")
    whose = Whose.of_visit(ada, is_proved=True)
    easy, hard = make_task("An easy one"), make_task("Mend the tooltip")
    try_this(whose=whose, opportunity=easy, now=now)
    stuck = try_this(whose=whose, opportunity=hard, now=now)
    get_stuck(whose=whose, attempt=stuck, words="It will not build", now=now)

    client.post(address("registration-mentor"), {"area": "coding", "words": "Help"})

    assert Introduction.objects.get().attempt == stuck
    mail = Mail.objects.get(to="mia@example.org")
    assert "It is about this task: Mend the tooltip" in mail.text
