"""`parvis serve`."""

import os
from typing import Annotated

import typer

from parvis.cli import home
from parvis.cli.beside import keep_worker
from parvis.cli.output import note, say, table
from parvis.lib.home import Home

LOCAL = {"127.0.0.1", "localhost", "::1"}
OPEN = (
    "Others may reach this address: set PARVIS_HOSTS to the names it is reached by, and put a "
    "server with HTTPS before it. A demo's passwords are known to all."
)


def serve(
    *,
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=1, max=65535, help="Port to listen on.")
    ] = 8000,
    host: Annotated[
        str,
        typer.Option(
            "--host", metavar="ADDRESS", help="Address to listen on; 0.0.0.0 for every one."
        ),
    ] = "127.0.0.1",
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Send no mail: `parvis worker` runs elsewhere.")
    ] = False,
) -> None:
    """Serve the site, with a worker beside it that sends its mail, until Ctrl-C."""
    from parvis.cli.server import address, serve_site  # noqa: PLC0415  slow to load

    os.environ.setdefault("PARVIS_URL", address(host, port))  # for the links in mail
    where = home.opened()

    def ready() -> None:
        say(f"Parvis is at {address(host, port)}")
        say_sign_ins(where)
        note("Ctrl-C stops it.")

    if host not in LOCAL:
        note(OPEN)
    serve_site(
        host=host,
        port=port,
        when_bound=(lambda: None) if no_worker else keep_worker,
        when_ready=ready,
    )


def say_sign_ins(where: Home) -> None:
    """How to sign in as each role, where the network is the demo."""
    from parvis.insights.demo import is_demo, sign_ins  # noqa: PLC0415  needs the models

    if is_demo(where):
        rows = [(s.role, s.email, s.password) for s in sign_ins()]
        say(
            f"\nSign in under “Use a password” as\n{table(('role', 'address', 'password'), rows)}\n"
        )
