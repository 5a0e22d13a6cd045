"""Signing in with another system: a whole site, and a provider that speaks HTTP."""

import os
import re
import subprocess
import sys
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import pytest
import requests

from bench.site import PROJECT, Site
from parvis.insights.installation import lake_keys
from parvis.lib.home import Home
from parvis.measure import main
from parvis.measure.lake import Lake
from tests.insights.small_network import Written
from tests.web.openid_provider import CLIENT, SECRET, openid_provider

PARVIS = (sys.executable, "-c", "from parvis.cli.main import run; run()")
NOW = datetime(2026, 3, 1)


@pytest.fixture
def provider():
    with openid_provider() as made:
        yield made


@pytest.fixture
def site(tmp_path, provider):
    """A site that takes the provider's word for logins at the source “written”."""
    home = Home(tmp_path / "home").make()
    environment = {
        "PARVIS_OIDC_URL": provider.url,
        "PARVIS_OIDC_NAME": "The workshop",
        "PARVIS_OIDC_CLIENT_ID": CLIENT,
        "PARVIS_OIDC_SECRET": SECRET,
        "PARVIS_OIDC_SOURCE": "written",
    }
    made = Site(home.path, f"sqlite:///{home.database}", **environment)
    parvis(made, "init", "--no-input")
    rows = [("ada-at-work", None, "coding", "2026-02-20"), ("ben", None, "coding", "2026-02-21")]
    main.ingest(Lake(home.lake), Written(rows, lake_keys(home)), now=NOW)
    parvis(made, "resolve")
    yield made.start()
    made.kill()


def parvis(site, *words):
    subprocess.run(
        [*PARVIS, *words], cwd=PROJECT, env=site.environment, check=True, capture_output=True
    )


def sign_in(site, session):
    """Press the button as a browser does, wherever it leads; the last answer."""
    page = session.get(f"{site.url}/accounts/login/")
    action = re.search(r'action="([^"]*oidc/main/login/[^"]*)"', page.text)[1]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
    form = {"csrfmiddlewaretoken": token}
    address = urljoin(site.url, action.replace("&amp;", "&"))
    return page, session.post(address, data=form, headers={"Referer": page.url})


def test_visitor_signs_in_elsewhere_and_finds_what_they_did_there(site, provider):
    provider.person = {
        "sub": "4711",
        "preferred_username": "ada-at-work",
        "email": "ada@example.org",
        "email_verified": True,
    }

    with requests.Session() as session:
        page, arrived = sign_in(site, session)

    asked = provider.asked
    policy = page.headers["Content-Security-Policy"]
    text = " ".join(arrived.text.split())
    assert urlsplit(arrived.url).path == "/me/"
    assert "<h4>ada-at-work, The workshop</h4>" in text
    assert "written · proved to be yours" in text
    assert "You are an active contributor." in text
    assert "Coding: active contributor" in text
    assert ">ben<" not in text
    assert {"/authorize", "/token"} <= set(asked)
    assert f"form-action 'self' {provider.url};" in policy


def test_login_that_is_not_in_the_lake_signs_in_and_claims_nothing(site, provider):
    provider.person = {
        "sub": "4712",
        "preferred_username": "cleo",
        "email": "cleo@example.org",
        "email_verified": True,
    }

    with requests.Session() as session:
        _, arrived = sign_in(site, session)

    assert urlsplit(arrived.url).path == "/me/"
    assert "Nothing is found under cleo@example.org." in arrived.text


def test_address_that_the_provider_did_not_check_lets_nobody_in_before_it_is_proved(site, provider):
    provider.person = {
        "sub": "4713",
        "preferred_username": "eve",
        "email": "eve@example.org",
        "email_verified": False,
    }

    with requests.Session() as session:
        _, arrived = sign_in(site, session)
        own = session.get(f"{site.url}/me/", allow_redirects=False)

    assert urlsplit(arrived.url).path == "/accounts/confirm-email/"
    assert own.status_code == 302


def test_setting_that_is_named_by_half_stops_the_start(tmp_path):
    kept = {key: word for key, word in os.environ.items() if not key.startswith("PARVIS_")}
    environment = {**kept, "PARVIS_HOME": str(tmp_path), "PARVIS_GITHUB_CLIENT_ID": "x"}

    done = subprocess.run(
        [*PARVIS, "init", "--no-input"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    assert "PARVIS_GITHUB_SECRET is missing" in " ".join((done.stdout + done.stderr).split())
