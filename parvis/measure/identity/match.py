"""Which accounts fall under which rule, and the sentence that says so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parvis.measure.identity.known import Flags, Known
from parvis.measure.identity.rules import Rules, Section, Shared
from parvis.measure.keys import NOREPLY, Keys


@dataclass(frozen=True)
class Matches:
    """Per account, by its number: staff and bots with the reason; what cannot be evidence."""

    staff: dict[int, str]
    bots: dict[int, str]
    shared_address: Flags  # the address is several people's
    shared_login: Flags
    bot: Flags = field(init=False)

    def __post_init__(self) -> None:
        flags = np.zeros(len(self.shared_address), dtype=bool)
        flags[list(self.bots)] = True
        object.__setattr__(self, "bot", flags)


def match_rules(known: Known, rules: Rules, keys: Keys) -> Matches:
    """Apply the rules. A bot's address or login is its own, however common it looks."""
    staff = dict(_because(known, rules.staff, "staff", keys))
    bots = dict(_because(known, rules.bots, "bots", keys))
    shared = rules.not_people
    whole = _by_name(known, shared) | _by_key(known, shared)
    address = whole | _by_address(known, shared, keys) | _crowded(known, shared)
    login = whole | known.any_row(_fits(known.rows["login"], shared.logins))
    address[list(bots)] = login[list(bots)] = False
    return Matches(staff, bots, address, login)


def _because(known: Known, section: Section, title: str, keys: Keys) -> Iterator[tuple[int, str]]:
    """Number and sentence of every account that falls under the section; the last one wins."""
    rows, number = known.rows, known.number
    hashes = _hashes(section, keys)
    say = f"the rules name it under [{title}]"
    for n in np.flatnonzero(_by_name(known, section)):
        yield int(n), f"It is called “{known.names[int(n)]}”: {say}, names."
    for at in _rows_with(_fits(rows["name"], section.names_once)):
        yield int(number[at]), f"It went by the name {rows['name'][at]}: {say}, names_once."
    for at in _rows_with(_is_local_part(known, section, keys)):
        local = hashes[rows["local_part"][at].as_py()]
        yield int(number[at]), f"Its address begins with {local}@: {say}, local_parts."
    for at in _rows_with(_fits(rows["login"], section.logins)):
        yield int(number[at]), f"Its login is {rows['login'][at]}: {say}, logins."
    for at in _rows_with(_under(rows["domain"], section.domains)):
        yield int(number[at]), f"Its address is at {rows['domain'][at]}: {say}, domains."
    for n in np.flatnonzero(_by_key(known, section)):
        yield int(n), f"The account {known.keys[n]} is this person's: {say}, accounts."


def _rows_with(flags: Flags) -> list[int]:
    """Rows backwards: of several that fit, the sentence of the first stands."""
    return [int(at) for at in np.flatnonzero(flags)[::-1]]


def _hashes(section: Section, keys: Keys) -> dict[str | None, str]:
    return {keys.local_part(f"{part}@rules.example"): part for part in section.local_parts}


def _by_address(known: Known, section: Section, keys: Keys) -> Flags:
    at = _under(known.rows["domain"], section.domains) | _is_local_part(known, section, keys)
    return known.any_row(at)


def _is_local_part(known: Known, section: Section, keys: Keys) -> Flags:
    """Rows by hashed local part. At GitHub's noreply domain it is a login, and not looked at."""
    hashes = [h for h in _hashes(section, keys) if h is not None]
    if not hashes:
        return np.zeros(known.rows.num_rows, dtype=bool)
    noreply = pc.equal(known.rows["domain"], NOREPLY)
    found = pc.is_in(known.rows["local_part"], value_set=pa.array(hashes, pa.string()))
    return _flags(pc.and_not(found, pc.fill_null(noreply, fill_value=False)))


def _by_key(known: Known, section: Section) -> Flags:
    return np.isin(known.keys, np.array(section.accounts, dtype=np.int64))


def _by_name(known: Known, section: Section) -> Flags:
    """Accounts all of whose names fit: one odd name does not make a human a bot."""
    fits = _fits(known.rows["name"], section.names)
    other = _flags(pc.is_valid(known.rows["name"])) & ~fits
    once = _fits(known.rows["name"], section.names_once)
    return known.any_row(once) | (known.any_row(fits) & ~known.any_row(other))


def _fits(texts: pa.ChunkedArray, patterns: tuple[str, ...]) -> Flags:
    return _like(texts, "|".join(_wild(pattern) for pattern in patterns))


def _under(domains: pa.ChunkedArray, named: tuple[str, ...]) -> Flags:
    """Domains that are one of these or lie under one. There are few: each is looked at once."""
    each = pc.unique(domains)
    found = _like(each, "|".join(rf"(?:.*\.)?{re.escape(domain)}" for domain in named))
    if not found.any():
        return np.zeros(len(domains), dtype=bool)
    return _flags(pc.is_in(domains, value_set=each.filter(pa.array(found))))


def _like(texts: pa.ChunkedArray | pa.Array, pattern: str) -> Flags:
    if not pattern:
        return np.zeros(len(texts), dtype=bool)
    return _flags(pc.match_substring_regex(texts, f"(?is)^(?:{pattern})$"))


def _wild(pattern: str) -> str:
    return re.escape(pattern.strip()).replace(r"\*", ".*").replace(r"\?", ".")


def _crowded(known: Known, shared: Shared) -> Flags:
    """Accounts whose address is used under too many different first names to be one person's."""
    rows, most = known.rows, shared.more_first_names_than
    often = pc.value_counts(rows["address"].drop_null())
    often = often.filter(pc.greater(often.field("counts"), most)).field("values")
    used = rows.filter(pc.is_in(rows["address"], value_set=often))
    first = pc.list_element(pc.utf8_split_whitespace(_lower(used["name"])), 0)
    seen = pa.table({"address": used["address"], "first": first}).group_by("address")
    many = seen.aggregate([("first", "count_distinct")])
    many = many.filter(pc.greater(many["first_count_distinct"], most))["address"]
    return known.any_row(_flags(pc.is_in(rows["address"], value_set=many.combine_chunks())))


def _lower(names: pa.ChunkedArray) -> pa.ChunkedArray:
    """Lower case and trimmed; a name of nothing but spaces is none."""
    trimmed = pc.utf8_trim_whitespace(pc.utf8_lower(names))
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _flags(values: pa.ChunkedArray | pa.Array) -> Flags:
    filled: Flags = np.asarray(pc.fill_null(values, fill_value=False), dtype=bool)
    return filled
