"""Tickets as pictures: a QR code that stands in a page, or goes with a mail."""

from io import BytesIO

import segno
from django.utils.safestring import SafeString, mark_safe

from parvis.core.registration.models import Registration
from parvis.core.registration.tickets import Ticket, code_of

QUIET = 4  # modules of white around it, as the standard asks


def ticket_code(row: Registration) -> str:
    """The code of somebody's ticket, the same every time."""
    return code_of(Ticket(row.pk, row.event_id))


def ticket_svg(row: Registration) -> SafeString:
    """The code as a drawing that stands in a page."""
    return code_svg(ticket_code(row))


def code_svg(text: str) -> SafeString:
    """Our own text as a QR code without a script or a style; dark on white in every light."""
    drawn = segno.make_qr(text, error="m").svg_inline(
        border=QUIET, dark="#000", light="#fff", omitsize=True, svgclass="ticket-code"
    )
    return mark_safe(drawn)  # noqa: S308 - drawn from our own text


def ticket_png(row: Registration) -> bytes:
    """The code as a picture, for mail programs that draw nothing."""
    out = BytesIO()
    _drawn(row).save(out, kind="png", border=QUIET, scale=8)
    return out.getvalue()


def _drawn(row: Registration) -> segno.QRCode:
    return segno.make_qr(ticket_code(row), error="m")
