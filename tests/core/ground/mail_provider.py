"""A mail provider of our own that speaks Postmark's protocol over HTTP, and answers as told."""

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from uuid import UUID

TOKEN = "9c1f-token"
# What Postmark answers, by status: https://postmarkapp.com/developer/api/overview#error-codes
ANSWERS = {
    401: {"ErrorCode": 10, "Message": "The Server Token you provided is not valid."},
    403: {"ErrorCode": 0, "Message": "Forbidden"},
    408: {"ErrorCode": 0, "Message": "Request timeout"},
    413: {"ErrorCode": 0, "Message": "Payload too large"},
    429: {"ErrorCode": 0, "Message": "Too many requests"},
    500: {"ErrorCode": 0, "Message": "Internal server error"},
    503: {"ErrorCode": 100, "Message": "Down for maintenance"},
}
INACTIVE = {
    "ErrorCode": 406,
    "Message": (
        "You tried to send to a recipient that has been marked as inactive. Found inactive "
        "addresses: gone@example.org. Inactive recipients are ones that have generated a hard "
        "bounce, a spam complaint, or a manual suppression."
    ),
}


class Provider:
    """What it took, with the ids it gave; `answers` holds a status or a body by address."""

    def __init__(self):
        self.answers, self.taken, self.connections = {}, [], 0

    @property
    def to(self):
        return [mail["To"] for mail in self.taken]

    def answer(self, mail, token):
        if token != TOKEN:
            return 401, ANSWERS[401]
        told = self.answers.get(mail["To"])
        if told is not None:
            return (422, told) if isinstance(told, dict) else (told, ANSWERS.get(told, "<html>"))
        self.taken.append(mail)
        return 200, {
            "To": mail["To"],
            "SubmittedAt": "2026-03-01T12:00:00.0000000Z",
            "MessageID": str(UUID(int=len(self.taken))),
            "ErrorCode": 0,
            "Message": "OK",
        }


@contextmanager
def mail_provider():
    """Run a provider on a free port: gives what it takes, and its address."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self):
            provider.connections += 1
            super().setup()

        def do_POST(self):
            mail = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, body = provider.answer(mail, self.headers["X-Postmark-Server-Token"])
            if self.path != "/email":
                status, body = 404, {"ErrorCode": 0, "Message": "Not found"}
            written = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider, f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
