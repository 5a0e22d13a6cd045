"""What the link opens: everything a visitor may want to do with a sign-up, and no more."""

import json
from datetime import timedelta

import pytest

from parvis.core.events.models import Event
from parvis.core.ground.outbox import Mail
from parvis.core.registration.consents import Consents
from parvis.core.registration.links import MAIL, token_of
from parvis.core.registration.models import Registration
from parvis.core.registration.waiting import pass_on_offers

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(client, network):
    """Open a page of a sign-up with its link."""

    def open_it(row, path="", *, by_mail=True, post=None, **options):
        address = f"/registrations/{token_of(row, by_mail=by_mail)}/{path}"
        act = client.get if post is None else client.post
        return act(address, *([post] if post is not None else []), **options)

    return open_it


def test_cancelling_is_one_button(sign_up, event, own):
    row = sign_up(event, "Ada")

    page = own(row, "cancel/", post={}, follow=True).content.decode()

    row.refresh_from_db()
    assert (row.state, "Cancelled. Thank you for saying so." in page) == ("cancelled", True)
    assert "Sign up again" in page


def test_opening_a_link_changes_nothing(sign_up, event, own):
    row = sign_up(event, "Ada")

    answers = {path: own(row, path).status_code for path in ("cancel/", "take/", "forget/")}

    row.refresh_from_db()
    assert answers == {"cancel/": 405, "take/": 405, "forget/": 405}
    assert row.state == "confirmed"


def test_offered_place_is_taken(sign_up, small, cancel, own):
    rows = [sign_up(small, name) for name in ("Ada", "Ben", "Cleo")]
    cancel(rows[0])

    page = own(rows[2]).content.decode()
    taken = own(rows[2], "take/", post={}, follow=True).content.decode()

    assert "A place is kept for you" in page
    assert "The place is yours." in taken


def test_offer_that_ran_out_says_what_to_do(sign_up, small, cancel, own, now):
    rows = [sign_up(small, name) for name in ("Ada", "Ben", "Cleo")]
    cancel(rows[0])
    Registration.objects.filter(pk=rows[2].pk).update(offered_until=now - timedelta(minutes=1))

    answer = own(rows[2], "take/", post={})

    assert answer.status_code == 422
    assert "sign up again" in answer.content.decode()


def test_answers_and_consents_are_changed(sign_up, event, own, area):
    row = sign_up(event, "Ada", consents=Consents(reminders=True))

    said = {"name": "Ada L.", "areas": [area.pk], "access_needs": "a ramp", "follow_up": "on"}
    own(row, "change/", post=said)

    row.refresh_from_db()
    assert (row.name, row.access_needs, list(row.areas.all())) == ("Ada L.", "a ramp", [area])
    assert (row.reminders_since, row.follow_up_since is not None) == (None, True)


def test_change_shows_what_was_said(sign_up, event, own):
    row = sign_up(event, "Ada", access_needs="a ramp", consents=Consents(linking=True))

    page = own(row, "change/").content.decode()

    assert 'value="a ramp"' in page
    assert page.count(" checked") == 1


def test_wrong_change_keeps_the_old(sign_up, event, own):
    row = sign_up(event, "Ada")

    answer = own(row, "change/", post={"name": "🎉"})

    row.refresh_from_db()
    assert (answer.status_code, row.name) == (422, "Ada")


def test_calendar_entry_is_the_event_of_the_public_calendar(sign_up, event, own):
    text = own(sign_up(event, "Ada"), "event.ics").content.decode()

    assert f"UID:{event.uid}@parvis" in text
    assert "METHOD:PUBLISH" in text
    assert "ada@example.org" not in text


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda token: token[:-3], "not whole"),
        (lambda token: token.replace("-m", "-p", 1), "not whole"),
        (lambda _: "1-m:x", "not whole"),
        (lambda token: f"9{token}", "not whole"),
    ],
)
def test_forged_or_truncated_link_opens_nothing(sign_up, event, client, network, spoil, sentence):
    token = token_of(sign_up(event, "Ada"), by_mail=True)

    answer = client.get(f"/registrations/{spoil(token)}/")

    assert answer.status_code == 404
    assert sentence in answer.content.decode()


def test_old_link_says_that_its_time_is_past(sign_up, event, own, now):
    row = sign_up(event, "Ada")
    long_ago = {"starts_at": now - timedelta(days=99), "ends_at": now - timedelta(days=98)}
    around = {"books_from": long_ago["starts_at"], "books_until": long_ago["ends_at"]}
    Event.objects.filter(pk=event.pk).update(**long_ago, **around)

    answer = own(row)

    assert answer.status_code == 404
    assert "worked until 90 days after" in answer.content.decode()


