"""A mail's plain text as HTML: the same words, with links to press. The text is the source."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from itertools import groupby
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import get_template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

BUTTON = re.compile(r"(?P<words>\S.{0,98}?): (?P<address>https?://\S+)")
ADDRESS = re.compile(r"https?://[^\s<>\"“”]*[^\s<>\"“”.,;:!?)\]’'…]")
ITEM = "- "


@dataclass(frozen=True)
class Block:
    """A part of a letter: a paragraph or list of lines, or a button."""

    kind: str
    lines: Sequence[SafeString]
    address: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture that comes with the mail: its address in it, and in words what it shows."""

    address: str
    alt: str


def letter(
    *, subject: str, text: str, pictures: Sequence[Picture] = (), is_framed: bool = False
) -> str:
    """Write a mail's text as a page of HTML.

    A line that is only “Words: https://…” becomes a button, an address elsewhere a link, lines
    that begin with a dash a list. `is_framed`: it is shown in a frame, and links leave that.
    """
    context = {
        "subject": subject,
        "blocks": list(_blocks(text)),
        "pictures": pictures,
        "site": site_name(),
        "site_address": settings.SITE_URL,
        "is_framed": is_framed,
    }
    return get_template("mail/letter.html").render(context)


def site_name() -> str:
    """Return what the site calls itself in mail: the sender's name, else its host."""
    named, _ = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return named or urlsplit(settings.SITE_URL).hostname or "Parvis"


def _blocks(text: str) -> Iterator[Block]:
    for paragraph in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").strip()):
        lines = [line.strip() for line in paragraph.split("\n") if line.strip()]
        for kind, found in groupby(lines, _kind):
            if kind == "button":
                yield from map(_button, found)
            else:
                yield Block(kind, [_linked(line.removeprefix(ITEM)) for line in found])


def _kind(line: str) -> str:
    if line.startswith(ITEM):
        return "list"
    return "button" if BUTTON.fullmatch(line) else "paragraph"


def _button(line: str) -> Block:
    found = BUTTON.fullmatch(line)
    assert found  # noqa: S101 - _kind has looked
    return Block("button", [escape(found["words"])], found["address"])


def _linked(line: str) -> SafeString:
    """Escape a line, and make links of the addresses in it."""
    pieces, end = [], 0
    for found in ADDRESS.finditer(line):
        pieces += [escape(line[end : found.start()])]
        pieces += [
            format_html('<a class="link" href="{0}" style="color:#1d4f9c">{0}</a>', found[0])
        ]
        end = found.end()
    return mark_safe("".join([*pieces, escape(line[end:])]))  # noqa: S308 - all escaped above
