"""Addresses: how they are compared, hashed, and kept out of names."""

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parvis.measure.keys import (
    ADDRESS_IN_TEXT,
    Keys,
    domain_of,
    github_noreply,
    is_real_address,
    normalise_address,
    scrub,
)

KEYS = Keys(b"a secret of these tests")
WORDS = st.text(string.ascii_letters + string.digits + "._-", min_size=1).filter(
    lambda w: w.strip("._-")
)
AROUND = st.sampled_from(["{}", " {} ", "<{}>", '"{}"', "'{}' ", "<{}>, "])
RAGGED = st.text(st.sampled_from("aB+@.<>\"' \t;ßİ"), max_size=12)


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Ann@Example.org", "ann@example.org"),
        (" <ann+parvis@example.org> ", "ann@example.org"),
        ("'ann@example.org'", "ann@example.org"),
        ('"Ann"@example.org.', "ann@example.org"),
        ("+ann@example.org", "+ann@example.org"),
        ("583231+Octo@users.noreply.github.com", "583231+octo@users.noreply.github.com"),
        ("ann", "ann"),
        ("", ""),
    ],
)
def test_address_is_normalised(written, compared):
    assert normalise_address(written) == compared


@given(RAGGED)
@example("a+ @b")
def test_normalising_twice_changes_nothing(text):
    once = normalise_address(text)

    assert normalise_address(once) == once


@given(WORDS, WORDS, WORDS, AROUND)
def test_tag_case_and_brackets_do_not_tell_addresses_apart(local, tag, domain, around):
    plain = f"{local}@{domain.strip('._-')}.org"
    written = around.format(f"{local.swapcase()}+{tag}@{domain.strip('._-').upper()}.org")

    assert KEYS.address(written) == KEYS.address(plain)
    assert KEYS.local_part(written) == KEYS.local_part(plain)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ann",
        "@example.org",
        "ann@",
        "ann@localhost",
        "root@box.(none)",
        "ann@(none)",
        "ann@mac.local",
        "root@localhost.localdomain",
        "ann@192.168.1.2",
        "ann@example..org",
        "ann lee@example.org",
        "ann@0a1b2c3d-svn-uuid",
    ],
)
def test_address_of_nobody_is_not_real(address):
    assert not is_real_address(address)
    assert KEYS.address(address) is None
    assert KEYS.local_part(address) is None
    assert domain_of(address) is None


def test_real_address_has_hashes_and_domain():
    address = "Ann+x@Staff.Example"

    assert is_real_address(address)
    assert domain_of(address) == "staff.example"
    assert "ann" not in str(KEYS.address(address))
    assert len(str(KEYS.address(address))) == 32


def test_local_part_is_told_apart_from_address_and_secret():
    assert KEYS.local_part("ann@a.org") == KEYS.local_part("ann@b.org")
    assert KEYS.address("ann@a.org") != KEYS.address("ann@b.org")
    assert KEYS.address("ann@a.org") != Keys(b"another secret").address("ann@a.org")


def test_local_part_of_a_noreply_address_is_its_login():
    noreply = "583231+ann@users.noreply.github.com"

    assert KEYS.local_part(noreply) == KEYS.local_part("Ann@example.org")


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("583231+octocat@users.noreply.github.com", (583231, "octocat")),
        ("OctoCat@users.noreply.github.com", (None, "OctoCat")),
        ("49699333+dependabot[bot]@users.noreply.github.com", (49699333, "dependabot[bot]")),
        ("octo+cat@users.noreply.github.com", (None, "octo+cat")),
        ("octocat@github.com", None),
        ("@users.noreply.github.com", None),
        ("", None),
    ],
)
def test_github_noreply_is_read(address, found):
    assert github_noreply(address) == found


@given(st.lists(st.text(), max_size=4))
def test_key_is_a_positive_63_bit_number_and_repeats(parts):
    key = KEYS.key(*parts)

    assert 0 <= key < 2**63
    assert key == KEYS.key(*parts)


def test_key_tells_parts_apart():
    assert KEYS.key("a", "bc") != KEYS.key("ab", "c")


def test_key_without_secret_is_refused():
    with pytest.raises(ValueError, match="needs a secret"):
        Keys(b"")


def test_long_secret_is_used_whole():
    assert Keys(b"s" * 200 + b"1").key("a") != Keys(b"s" * 200 + b"2").key("a")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ann Lee", "Ann Lee"),
        ("ann@example.org", "ann"),
        ("<ann+tag@example.org>", "ann"),
        ("Ann Lee <ann@example.org>", "Ann Lee"),
        ("Ann (ann@example.org)", "Ann"),
        ("Ann ann@localhost Lee", "Ann Lee"),
        ("Ann @ Home", "Ann @ Home"),
        ("@ann", "@ann"),
        ("", ""),
    ],
)
def test_scrub_takes_addresses_out_of_names(name, shown):
    assert scrub(name) == shown


@given(st.text(st.sampled_from("ab@.<>() +,"), max_size=20))
def test_scrub_leaves_no_address(text):
    assert not ADDRESS_IN_TEXT.search(scrub(text))
