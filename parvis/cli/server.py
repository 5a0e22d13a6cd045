"""The web server behind `parvis serve`: gunicorn, a few processes of a few threads."""

import errno
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication
from whitenoise import WhiteNoise  # type: ignore[import-untyped]

THREADS = 4
FIRST = 1  # the number of the first worker
MOST_WORKERS = 4
SECONDS_TO_FINISH = 5  # a request that runs when the server stops


class ServerError(Exception):
    """The site cannot be served: where, why, what to do."""


@dataclass(frozen=True)
class Shown:
    """What the server shows browsers for HTTPS, and a folder that everybody may read, if any."""

    certificate: Path
    key: Path
    public: Path | None = None


class Site(BaseApplication):
    """Parvis under gunicorn."""

    def __init__(self, settings: dict[str, Any], public: Path | None = None) -> None:
        self.settings, self.public = settings, public
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from parvis.wsgi import application  # noqa: PLC0415  in the worker, after the fork

        return WhiteNoise(application, root=self.public) if self.public else application


def address(host: str, port: int) -> str:
    """The site's address as a browser on this machine takes it."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104  shown, not bound
    return f"http://{f'[{shown}]' if ':' in shown and '[' not in shown else shown}:{port}"


def serve_site(
    *,
    host: str,
    port: int,
    when_bound: Callable[[], None],
    when_ready: Callable[[], None],
    shown: Shown | None = None,
) -> None:
    """Serve until told to stop. Raises ServerError where the address cannot be listened on.

    `when_bound` is called in the server's own process, when it listens; `when_ready` once, in the
    first process that answers, when it has loaded the pages. With `shown`, only HTTPS is spoken.
    """
    check_free(host, port)
    bound = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    settings = {
        "bind": [bound],
        "workers": min(os.cpu_count() or 1, MOST_WORKERS),
        "worker_class": "gthread",
        "threads": THREADS,
        "graceful_timeout": SECONDS_TO_FINISH,
        "control_socket_disable": True,  # it would stand outside the installation
        "proc_name": "parvis",
        "loglevel": "warning",
        "when_ready": lambda _: when_bound(),
        "post_worker_init": lambda worker: when_ready() if worker.age == FIRST else None,
    }
    if shown:
        # They are read anew for each connection: what is renewed meanwhile needs no restart.
        settings |= {"certfile": str(shown.certificate), "keyfile": str(shown.key)}
    Site(settings, public=shown.public if shown else None).run()


def check_free(host: str, port: int) -> None:
    """Raise ServerError if nobody can listen on the address, in place of gunicorn's retries."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise ServerError(_why(error, host, port)) from error


def _why(error: Exception, host: str, port: int) -> str:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is in use: another program, perhaps another Parvis, has it. "
            f"Stop that, or choose another with --port {port + 1}."
        )
    if number == errno.EACCES:
        return f"Port {port} may not be used without special rights. Choose one from 1024, as 8000."
    return f"{host} is no address of this machine ({error}). Use --host 127.0.0.1."
