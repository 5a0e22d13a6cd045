import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from parvis.core.people.models import User
from parvis.core.people.rules import may_see_people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    """Attempts of one test do not count against the next."""
    cache.clear()


def code_in(message):
    """The code as a reader would find it: on a line of its own."""
    return re.search(r"^\s*([A-Z0-9]{2,}(?:-[A-Z0-9]+)*)\s*$", message.body, re.MULTILINE)[1]


def signed_in(client):
    return client.session.get("_auth_user_id")


def ask_for_code(client, email, **more):
    return client.post(reverse("account_request_login_code"), {"email": email, **more}, follow=True)


def enter_code(client, code, **more):
    return client.post(reverse("account_confirm_login_code"), {"code": code, **more})


def test_sign_in_page_offers_code_password_and_passkey(client):
    page = client.get(reverse("account_login")).content.decode()

    assert f'action="{reverse("account_request_login_code")}"' in page
    assert 'autocomplete="current-password"' in page
    assert f'action="{reverse("mfa_login_webauthn")}"' in page


def test_sign_in_by_code(client, lead):
    page = ask_for_code(client, lead.email)
    assert page.redirect_chain == [(reverse("account_confirm_login_code"), 302)]
    assert [message.to for message in mail.outbox] == [[lead.email]]

    answer = enter_code(client, code_in(mail.outbox[0]))

    assert answer.status_code == 302
    assert signed_in(client) == str(lead.pk)


def test_sign_in_goes_on_where_one_was_stopped(client, lead, network):
    wanted = reverse("programme-settings")
    stopped = client.get(wanted)
    assert stopped.url == f"{reverse('account_login')}?next={wanted}"
    ask_for_code(client, lead.email, next=wanted)

    answer = enter_code(client, code_in(mail.outbox[0]), next=wanted)

    assert answer.url == wanted


def test_sign_in_never_leads_to_another_site(client, lead):
    elsewhere = "https://elsewhere.example/"
    ask_for_code(client, lead.email, next=elsewhere)

    answer = enter_code(client, code_in(mail.outbox[0]), next=elsewhere)

    assert answer.url == "/"


def test_wrong_code_lets_nobody_in_and_the_third_ends_it(client, lead):
    ask_for_code(client, lead.email)
    right = code_in(mail.outbox[0])

    answers = [enter_code(client, "WRONG1").status_code for _ in range(3)]
    enter_code(client, right)

    assert answers == [200, 200, 302]
    assert signed_in(client) is None


def test_unknown_address_gets_the_same_answer_and_no_code(client, lead):
    known = ask_for_code(client, lead.email)
    unknown = ask_for_code(Client(), "nobody@example.org")

    assert known.redirect_chain == unknown.redirect_chain
    assert known.status_code == unknown.status_code == 200
    assert mail.outbox[1].to == ["nobody@example.org"]
    assert "sign up" in mail.outbox[1].body.lower()


def test_somebody_inactive_gets_no_code(client, lead):
    User.objects.filter(pk=lead.pk).update(is_active=False)

    ask_for_code(client, lead.email)

    assert not [message for message in mail.outbox if "code" in message.subject.lower()]


def test_sign_in_by_password(client, lead):
    lead.set_password("a long walk home")
    lead.save()
    login = reverse("account_login")

    wrong = client.post(login, {"login": lead.email, "password": "a short walk"})
    assert (wrong.status_code, signed_in(client)) == (200, None)
    right = client.post(login, {"login": lead.email.upper(), "password": "a long walk home"})

    assert (right.status_code, signed_in(client)) == (302, str(lead.pk))


def test_sign_in_without_a_password_set_is_refused(client, outsider):
    for attempt in ("", "!", outsider.password):
        client.post(reverse("account_login"), {"login": outsider.email, "password": attempt})

    assert signed_in(client) is None


def test_visitor_makes_an_account_without_a_role(client):
    client.post(reverse("account_signup"), {"email": "Vera@example.org"})
    assert mail.outbox[0].to == ["vera@example.org"]
    assert signed_in(client) is None

    verify = reverse("account_email_verification_sent")
    client.post(verify, {"code": code_in(mail.outbox[0])})

    vera = User.objects.get()
    assert signed_in(client) == str(vera.pk)
    assert EmailAddress.objects.get(user=vera).verified
    assert not vera.roles.exists()
    assert not may_see_people(vera)


def test_sign_up_cannot_take_a_role_along(client):
    client.post(
        reverse("account_signup"),
        {"email": "mallory@example.org", "roles": "lead", "role": "lead", "is_active": "1"},
    )

    assert not User.objects.get().roles.exists()


def test_sign_out_takes_a_post(client, lead):
    client.force_login(lead)

    client.get(reverse("account_logout"))
    assert signed_in(client)
    client.post(reverse("account_logout"))

    assert signed_in(client) is None


def test_passkey_is_asked_for_with_a_fresh_challenge(client):
    def challenge():
        answer = client.get(reverse("mfa_login_webauthn"), HTTP_ACCEPT="application/json")
        return answer.json()["request_options"]["publicKey"]["challenge"]

    assert challenge() != challenge()


@pytest.mark.parametrize(
    "name",
    [
        "account_email",
        "account_set_password",
        "account_logout",
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "socialaccount_connections",
    ],
)
def test_account_pages_stand_in_the_sites_own_frame(client, outsider, name):
    client.force_login(outsider)

    page = client.get(reverse(name), follow=True)

    assert page.status_code == 200
    assert "base.html" in [template.name for template in page.templates]


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_request_login_code"])
def test_pages_carry_a_policy_that_allows_nothing_inline(client, name):
    page = client.get(reverse(name))

    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page.content.decode())
    assert not re.search(r"\son\w+=|\sstyle=", page.content.decode())
