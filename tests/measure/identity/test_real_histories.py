"""The people of twelve real histories, against plain reading of their addresses."""

import re
import subprocess

import pytest

from tests.measure.identity.drawn import account, alias, people, who

NOREPLY = re.compile(r"(?:(\d+)\+)?(.+)@users\.noreply\.github\.com")
SHARED = {"none"}  # role addresses in the data, by local part


@pytest.fixture(scope="module")
def signatures(shared_data, tmp_path_factory):
    """(source, name, address) of every author and committer."""
    found = set()
    for bundle in sorted((shared_data / "git").glob("*.bundle")):
        to = tmp_path_factory.mktemp("history") / bundle.stem
        subprocess.run(["git", "clone", "-q", "--bare", bundle, to], check=True)
        log = subprocess.run(
            ["git", "-C", to, "log", "--format=%an%x00%ae%n%cn%x00%ce"],
            check=True,
            capture_output=True,
        ).stdout.decode(errors="replace")
        found |= {(bundle.stem, *line.split("\0")) for line in log.splitlines()}
    return sorted(found)


@pytest.fixture(scope="module")
def accounts(signatures):
    """One account for each address as written in each source."""
    keys = {}
    for source, _, address in signatures:
        keys.setdefault((source, address), len(keys) + 1)
    return [
        account(keys[source, address], address, name, source=source)
        for source, name, address in signatures
    ]


def plain_values(address, key, reused):
    """What an address shares with others of one person: itself, and GitHub's number and login."""
    local, _, domain = address.lower().partition("@")
    if github := NOREPLY.fullmatch(address.lower()):
        number, login = github.groups()
        values = {("address", address.lower()), ("number", number), ("login", login)}
        return values - {("number", None)} - {("login", login) for login in reused}
    if local in SHARED or not domain:
        return {("only", key)}
    return {("address", f"{local.split('+')[0]}@{domain}")}


def plainly(signatures, accounts):
    """People as groups of account keys, by walking from value to value."""
    keys = {(s, a): row["account"] for (s, _, a), row in zip(signatures, accounts, strict=True)}
    numbers = {}
    for match in filter(None, (NOREPLY.fullmatch(a.lower()) for _, a in keys)):
        numbers.setdefault(match[2], set()).update({match[1]} - {None})
    reused = {login for login, seen in numbers.items() if len(seen) > 1}
    values = {key: plain_values(a, key, reused) for (_, a), key in keys.items()}
    holders = {}
    for key, mine in values.items():
        for value in mine:
            holders.setdefault(value, set()).add(key)
    return walk(values, holders)


def walk(values, holders):
    groups, placed = [], set()
    for start in sorted(values):
        group, waiting = set(), [] if start in placed else [start]
        while waiting:
            group.add(here := waiting.pop())
            waiting += {k for value in values[here] for k in holders[value]} - group
        placed |= group
        groups += [sorted(group)] if group else []
    return groups


def test_people_of_the_histories_are_those_of_plain_reading(signatures, accounts):
    assert people(who(accounts)) == plainly(signatures, accounts)


def test_bots_and_staff_of_the_histories_are_all_found(signatures, accounts):
    found = who(accounts)
    standing = dict(
        zip(*(found.persons[c].to_pylist() for c in ("person", "standing")), strict=True)
    )
    person = dict(
        zip(*(found.person_accounts[c].to_pylist() for c in ("account", "person")), strict=True)
    )

    for (_, name, address), row in zip(signatures, accounts, strict=True):
        here = standing[person[row["account"]]]
        if address.endswith("@bots.example") or "[bot]" in address or name.endswith("-bot"):
            assert here == "bot", address
        elif address.endswith("@staff.example"):
            assert here == "staff", address


def test_planted_aliases_are_found_and_nothing_else_changes(signatures, accounts):
    before = people(who(accounts))
    by_key = {row["account"]: a for (_, _, a), row in zip(signatures, accounts, strict=True)}
    alone = [by_key[g[0]] for g in before if len(g) == 1 and "@postbox." in by_key[g[0]]][:4]
    upper, tagged, mapped, moved = alone
    login = next(m[2] for m in map(NOREPLY.fullmatch, by_key.values()) if m and m[1])
    planted = [
        account(10**9, upper.upper(), source="planted"),
        account(10**9 + 1, tagged.replace("@", "+news@"), source="planted"),
        account(10**9 + 2, "elsewhere@new.example", source="planted"),
        account(10**9 + 3, f"{login.upper()}@users.noreply.github.com", source="planted"),
    ]
    lines = [
        alias("elsewhere@new.example", mapped, source="planted"),
        alias(moved, "elsewhere@new.example", source="planted"),
    ]

    after = who([*accounts, *planted], aliases=lines)

    links = {row["right"]: (by_key[row["left"]], row["reason"]) for row in after.links.to_pylist()}
    assert links[10**9] == (upper, "same-address")
    assert links[10**9 + 1] == (tagged, "same-address")
    assert links[10**9 + 2][1] == "mailmap"
    assert links[10**9 + 3][1] == "github-login"
    kept = [[k for k in group if k < 10**9] for group in people(after)]
    apart = {mapped, moved}
    assert len(kept) == len(before) - 1
    assert [g for g in kept if by_key[g[0]] not in apart] == [
        g for g in before if by_key[g[0]] not in apart
    ]
