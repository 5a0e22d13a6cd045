"""A mail to post, a server to take it, and makers of what goes with it."""

from datetime import timedelta

import pytest
from django.db import transaction

from parvis.core.ground import enclosures
from parvis.core.ground.delivering import deliver_due
from parvis.core.ground.posting import post_mail

from .mail_server import mail_server

MINUTE = timedelta(minutes=1)


@pytest.fixture
def server(settings):
    with mail_server() as (takes, host, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = host, port, 5
        yield takes


@pytest.fixture
def post(db, now):
    def post(to="ada@example.org", subject="Welcome", text="Come in.\n", at=now, **more):
        with transaction.atomic():
            return post_mail(to=to, subject=subject, text=text, now=at, **more)

    return post


@pytest.fixture
def deliver(now):
    """Deliver what is due so many minutes later; gives (sent, waiting, given up)."""

    def deliver(minutes=0):
        done = deliver_due(clock=lambda: now + minutes * MINUTE)
        return done.sent, done.waiting, done.given_up

    return deliver


@pytest.fixture
def makers(monkeypatch):
    """A registry of this test's own."""
    monkeypatch.setattr(enclosures, "_makers", {})
    return enclosures.register_maker
