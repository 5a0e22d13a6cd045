"""`parvis serve`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parvis.cli import home
from parvis.cli.beside import keep_worker
from parvis.cli.output import note, say, table
from parvis.lib.home import Home

if TYPE_CHECKING:
    from parvis.cli.https import Https

LOCAL = {"127.0.0.1", "localhost", "::1"}
KNOWN = "A demo's passwords are known to all."
OPEN = (
    "Others may reach this address: set PARVIS_HOSTS to the names it is reached by, and put a "
    f"server with HTTPS before it, or use --tls. {KNOWN}"
)
OPEN_BY_HTTPS = f"Others in this network reach this address. {KNOWN}"


def serve(
    *,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            metavar="N",
            min=1,
            max=65535,
            help="Port to listen on: 8000 if not given, with HTTPS 8443.",
        ),
    ] = None,
    host: Annotated[
        str | None,
        typer.Option(
            "--host",
            metavar="ADDRESS",
            help="Address to listen on; 0.0.0.0 for every one, as with HTTPS if not given.",
        ),
    ] = None,
    tls: Annotated[
        bool,
        typer.Option(
            "--tls", help="Serve by HTTPS in a local network, with a certificate we make."
        ),
    ] = False,
    tls_names: Annotated[
        list[str] | None,
        typer.Option(
            "--tls-name",
            metavar="NAME",
            help="A name or address it is reached by; may be repeated.",
        ),
    ] = None,
    certificate: Annotated[
        Path | None,
        typer.Option("--certificate", metavar="FILE", help="Serve by HTTPS with your own (PEM)."),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option("--key", metavar="FILE", help="The key of your certificate (PEM)."),
    ] = None,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Send no mail: `parvis worker` runs elsewhere.")
    ] = False,
) -> None:
    """Serve the site, with a worker beside it that sends its mail, until Ctrl-C."""
    from parvis.cli import https  # noqa: PLC0415  slow to load, as the server is

    is_https = tls or bool(certificate)
    host = host or ("0.0.0.0" if is_https else "127.0.0.1")  # noqa: S104  phones are to reach it
    port = port or (8443 if is_https else 8000)
    planned = https.plan(
        tls=tls, names=tls_names or (), certificate=certificate, key=key, host=host, port=port
    )
    _serve(host, port, planned, has_worker=not no_worker)


def _serve(host: str, port: int, planned: "Https | None", *, has_worker: bool) -> None:
    from parvis.cli import https  # noqa: PLC0415  slow to load
    from parvis.cli.server import address, serve_site  # noqa: PLC0415

    if planned:
        https.set_environment(planned)
    else:
        os.environ.setdefault("PARVIS_URL", address(host, port))  # for the links in mail
    where = home.opened()
    shown = https.certificate_for(planned, where) if planned else None

    def ready() -> None:
        if planned:
            https.say_addresses(planned)
        else:
            say(f"Parvis is at {address(host, port)}")
        say_sign_ins(where)
        note("Ctrl-C stops it.")

    if host not in LOCAL:
        note(OPEN_BY_HTTPS if planned else OPEN)
    serve_site(
        host=host,
        port=port,
        when_bound=keep_worker if has_worker else lambda: None,
        when_ready=ready,
        shown=shown,
    )


def say_sign_ins(where: Home) -> None:
    """How to sign in as each role, where the network is the demo."""
    from parvis.insights.demo import is_demo, sign_ins  # noqa: PLC0415  needs the models

    if is_demo(where):
        rows = [(s.role, s.email, s.password) for s in sign_ins()]
        say(
            f"\nSign in under “Use a password” as\n{table(('role', 'address', 'password'), rows)}\n"
        )
