"""What the lake's manifest says: each source's files and coverage, and the last resolve's files."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

FORMAT = 3
SAME_SOURCES = 1  # the oldest format whose sources stand; what was resolved in it is done again
TABLES_OF_A_SOURCE = ("activity", "accounts", "aliases")


@dataclass
class SourceEntry:
    """One source: where its rows are, and what they cover (naive UTC)."""

    platform: str
    area: str | None
    from_birth: bool = False
    covered_from: datetime | None = None
    covered_to: datetime | None = None
    rows: int = 0
    accounts: int = 0
    set_aside: int = 0  # by the last load
    loaded_at: datetime | None = None
    cursor: dict[str, Any] = field(default_factory=dict)
    files: dict[str, list[str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {k: _plain(v) for k, v in asdict(self).items()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "SourceEntry":
        moments = {k: _moment(data[k]) for k in ("covered_from", "covered_to", "loaded_at")}
        return cls(**{**data, **moments})


@dataclass
class Resolved:
    """The last resolve: its files, and the state of the sources it saw."""

    files: dict[str, list[str]] = field(default_factory=dict)
    of_sources: int = 0
    resolved_at: datetime | None = None


@dataclass
class Manifest:
    """The lake's state. `sources_changed` counts the loads that changed something.

    `outdated`: an earlier version resolved it, and what it wrote does not count any more.
    """

    generation: int = 0
    written_at: datetime | None = None
    sources_changed: int = 0
    sources: dict[str, SourceEntry] = field(default_factory=dict)
    resolved: Resolved | None = None
    outdated: bool = False

    @property
    def is_stale(self) -> bool:
        """Whether sources changed since identities were last resolved."""
        return self.resolved is None or self.resolved.of_sources != self.sources_changed

    def files(self, table: str, source: str | None = None) -> list[str]:
        if table in TABLES_OF_A_SOURCE:
            names = [source] if source else sorted(self.sources)
            return [f for n in names for f in self.sources[n].files.get(table, [])]
        return list(self.resolved.files.get(table, [])) if self.resolved else []

    def all_files(self) -> list[str]:
        resolved = self.resolved.files.values() if self.resolved else ()
        sources = (fs for s in self.sources.values() for fs in s.files.values())
        return [f for files in (*resolved, *sources) for f in files]

    def as_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "generation": self.generation,
            "written_at": _plain(self.written_at),
            "sources_changed": self.sources_changed,
            "sources": {n: s.as_json() for n, s in sorted(self.sources.items())},
            "resolved": {k: _plain(v) for k, v in asdict(self.resolved).items()}
            if self.resolved
            else None,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Manifest":
        if not SAME_SOURCES <= data["format"] <= FORMAT:
            message = f"format {data['format']}, expected {FORMAT}"
            raise ValueError(message)
        outdated = data["format"] != FORMAT and data["resolved"] is not None
        resolved = None if outdated else data["resolved"]
        if resolved is not None:
            moment = _moment(resolved["resolved_at"])
            resolved = Resolved(**{**resolved, "resolved_at": moment})
        return cls(
            generation=data["generation"],
            written_at=_moment(data["written_at"]),
            sources_changed=data["sources_changed"],
            sources={n: SourceEntry.from_json(s) for n, s in data["sources"].items()},
            resolved=resolved,
            outdated=outdated,
        )


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
