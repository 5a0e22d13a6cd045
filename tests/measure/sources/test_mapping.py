"""Mappings, and what is said of those that cannot be meant."""

import pytest

from parvis.measure.sources.base import SourceError
from parvis.measure.sources.mapping import is_slug, read_mapping

WHOLE = """
platform = "bugzilla"
[columns]
account = "who"
date = "when"
[constant]
kind = "issue"
[date]
formats = ["%d/%m/%Y", "epoch"]
zone = "Europe/Paris"
"""


def read(folder, text):
    (folder / "m.toml").write_text(text)
    return read_mapping(folder / "m.toml")


def test_mapping_names_the_columns_it_wants(tmp_path):
    mapping = read(tmp_path, WHOLE + '[only]\nstate = "done"\n')

    assert mapping.wanted == ["who", "when", "state"]
    assert mapping.platform == "bugzilla"
    assert mapping.formats == ("%d/%m/%Y", "epoch")
    assert str(mapping.zone) == "Europe/Paris"
    assert mapping.only == {"state": frozenset({"done"})}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "platform",
            "plattform",
            "plattform is nothing a mapping can say. Did you mean 'platform'?",
        ),
        (
            "account",
            "acount",
            "columns.acount is nothing a mapping can say. Did you mean 'account'?",
        ),
        (
            '"issue"',
            '"isue"',
            "constant.kind = 'isue' is not a kind of contribution. Did you mean 'issue'?",
        ),
        ('kind = "issue"', "", "The kind is missing: name columns.kind, or set constant.kind."),
        ('account = "who"', "", "columns.account is missing: name the column that says who."),
        ('date = "when"', "", "columns.date is missing: name the column that says when."),
        ('"who"', "3", "columns.account = 3 is not a text. Write it in quotes."),
        ('"epoch"', '"d/m/y"', "date.formats has 'd/m/y', which is no format. Write a list like"),
        ('["%d/%m/%Y", "epoch"]', '"%d"', "date.formats has None, which is no format."),
        (
            "Europe/Paris",
            "Europe/Pari",
            "date.zone = 'Europe/Pari' is not a time zone. Did you mean 'Europe/Paris'?",
        ),
        (
            "[date]",
            "[kind.values]\nbug = 'bugs'\n[date]",
            "kind.values.'bug' = 'bugs' is not a kind",
        ),
        (
            "[date]",
            "[area]\nothers = 'My Area'\n[date]",
            "area.others = 'My Area' is not an area. Write its slug",
        ),
        (
            "[date]",
            "[coverage]\nfrom = '2014'\n[date]",
            "coverage.from is not a date. Write it like 2014-05-01",
        ),
        (
            'platform = "bugzilla"',
            "area = 'qa'",
            "area is a table; write [area] above its entries.",
        ),
        ("platform", "one_activity_per = 'cell'\nplatform", 'one_activity_per can only be "row".'),
    ],
)
def test_mapping_that_cannot_be_meant_is_refused(tmp_path, old, new, said):
    assert old in WHOLE

    with pytest.raises(SourceError) as refused:
        read(tmp_path, WHOLE.replace(old, new, 1))

    assert str(refused.value).startswith(f"{tmp_path}/m.toml: {said}")


def test_broken_toml_is_refused_with_its_line(tmp_path):
    with pytest.raises(SourceError, match=r"m.toml is not TOML: .*line 1"):
        read(tmp_path, "platform = \n")


def test_missing_mapping_is_refused(tmp_path):
    with pytest.raises(SourceError, match=r"no.toml cannot be read \(No such file"):
        read_mapping(tmp_path / "no.toml")


@pytest.mark.parametrize(
    ("word", "is_one"),
    [("qa", True), ("web-compat", True), ("QA", False), ("a b", False), ("", False)],
)
def test_slug_is_small_letters_digits_and_hyphens(word, is_one):
    assert is_slug(word) is is_one
