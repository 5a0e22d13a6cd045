"""What somebody tried stands among their own data, on the page and in the file."""

import pytest

from parvis.core.followup.models import Attempt, Introduction
from parvis.core.followup.written import NextStepMail
from parvis.core.registration.links import token_of
from tests.core.followup.conftest import coding, make_task

__all__ = ["coding", "make_task"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def row(sign_up, event, make_task, coding, now):
    made = sign_up(event, "Ada")
    moments = {"taken_at": now, "changed_at": now, "until": now}
    Attempt.objects.create(
        opportunity=make_task(), registration=made, state="stuck", words="the build", **moments
    )
    Introduction.objects.create(area=coding, registration=made, asked_at=now)
    NextStepMail.objects.create(registration=made, first_at=now, nudged_at=now)
    return made


def test_page_shows_what_somebody_tried(row, client, network):
    page = client.get(f"/registrations/{token_of(row, by_mail=True)}/data/").content.decode()

    assert "Mend the tooltip: is stuck" in page
    assert "the build" in page
    assert "A mail about a next step" in page


def test_page_of_somebody_who_tried_nothing_says_nothing_of_it(sign_up, event, client, network):
    token = token_of(sign_up(event, "Ada"), by_mail=True)

    page = client.get(f"/registrations/{token}/data/").content.decode()

    assert "Next steps" not in page


def test_erasing_by_the_button_takes_the_words_out(row, client, network):
    client.post(f"/registrations/{token_of(row, by_mail=True)}/forget/")

    attempt = Attempt.objects.get()
    assert (attempt.words, attempt.state, Introduction.objects.count()) == ("", "dropped", 0)