def test_other_events_are_shown_to_who_reads_the_mail(sign_up, event, small, own):
    row = sign_up(event, "Ada")
    sign_up(small, "Ada")

    by_mail, by_page = own(row).content.decode(), own(row, by_mail=False).content.decode()

    assert ("Small circle" in by_mail, "Small circle" in by_page) == (True, False)


@pytest.mark.parametrize("path", ["data/", "data.json"])
def test_data_open_with_the_link_of_the_mail_alone(sign_up, event, own, path):
    row = sign_up(event, "Ada", access_needs="a ramp")

    opened, refused = own(row, path), own(row, path, by_mail=False)

    assert (opened.status_code, refused.status_code) == (200, 403)
    assert ("a ramp" in opened.content.decode(), "a ramp" in refused.content.decode()) == (
        True,
        False,
    )


def test_export_says_all_that_is_kept(sign_up, event, small, own):
    row = sign_up(event, "Ada", handle="ada", handle_at="GitHub")
    sign_up(small, "Ada")
    sign_up(small, "Ben")

    kept = json.loads(own(row, "data.json").content)

    assert (kept["address"], len(kept["sign_ups"])) == ("ada@example.org", 2)
    assert {one["handle"] for one in kept["sign_ups"]} == {"ada", ""}
    subjects = [f"Your place: {event}", f"Your place: {small}"]
    assert [one["subject"] for one in kept["mails"]] == subjects


def test_being_forgotten_leaves_a_count_and_no_person(sign_up, event, small, own):
    row = sign_up(event, "Ada", access_needs="a ramp", consents=Consents(linking=True))
    for name in ("Ada", "Ben", "Cleo"):
        sign_up(small, name)

    refused = own(row, "forget/", post={}, by_mail=False).status_code
    own(row, "forget/", post={})

    row.refresh_from_db()
    said = (row.name, row.email, row.email_key, row.access_needs, row.linking_since, row.state)
    assert (refused, said) == (403, ("(erased)", "", "", "", None, "cancelled"))
    assert not Mail.objects.filter(to="ada@example.org").exists()
    assert Registration.objects.get(name="Cleo").state == "offered"


def test_erasing_an_offer_lets_it_go_on_and_stops_no_chore(sign_up, cancel, small, own, now):
    rows = [sign_up(small, name) for name in ("Ada", "Ben", "Cleo", "Dan")]
    cancel(rows[0])

    own(rows[2], "forget/", post={})

    rows[3].refresh_from_db()
    assert rows[3].state == "offered"
    assert pass_on_offers(now=rows[3].offered_until) == 1


def test_erasing_reaches_both_spellings_of_an_address(sign_up, event, small, own):
    row = sign_up(event, "Ada", email="ada@bücher.example")
    sign_up(small, "Ada", email="ada@xn--bcher-kva.example")

    own(row, "forget/", post={})

    assert not Mail.objects.exists()


def test_page_link_ends_when_somebody_else_signs_up_or_the_mail_is_used(
    sign_up, cancel, event, client, own
):
    row = sign_up(event, "Mallory", email="victim@example.org")
    page_link = f"/registrations/{token_of(row, by_mail=False)}/"
    cancel(row)
    again = sign_up(event, "Victim", email="victim@example.org")
    second_link = f"/registrations/{token_of(again, by_mail=False)}/"

    stolen = client.get(page_link)
    opened = client.get(second_link).status_code
    own(again, "change/", post={"name": "Victim", "access_needs": "a ramp"})
    late = client.get(f"{second_link}change/")

    assert (stolen.status_code, opened, late.status_code) == (404, 200, 404)
    assert "earlier sign-up" in stolen.content.decode()


def test_one_click_stops_one_kind_of_mail(sign_up, event, client, network):
    row = sign_up(event, "Ada", consents=Consents(reminders=True, follow_up=True))
    address = f"/registrations/{token_of(row, by_mail=True)}/stop/follow_up/"

    asked = client.get(address).content.decode()
    by_program = client.post(address, {"List-Unsubscribe": "One-Click"})

    row.refresh_from_db()
    assert ("Stop this mail?" in asked, by_program.status_code) == (True, 200)
    assert (row.follow_up_since, row.reminders_since is not None) == (None, True)
    assert client.get(address.replace("follow_up", "breathing")).status_code == 404


def test_link_for_one_sign_up_opens_no_other(sign_up, event, client, network):
    ada, ben = sign_up(event, "Ada"), sign_up(event, "Ben")
    forged = token_of(ada, by_mail=True).replace(f"{ada.pk}-{MAIL}", f"{ben.pk}-{MAIL}")

    assert client.get(f"/registrations/{forged}/").status_code == 404
