"""A visitor's browser, and a program with a token: one connection each that stays open."""

import json
import re
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

NO_ANSWER = 120  # seconds
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Said:
    """An answer. Status 0: there was none, because the connection broke."""

    status: int
    location: str = ""
    body: str = ""
    cookie: str = ""

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """Sends one request after the other over a connection that stays open."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.url = url
        self.connection = HTTPConnection(parts.hostname or "", parts.port, timeout=NO_ANSWER)

    def ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Said:
        """Send a request once. A connection that breaks is an answer too."""
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            text = answer.read().decode()
        except (OSError, HTTPException):
            self.connection.close()
            return Said(0)
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        return Said(answer.status, answer.getheader("Location") or "", text, cookie)

    def close(self) -> None:
        self.connection.close()


class Visitor(Client):
    """Signs up on an event's page, with the cookie and the token that the page gave."""

    def open_form(self, event: str) -> Said:
        """Open the page once, as a browser does before its form can be sent."""
        self.path = f"/events/{event}/sign-up/"
        page = self.ask("GET", self.path, None, {})
        found = TOKEN.search(page.body)
        self.cookie, self.token = page.cookie, found.group(1) if found else ""
        return page

    def sign_up(self, name: str, email: str, form_key: str) -> Said:
        """Send the form. A yes is a redirect (302) to the sign-up's own page."""
        fields = {"name": name, "email": email, "form_key": form_key, "website": ""}
        body = urlencode({**fields, "csrfmiddlewaretoken": self.token})
        headers = {**FORM, "Cookie": self.cookie, "Referer": f"{self.url}{self.path}"}
        return self.ask("POST", self.path, body, headers)


class Program(Client):
    """Calls an HTTP interface with a token."""

    def __init__(self, url: str, authorization: str) -> None:
        super().__init__(url)
        self.headers = {"Authorization": authorization, "Content-Type": "application/json"}

    def post(self, path: str, said: dict[str, Any]) -> Said:
        return self.ask("POST", path, json.dumps(said), self.headers)
