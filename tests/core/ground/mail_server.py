"""A mail server of our own that keeps what it takes and refuses whom it is told to."""

from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class Takes:
    """Answers as told by address; what it takes is parsed and kept."""

    def __init__(self):
        self.answers = {}
        self.taken = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"

    @property
    def to(self):
        return [mail["To"] for mail in self.taken]


class OnAnyPort(Controller):
    """Listens on a port that the system chose."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(takes=None):
    """Run a server on a free port: gives what it takes, its host and its port."""
    takes = takes or Takes()
    controller = OnAnyPort(takes, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield takes, controller.hostname, controller.port
    finally:
        controller.stop()
