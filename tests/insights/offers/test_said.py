"""What labels and texts say of a task."""

import pytest

from parvis.insights.offers.said import (
    difficulty_in,
    first_words,
    minutes_in,
    moment_of,
    title_of,
    web_link,
)


@pytest.mark.parametrize(
    ("label", "minutes"),
    [
        ("30 min", 30),
        ("1h", 60),
        ("1.5 hours", 90),
        ("time: 2 hours", 120),
        ("effort/45m", None),
        ("0 min", None),
        ("999h", None),
        ("5 months", None),
        ("firefox 30", None),
    ],
)
def test_a_length_is_read_from_a_label(label, minutes):
    assert minutes_in(["bug", label]) == minutes


@pytest.mark.parametrize(
    ("labels", "difficulty"),
    [
        (["Good-First-Issue"], "first"),
        (["help wanted"], "some"),
        (["help wanted", "good first issue"], "first"),
        (["difficulty: hard"], "much"),
        (["E-easy"], "first"),
        (["bug"], ""),
        ([], ""),
    ],
)
def test_a_difficulty_is_read_from_labels(labels, difficulty):
    assert difficulty_in(labels) == difficulty


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# What\r\n\r\nIt [hurts](https://x.org).\r\n\r\nMore.", "It hurts."),
        ("<!-- a\n\nlong comment -->\n\n![picture](x.png)\n\nSee `it`", "See it"),
        ("### Only a heading", ""),
        ("", ""),
        ("x" * 400, "x" * 299 + "…"),
    ],
)
def test_the_first_words_are_prose(text, words):
    assert first_words(text) == words


def test_titles_are_cut_and_never_blank():
    assert title_of("a\n b\0", "7") == "a b"
    assert title_of(None, "7") == "No. 7"
    assert len(title_of("x" * 300, "7")) == 200


@pytest.mark.parametrize("odd", [None, "", "javascript:alert(1)", "https://x.org/a b", "h" * 501])
def test_only_addresses_for_browsers_are_links(odd):
    assert web_link(odd) == ""


def test_a_moment_without_an_offset_is_none():
    with pytest.raises(ValueError, match="no offset"):
        moment_of("2026-03-01T12:00:00")
