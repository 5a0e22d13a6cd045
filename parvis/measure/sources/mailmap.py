"""A .mailmap: which addresses (and names) of a history belong to whom, by the project's own word.

Git's four forms (gitmailmap(5)), where *proper* is how somebody should be named:

    Proper Name <address>
    <proper address> <address>
    Proper Name <proper address> <address>
    Proper Name <proper address> Name <address>
"""

import re
from typing import Any

from parvis.measure import tables
from parvis.measure.keys import Keys, is_real_address, scrub
from parvis.measure.sources.base import Batch, SetAside, table_of

LINE = re.compile(r"\s*([^<>]*?)\s*<([^<>]+)>(?:\s*([^<>]*?)\s*<([^<>]+)>)?\s*(?:#.*)?")
FORMS = "Write it as `Proper Name <proper address> <address>`"
REMEDY = f"{FORMS}; see `git help mailmap`."
BY_HAND = "Parvis joins by addresses that mail could reach: use `parvis people link` here."
NOBODYS = "the address of this line is nobody's in particular"


def read_mailmap(text: str, file: str, source: str, keys: Keys) -> Batch:
    """The file's lines as rows of `aliases`; lines that say nothing are set aside."""
    rows: list[tuple[Any, ...]] = []
    wrong: list[SetAside] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        row, problem = _alias(line, source, keys)
        if row:
            rows.append(row)
        else:
            remedy = BY_HAND if problem == NOBODYS else REMEDY
            wrong.append(SetAside(file, f"line {number}", problem, remedy))
    return Batch(aliases=table_of(tables.ALIASES, rows), set_aside=wrong)


def _alias(line: str, source: str, keys: Keys) -> tuple[tuple[Any, ...] | None, str]:
    """The alias row, or what is wrong with the line."""
    found = LINE.fullmatch(line)
    if found is None:
        return None, "this line has none of a .mailmap's four forms"
    proper_name, first, name, second = found.groups()
    proper, committed = first, second or first
    if not proper_name and not second:
        return None, "this line names nobody the address should belong to"
    if not (is_real_address(committed) and is_real_address(proper)):
        return None, NOBODYS
    hashes = (keys.address(committed), keys.address(proper))
    names = (scrub(name or "").casefold() or None, scrub(proper_name) or None)
    return (source, hashes[0], names[0], hashes[1], names[1]), ""
