"""A mail's text as HTML: the same words, links to press, and nothing that could run."""

import re

import pytest

from parvis.core.ground.letter import Picture, letter, site_name

TEXT = """Hello Ada,

you have a place.
Thursday, 3 March 2026
Paris space

See, change or cancel your sign-up: https://spaces.example.org/r/17-m:Ab_c?a=1&b=2

Bring:
- a lamp (see https://example.org/lamps).
- patience: https://example.org/patience
"""


def blocks(html):
    """What stands between the sheet's tags, each block as its tag and text."""
    found = re.findall(r"<(p|ul)\b[^>]*>(.*?)</\1>", html, re.DOTALL)
    return [
        (tag, re.sub(r"\s*<br>\s*", "|", re.sub(r"<(?!br)[^>]+>", "", text))) for tag, text in found
    ]


def test_text_becomes_paragraphs_lists_and_buttons():
    html = letter(subject="Your place", text=TEXT)

    assert blocks(html) == [
        ("p", "Hello Ada,"),
        ("p", "you have a place.|Thursday, 3 March 2026|Paris space"),
        ("p", "See, change or cancel your sign-up"),
        ("p", "Bring:"),
        ("ul", "a lamp (see https://example.org/lamps).patience: https://example.org/patience"),
    ]
    assert re.findall(r'class="(button|link)" href="([^"]+)"', html) == [
        ("button", "https://spaces.example.org/r/17-m:Ab_c?a=1&amp;b=2"),
        ("link", "https://example.org/lamps"),
        ("link", "https://example.org/patience"),
    ]


@pytest.mark.parametrize(
    "evil",
    ["<script>alert(1)</script>", 'https://e.example/"onclick="x', "Press: https://e/<b>'\""],
)
def test_what_people_typed_is_escaped(evil):
    html = letter(subject=evil, text=f"Hello {evil}\n{evil}\n")

    sheet = html[html.index('class="sheet"') :]
    assert re.findall(r"<(?:script|b)\b", html) == []
    assert set(re.findall(r"<(/?\w+)", sheet)) <= {
        *("p", "/p", "a", "/a", "br", "/td", "/tr", "tr", "td", "/table", "/body", "/html"),
    }
    assert re.findall(r"<a [^>]*\bonclick=", html) == []


@pytest.mark.parametrize("text", ["", "\n\n", "\r\n", "Words: ftp://x", "a: javascript:alert(1)"])
def test_text_without_a_web_address_has_no_links(text):
    html = letter(subject="x", text=text)

    assert re.findall(r'class="(?:button|link)"', html) == []


def test_letter_loads_nothing_and_says_whose_it_is(settings):
    settings.DEFAULT_FROM_EMAIL = "Open Squares <post@squares.example>"
    settings.SITE_URL = "https://squares.example"

    html = letter(subject="x", text="Hello")

    assert "Open Squares" in html
    assert re.findall(r"(?:src|url\()\s*=?\s*[\"']?http", html) == []
    assert "<base" not in html


def test_pictures_come_with_the_mail_and_a_framed_letter_opens_links_outside():
    html = letter(subject="x", text="", pictures=[Picture("cid:0.a", "ticket.png")], is_framed=True)

    assert re.findall(r'<img src="([^"]+)" alt="([^"]+)"', html) == [("cid:0.a", "ticket.png")]
    assert '<base target="_top">' in html


@pytest.mark.parametrize(
    ("sender", "name"), [("Ada <a@b.example>", "Ada"), ("a@b.example", "spaces.example")]
)
def test_site_is_called_as_its_sender_or_its_host(settings, sender, name):
    settings.DEFAULT_FROM_EMAIL, settings.SITE_URL = sender, "https://spaces.example/"

    assert site_name() == name
