"""`parvis serve --tls` as a real server: asked by Python's ssl, trusting its authority alone."""

import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.client import HTTPSConnection
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from parvis.cli import clock
from parvis.lib.issuing import as_pem, authority_for, certificate_for
from tests.cli.conftest import COMMAND, TOP, environment_of

PATIENCE = 60  # seconds
LOGIN = "/accounts/login/"
CODE = "/accounts/login/code/"
POST = """
import django, os
os.environ["DJANGO_SETTINGS_MODULE"] = "parvis.settings"
django.setup()
from django.db import transaction
from django.utils import timezone
from parvis.core.ground.posting import post_mail
with transaction.atomic():
    post_mail(to="grace@example.org", subject="Welcome", text="Hello.", now=timezone.now())
"""


class Served:
    """A running server: what it said, and how it answers."""

    def __init__(self, home, port, said, authority):
        self.home, self.port, self.said = home, port, said
        self.trusting = ssl.create_default_context(cafile=authority)

    def ask(self, path, *, host="localhost", form=None, **headers):
        """One request over TLS, the certificate checked for `host`."""
        asked = HTTPSConnection("127.0.0.1", self.port, context=self.trusting, timeout=PATIENCE)
        sock = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        asked.sock = self.trusting.wrap_socket(sock, server_hostname=host)
        headers = {"Host": f"{host}:{self.port}", **headers}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            asked.request("POST" if form else "GET", path, form and urlencode(form), headers)
            answer = asked.getresponse()
            return answer, answer.read().decode()
        finally:
            asked.close()

    def sign_in(self, *, host="localhost", origin=None):
        """Ask for a code by mail, as the page's form does."""
        answer, page = self.ask(LOGIN, host=host)
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        form = {"csrfmiddlewaretoken": token, "email": "ada@example.org"}
        origin = origin or f"https://{host}:{self.port}"
        return self.ask(CODE, host=host, form=form, Cookie=cookie, Origin=origin)[0]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@contextmanager
def serving(home, *words, authority=None, **environment) -> Iterator[Served]:
    port = free_port()
    command = [COMMAND, "serve", "--host", "127.0.0.1", "--port", str(port), *map(str, words)]
    with (home.parent / f"{port}.err").open("w+") as errors:
        process = subprocess.Popen(
            command,
            cwd=TOP,
            env={**environment_of(home), **environment},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        try:
            said = process.stdout.readline()
            assert said, (home.parent / f"{port}.err").read_text()
            yield Served(home, port, said, authority or home / "tls/public/authority.crt")
        finally:
            process.send_signal(2)
            process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, (home.parent / f"{port}.err").read_text()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    home = tmp_path_factory.mktemp("https") / "home"
    with serving(home, "--tls", "--tls-name", "door.local") as server:
        yield server


def test_page_comes_over_tls_under_each_name(served):
    found = [served.ask(LOGIN, host=h)[0].status for h in ("localhost", "127.0.0.1", "door.local")]

    assert found == [200, 200, 200]
    assert served.said == f"Parvis is at https://localhost:{served.port}\n"


def test_other_name_is_not_answered(served):
    answer, _ = served.ask(LOGIN, Host="bank.example")

    assert answer.status == 400


def test_client_without_the_authority_does_not_trust_it(served):
    stranger = ssl.create_default_context()
    with (
        socket.create_connection(("127.0.0.1", served.port)) as sock,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        stranger.wrap_socket(sock, server_hostname="localhost")

    assert served.ask(LOGIN)[0].status == 200


def test_cookies_are_for_https_and_nothing_is_promised_for_a_year(served):
    answer, _ = served.ask(LOGIN)

    cookies = answer.headers.get_all("Set-Cookie")
    assert cookies
    assert [cookie for cookie in cookies if "Secure" not in cookie] == []
    assert answer.headers["Strict-Transport-Security"] is None


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "door.local"])
def test_form_is_taken_from_our_own_pages(served, host):
    assert served.sign_in(host=host).status == 302


@pytest.mark.parametrize("origin", ["https://bank.example", "https://localhost", "null"])
def test_form_is_not_taken_from_elsewhere(served, origin):
    assert served.sign_in(origin=origin).status == 403


def test_worker_beside_it_sends_mail_that_leads_to_https(served):
    post = [sys.executable, "-c", POST]
    subprocess.run(post, cwd=TOP, env=environment_of(served.home), check=True)

    mail = first_mail(served.home / "outbox")
    page = mail.get_body(("html",)).get_content()
    assert f'href="https://door.local:{served.port}"' in page


def first_mail(outbox):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for file in outbox.iterdir():
            content = file.read_bytes()
            if b"To: grace@example.org" in content:
                return message_from_bytes(content.split(b"\n-----")[0], policy=policy.default)
        time.sleep(0.2)
    pytest.fail("No mail was sent.")


def test_phone_can_fetch_the_authority_and_nothing_beside_it(served):
    answer, content = served.ask("/authority.crt")

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert content == (served.home / "tls/public/authority.crt").read_text()
    for path in ("/authority.key", "/server.pem", "/../authority.key", "/%2e%2e/authority.key"):
        assert served.ask(path)[0].status == 404


def test_browser_counts_the_page_as_secure(served, browser):
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()

    page.goto(f"https://localhost:{served.port}{LOGIN}")

    assert page.evaluate("window.isSecureContext") is True
    assert page.evaluate("typeof navigator.mediaDevices.getUserMedia") == "function"
    context.close()


def test_second_start_shows_the_same_certificate_and_a_changed_name_another(tmp_path):
    home = tmp_path / "home"
    files = home / "tls" / "server.pem", home / "tls" / "public" / "authority.crt"

    def after(*words):
        with serving(home, "--tls", "--no-worker", *words) as server:
            assert server.ask(LOGIN)[0].status == 200
        return [file.read_bytes() for file in files]

    first, second, changed = after(), after(), after("--tls-name", "door.local")

    assert second == first
    assert (changed[0] == first[0], changed[1] == first[1]) == (False, True)


def test_own_certificate_is_shown_and_may_promise_for_a_year(tmp_path):
    now = clock.now()
    authority, signer = authority_for(["spaces.example.org"], now)
    made, key = certificate_for(["spaces.example.org"], authority=authority, signer=signer, now=now)
    known, certificate, secret = (tmp_path / name for name in ("ca.crt", "own.crt", "own.key"))
    known.write_bytes(authority.public_bytes(Encoding.PEM))
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(as_pem(key))
    words = ("--certificate", certificate, "--key", secret, "--no-worker")

    with serving(tmp_path / "home", *words, authority=known, PARVIS_HSTS="yes") as server:
        answer, _ = server.ask(LOGIN, host="spaces.example.org")
        none, _ = server.ask("/authority.crt", host="spaces.example.org")

    assert server.said == f"Parvis is at https://spaces.example.org:{server.port}\n"
    assert (answer.status, none.status) == (200, 404)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert not (tmp_path / "home" / "tls").exists()


def test_bad_certificate_ends_the_start_with_a_sentence(command, tmp_path):
    done = command("serve", "--certificate", tmp_path / "no.crt", "--key", tmp_path / "no.key")

    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode() == (
        f"{tmp_path / 'no.crt'} cannot be read: No such file or directory. "
        "Is the path right, and may you read it?\n"
    )


@pytest.mark.parametrize("words", [("--tls", "--key", "x"), ("--tls-name", "x"), ("--key", "x")])
def test_words_that_do_not_go_together_end_with_2(command, words):
    done = command("serve", *words)

    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
