"""The answer from `git log` alone: its own parsing, its own people, its own counting."""

import re
import subprocess
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

FIELDS = ("%H", "%P", "%an", "%ae", "%aI", "%cn", "%ce", "%cI")
FORMAT = "%x1e" + "%x1f".join((*FIELDS, "%(trailers:key=Co-authored-by,valueonly)"))
NOREPLY = re.compile(r"(?:(\d+)\+)?([^@+]+)@users\.noreply\.github\.com$")
CO_AUTHOR = re.compile(r"^(.*?)<([^<>]*)>")
BOT_NAME = re.compile(r"(?i)(.*\[bot\]|.*-bot|github|github actions|(mozilla )?pontoon)$")
BOT_LOGIN = re.compile(r"(?i)(.*\[bot\]|.*-bot|web-flow|github-actions|mozilla-pontoon)$")
SHARED = {"root", "admin", "info", "noreply", "no-reply", "you", "user", "test", "ubuntu", "nobody"}


class Histories:
    """What people did in some bare clones: (address, area, day, commit), and who they are."""

    def __init__(self, clones: dict[str, Path], area_of: Any) -> None:
        self.changes: list[tuple[str, str, date, str]] = []
        self.seen: dict[str, date] = {}
        self.names: dict[str, set[str]] = defaultdict(set)
        self.per_source: dict[str, list[tuple[str, date]]] = defaultdict(list)
        for name, clone in clones.items():
            for record in _log(clone):
                self._commit(name, area_of(name), record)
        self.person = _people(self.names)

    def _commit(self, source: str, area: str, record: list[str]) -> None:
        sha, parents, an, ae, at, cn, ce, committed_at, trailers = record
        day, committed_on = _utc_day(at), _utc_day(committed_at)
        people = [(an, ae), *_co_authors(trailers)]
        for name, address in [*people, (cn, ce)]:
            self.names[address].add(name)
        if ce != ae:
            self.seen[ce] = min(committed_on, self.seen.get(ce, committed_on))
        for _, address in people if " " not in parents else people[:1]:
            self.seen[address] = min(day, self.seen.get(address, day))
            self.per_source[source].append((address, day))
            if " " not in parents:
                self.changes.append((address, area, day, sha))

    def standing(self) -> dict[str, str]:
        """Person: contributor, staff or bot."""
        standing: dict[str, str] = {}
        for address, person in self.person.items():
            names = self.names[address]
            login = NOREPLY.match(address.lower())
            bot = (
                all(BOT_NAME.match(n) for n in names)
                or address.endswith("@bots.example")
                or (login and BOT_LOGIN.match(login[2]))
            )
            if bot:
                standing[person] = "bot"
            elif address.endswith("@staff.example") and standing.get(person) != "bot":
                standing[person] = "staff"
            else:
                standing.setdefault(person, "contributor")
        return standing

    def lifecycle(self, as_of: date, area: str | None = None) -> list[dict[str, Any]]:
        """One change in 365 days: active, new, retained, lapsed, returned at each month's end."""
        standing = self.standing()
        days = defaultdict(set)
        for address, where, day, _ in self.changes:
            person = self.person[address]
            if day < as_of and area in (None, where) and standing[person] == "contributor":
                days[person].add(day)
        first = min(day for day in self.seen.values())
        rows, ever, before = [], set(), set()
        end = _next_month(first)
        while end <= as_of:
            since = end - timedelta(days=365)
            now = {p for p, each in days.items() if any(since <= d < end for d in each)}
            rows.append(
                {
                    "month": (end - timedelta(days=1)).isoformat()[:7],
                    "active": len(now),
                    "new": len(now - before - ever),
                    "retained": len(now & before),
                    "lapsed": len(before - now),
                    "returned": len((now - before) & ever),
                    "unknown_newness": 0,
                    "passing": 0,
                }
            )
            ever |= now
            before = now
            end = _next_month(end)
        return rows

    def core(self, as_of: date, area: str, k: int = 52) -> int:
        """People with at least k different commits in an area in the last 365 days."""
        standing = self.standing()
        done = defaultdict(set)
        for address, where, day, sha in self.changes:
            if where == area and as_of - timedelta(days=365) <= day < as_of:
                done[self.person[address]].add(sha)
        return sum(len(s) >= k and standing[p] == "contributor" for p, s in done.items())

    def definition(self, as_of: date, k: int, window: int) -> int:
        standing = self.standing()
        done = defaultdict(set)
        for address, where, day, sha in self.changes:
            if as_of - timedelta(days=window) <= day < as_of:
                done[self.person[address], where].add(sha)
        enough = {p for (p, _), s in done.items() if len(s) >= k}
        return sum(standing[p] == "contributor" for p in enough)


def _log(clone: Path) -> list[list[str]]:
    command = ["git", "-C", str(clone), "log", f"--format={FORMAT}"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode(
        "utf-8", "replace"
    )
    return [r.rstrip("\n").split("\x1f") for r in text.split("\x1e") if r]


def _utc_day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone(UTC).date()


def _co_authors(trailers: str) -> list[tuple[str, str]]:
    found = (CO_AUTHOR.match(line) for line in trailers.splitlines())
    return [(m[1].strip(), m[2].strip()) for m in found if m]


def _people(names: dict[str, set[str]]) -> dict[str, str]:
    """Address: person. The same address but for case and plus-tag, or the same GitHub account."""
    groups: dict[str, list[str]] = defaultdict(list)
    for address in names:
        low = address.strip().lower()
        noreply = NOREPLY.match(low)
        local, at, domain = low.partition("@")
        if noreply:
            groups[f"login {noreply[2]}"].append(address)
            if noreply[1]:
                groups[f"id {noreply[1]}"].append(address)
        elif at and "." in domain and local.split("+")[0] not in SHARED:
            groups[f"address {local.split('+')[0]}@{domain}"].append(address)
        else:
            groups[f"alone {address}"].append(address)
    return _joined(groups)


def _joined(groups: dict[str, list[str]]) -> dict[str, str]:
    person = {a: a for members in groups.values() for a in members}
    for members in groups.values():
        for other in members[1:]:
            old, new = person[other], person[members[0]]
            person = {a: new if p == old else p for a, p in person.items()}
    return person


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
