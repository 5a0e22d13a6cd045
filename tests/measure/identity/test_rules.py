"""Rules are read as written, and refused with a sentence."""

import pytest

from parvis.measure.identity import RulesError, default_rules, default_rules_text, read_rules
from parvis.measure.identity.rules import Rules


def written(tmp_path, text):
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_default_rules_are_what_a_new_installation_reads(tmp_path):
    rules = read_rules(written(tmp_path, default_rules_text()))

    assert rules == default_rules()
    assert rules.staff.domains == ("staff.example",)
    assert "*[bot]" in rules.bots.logins
    assert "root" in rules.not_people.local_parts


def test_what_is_left_out_is_empty(tmp_path):
    rules = read_rules(written(tmp_path, "[staff]\naccounts = [7]\n"))

    assert rules.staff.accounts == (7,)
    assert rules.bots == Rules().bots


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[staff\n", "this is not TOML"),
        ("[robots]\n", "robots: no such rule. Known here: staff, bots, not_people."),
        ("[bots]\nlogin = []\n", "bots.login: no such rule. Known here: domains, logins"),
        ("staff = 1\n", r"staff: should be a section. Write it as \[staff\]"),
        ('[bots]\nlogins = "x"\n', "bots.logins: should be a list of texts"),
        ("[bots]\nlogins = [1]\n", "bots.logins: should be a list of texts"),
        ('[staff]\naccounts = ["1"]\n', "staff.accounts: should be a list of whole numbers"),
        ("[staff]\naccounts = [true]\n", "staff.accounts: should be a list of whole numbers"),
        ('[bots]\nnames = ["*"]\n', "bots.names: .* would fit everybody"),
        ('[bots]\ndomains = [""]\n', "bots.domains: .* would fit everybody"),
        ("[not_people]\nmore_first_names_than = 0\n", "more_first_names_than: 0 is not a whole"),
        ("[not_people]\nmore_first_names_than = true\n", "more_first_names_than: True is not a"),
    ],
)
def test_wrong_rules_are_refused_with_file_key_and_remedy(tmp_path, text, sentence):
    path = written(tmp_path, text)

    with pytest.raises(RulesError, match=sentence) as refused:
        read_rules(path)

    assert str(refused.value).startswith(str(path))


def test_missing_file_says_what_writes_one(tmp_path):
    with pytest.raises(RulesError, match="parvis init"):
        read_rules(tmp_path / "rules.toml")


def test_file_in_another_encoding_says_so(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_bytes('[bots]\nnames = ["Müller"]\n'.encode("latin-1"))

    with pytest.raises(RulesError, match="UTF-8"):
        read_rules(path)
