"""My page: for whoever signs in, and for nobody else."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parvis.core.followup.logged import LoggedContribution
from parvis.core.followup.models import Attempt, Introduction
from parvis.core.people.claims import AccountClaim
from parvis.core.registration.models import Registration
from parvis.insights.installation import lake_keys
from tests.web.me.one import _fresh, ada, badge, coding, lake, make_task, past, signed_in, text
from tests.web.test_sign_in import code_in, enter_code

__all__ = ["_fresh", "ada", "badge", "coding", "lake", "make_task", "past", "signed_in"]


def test_visitor_signs_up_by_mail_and_comes_to_their_page(client):
    client.post(reverse("account_signup"), {"email": "vera@example.org"})
    verify = reverse("account_email_verification_sent")
    arrived = client.post(verify, {"code": code_in(mail.outbox[0])}, follow=True)

    assert arrived.redirect_chain[-1] == (reverse("me"), 302)
    assert "No sign-up is known under vera@example.org." in text(arrived)
    assert 'href="/me/">My page</a>' in text(arrived)


@pytest.mark.parametrize(
    ("who", "where"), [("outsider", "/me/"), ("lead", "/"), ("staff", "/"), ("steward", "/")]
)
def test_those_without_a_desk_come_to_their_page(client, request, who, where):
    user = request.getfixturevalue(who)
    client.post(reverse("account_request_login_code"), {"email": user.email})

    answer = enter_code(client, code_in(mail.outbox[0]))

    assert answer.url == where


@pytest.mark.parametrize("name", ["me", "me-export", "me-erase", "me-not-me"])
def test_page_is_for_those_who_sign_in(client, name):
    answer = client.post(reverse(name)) if name == "me-not-me" else client.get(reverse(name))

    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_login"))


def test_empty_page_says_what_to_do(signed_in):
    page = text(signed_in.get("/me/"))

    assert "You have not taken a task yet." in page
    assert "Nothing is found under ada@example.org." in page
    assert "Each level that you reach on a pathway earns a badge" in page


def test_events_under_ones_address_are_shown_and_whether_one_came(
    signed_in, event, past, sign_up, make_row
):
    sign_up(event, "Ada", email="ADA@example.org")
    row = make_row(past, 1, email="ada@example.org", email_key="ada@example.org")
    came = text(signed_in.get("/me/"))
    row.check_ins.create(
        event=past,
        key=uuid4(),
        at=past.starts_at,
        noted_at=past.starts_at,
        touched_at=past.starts_at,
        way="name",
    )

    page = text(signed_in.get("/me/"))

    assert "Mending evening" in page
    assert "you had a place; nobody was noted at this door" in came
    assert "you came" in page


def test_events_of_another_address_are_not_shown(signed_in, event, sign_up):
    sign_up(event, "Ben", email="ben@example.org")

    assert "Mending evening" not in text(signed_in.get("/me/"))


def test_tasks_mentors_and_what_was_told_by_hand_are_shown(
    signed_in, ada, event, sign_up, make_task, coding, now
):
    row = sign_up(event, "Ada", email="ada@example.org")
    moments = {"taken_at": now, "changed_at": now, "until": now}
    Attempt.objects.create(opportunity=make_task(), registration=row, state="stuck", **moments)
    Introduction.objects.create(user=ada, area=coding, asked_at=now)
    LoggedContribution.objects.create(
        user=ada, area=coding, kind="report", what="Spoke at a school", on=now.date(), told_at=now
    )

    page = text(signed_in.get("/me/"))

    assert "Mend the tooltip" in page
    assert "is stuck" in page
    assert "asked for" in page
    assert "Spoke at a school" in page
    assert "waits for a mentor" in page


def test_contributions_are_shown_with_where_they_were_seen(signed_in, lake):
    page = text(signed_in.get("/me/"))

    assert "<h4>ada-l</h4>" in page
    assert "<td>change × 2</td><td>coding</td><td>written</td>" in page
    assert "You are an active contributor." in page
    assert "2 of 52 (change) in 365 days" in page


def test_badges_are_shown_with_their_link(signed_in, badge):
    page = text(signed_in.get("/me/"))

    assert f'href="/badges/{badge.uid}/"' in page
    assert "Coding: casual contributor" in page


def test_not_me_hides_an_account_at_once_and_may_be_taken_back(signed_in, lake, ada):
    account = lake_keys(lake).key("written", "account", "ada-l")

    said = signed_in.post(reverse("me-not-me"), {"account": account}, follow=True)
    claim = AccountClaim.objects.get()
    after = signed_in.post(reverse("me-take-back", args=[claim.pk]), follow=True)

    assert "kept apart from you" in text(said)
    assert "change × 2" not in text(said)
    assert "change × 2" in text(after)
    assert (claim.user, claim.node, claim.is_mine) == (ada, f"account:{account}", False)


def test_account_that_is_not_in_ones_list_is_no_ones_to_disown(signed_in, lake):
    answer = signed_in.post(reverse("me-not-me"), {"account": "7"})

    assert answer.status_code == 422
    assert "This account is not in your list." in text(answer)
    assert not AccountClaim.objects.exists()


def test_word_of_somebody_else_cannot_be_taken_back(signed_in, outsider, now):
    said = AccountClaim.objects.create(
        user=outsider, node="account:7", source="git", label="x", is_mine=False, said_at=now
    )

    answer = signed_in.post(reverse("me-take-back", args=[said.pk]))

    said.refresh_from_db()
    assert (answer.status_code, said.taken_back_at) == (422, None)


def test_consent_is_taken_back_with_one_click_for_that_visit_alone(
    signed_in, event, small, make_row, now
):
    given = {"email": "ada@example.org", "email_key": "ada@example.org"}
    one = make_row(event, 1, linking_since=now, reminders_since=now, **given)
    other = make_row(small, 1, linking_since=now, **given)

    page = signed_in.post(reverse("me-withdraw", args=[one.pk, "linking"]), follow=True)

    for row in (one, other):
        row.refresh_from_db()
    assert (one.linking_since, one.reminders_since, other.linking_since) == (None, now, now)
    assert "Taken back." in text(page)


def test_consent_of_somebody_else_is_not_found(signed_in, event, make_row, now):
    row = make_row(event, 1, email="b@example.org", email_key="b@example.org", linking_since=now)

    foreign = signed_in.post(reverse("me-withdraw", args=[row.pk, "linking"]))
    unknown = signed_in.post(reverse("me-withdraw", args=[row.pk, "gossip"]))

    row.refresh_from_db()
    assert (foreign.status_code, unknown.status_code, row.linking_since) == (404, 404, now)


def test_queries_do_not_grow_with_what_there_is(
    signed_in, ada, evening, make_row, make_task, coding, now
):
    given = {"email": "ada@example.org", "email_key": "ada@example.org"}
    allowed = {"linking_since": now, "follow_up_since": now, **given}
    moments = {"taken_at": now, "changed_at": now, "until": now}

    def grow(n):
        for _ in range(n):
            start = now + timedelta(days=2, minutes=200 * Registration.objects.count())
            event = evening(starts_at=start, ends_at=start + timedelta(hours=3))
            row = make_row(event, 1, **allowed)
            Attempt.objects.create(opportunity=make_task(), registration=row, **moments)
            LoggedContribution.objects.create(
                user=ada, area=coding, kind="report", what="x", on=now.date(), told_at=now
            )
            Introduction.objects.create(user=ada, area=coding, asked_at=now)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            signed_in.get("/me/")
        return len(captured)

    grow(1)
    few = queries()
    grow(6)

    assert queries() == few
    assert few < 45
