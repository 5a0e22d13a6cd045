"""Taking along what is kept of oneself, and being forgotten."""

import json
from datetime import date

from allauth.socialaccount.models import SocialAccount

from parvis.core.followup.models import Attempt
from parvis.core.followup.recognising import Earned, recognise
from parvis.core.followup.recognition import Recognition
from parvis.core.ground.outbox import Mail
from parvis.core.needs.models import Need
from parvis.core.people.claims import AccountClaim
from parvis.core.people.models import User
from parvis.core.registration.models import Registration
from tests.web.me.one import (
    POINT,
    _fresh,
    ada,
    badge,
    coding,
    lake,
    make_task,
    past,
    signed_in,
    text,
)

__all__ = ["_fresh", "ada", "badge", "coding", "lake", "make_task", "past", "signed_in"]


def test_export_holds_everything_that_the_page_shows(
    signed_in, ada, lake, event, sign_up, badge, make_task, now
):
    row = sign_up(event, "Ada", email="ada@example.org")
    moments = {"taken_at": now, "changed_at": now, "until": now}
    Attempt.objects.create(opportunity=make_task(), registration=row, **moments)
    AccountClaim.objects.create(
        user=ada, node="account:7", source="git", label="not-ada", is_mine=False, said_at=now
    )

    SocialAccount.objects.create(
        user=ada, provider="gone", uid="7", extra_data={"login": "ada-there"}
    )

    answer = signed_in.get("/me/data.json")

    kept = json.loads(answer.content)
    under = kept["under_addresses"][0]
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert kept["account"]["address"] == "ada@example.org"
    assert (under["sign_ups"][0]["event"], under["attempts"][0]["task"]) == (
        "Mending evening",
        "Mend the tooltip",
    )
    assert [one["account"] for one in kept["claims"]] == ["not-ada"]
    assert [(one["provider"], one["login"]) for one in kept["connected"]] == [("gone", "ada-there")]
    assert "<h4>ada-there, gone</h4>" in text(signed_in.get("/me/"))
    assert sum(day["count"] for day in kept["contributions_found"]["days"]) == 3
    assert kept["pathways"]["coding"]["level"] == "active"
    assert [one["level"] for one in kept["recognitions"]] == ["casual"]
    assert kept["badges"][0]["type"] == ["VerifiableCredential", "OpenBadgeCredential"]


def test_export_of_somebody_who_never_signed_up_for_anything(signed_in):
    kept = json.loads(signed_in.get("/me/data.json").content)

    assert kept["under_addresses"][0]["sign_ups"] == []


def test_erasure_asks_for_the_address_and_changes_nothing_without(signed_in, ada):
    page = signed_in.get("/me/erase/")
    answer = signed_in.post("/me/erase/", {"address": "ben@example.org"})

    assert "This cannot be taken back." in text(page)
    assert answer.status_code == 422
    assert "Nothing has been erased." in text(answer)
    assert User.objects.filter(pk=ada.pk).exists()


def test_erasure_takes_the_account_and_leaves_the_counts(
    signed_in, ada, event, sign_up, badge, make_task, now
):
    row = sign_up(event, "Ada", email="ada@example.org")
    moments = {"taken_at": now, "changed_at": now, "until": now}
    Attempt.objects.create(
        opportunity=make_task(), registration=row, user=ada, words="my secret", **moments
    )

    page = signed_in.post("/me/erase/", {"address": "ADA@example.org"})

    row.refresh_from_db()
    attempt = Attempt.objects.get()
    assert "Your account is erased, and you are signed out." in text(page)
    assert not User.objects.filter(email="ada@example.org").exists()
    assert not Recognition.objects.exists()
    assert not Mail.objects.filter(to="ada@example.org").exists()
    assert (row.name, row.email, attempt.words) == ("(erased)", "", "")
    assert Registration.objects.count() == 1
    assert signed_in.get("/me/").status_code == 302
    assert signed_in.get(f"/badges/{badge.uid}/").status_code == 404


def test_account_with_duties_stays_and_says_whom_to_ask(client, lead, network, coding, now):
    recognise(earned=Earned(lead, coding, POINT, 1, date(2026, 2, 1), []), now=now)
    client.force_login(lead)

    page = client.get("/me/erase/")
    done = client.post("/me/erase/", {"address": lead.email})

    assert "because you are programme lead. Ask a programme lead" in text(page)
    assert "Your account stays, because you are programme lead." in text(done)
    assert User.objects.filter(pk=lead.pk).exists()
    assert not Recognition.objects.exists()
    assert client.get("/me/").status_code == 200


def test_account_that_others_records_lead_to_stays_as_nobodys(signed_in, ada, space, area, now):
    wish = {"title": "A room", "words": "For mending", "space": space, "area": area}
    need = Need.objects.create(asked_by=ada, asked_at=now, **wish)

    signed_in.post("/me/erase/", {"address": ada.email})

    ada.refresh_from_db()
    need.refresh_from_db()
    assert need.asked_by == ada
    assert (ada.email, ada.display_name, ada.is_active) == (
        f"erased-{ada.pk}@invalid",
        "(erased)",
        False,
    )
    assert not ada.emailaddress_set.exists()
