"""A large lake of generated activity, shaped as the histories of real repositories are.

About two activities per person, area and day; half of the accounts did one or two things, one in
ten did dozens, a few did thousands; people stay in one area and in one stretch of years. A third
of the accounts are second accounts of somebody (the same address at another source).
"""

from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from parvis.measure.lake import Lake
from parvis.measure.manifest import SourceEntry
from parvis.measure.tables import ACCOUNTS, ACTIVITY

AREAS = (
    *("coding", "engagement", "location-services", "qa", "user-research", "documentation"),
    *("localization", "privacy-policy", "support", "web-compatibility"),
)
KINDS = ("change", "committing", "issue", "change-proposed", "comment", "answer")
SHARES = (0.5, 0.1, 0.1, 0.1, 0.15, 0.05)
FIRST, DAYS = np.datetime64("2014-01-01", "D"), 2191
Numbers = npt.NDArray[np.int64]


def generate(root: Path, rows: int, seed: int = 7) -> Lake:
    """A lake with `rows` activities of three per cent as many accounts, ten sources."""
    rng = np.random.default_rng(seed)
    accounts = max(50, int(rows * 0.03))
    lake = Lake(root)
    home = rng.integers(0, len(AREAS), accounts)
    keys = np.sort(rng.choice(2**62, size=accounts, replace=False)).astype(np.int64)
    who, day = _days(rng, accounts, rows // 2)
    kind = rng.choice(len(KINDS), len(who), p=SHARES).astype(np.int32)
    area = np.where(rng.random(len(who)) < 0.95, home[who], rng.integers(0, len(AREAS), len(who)))
    again = 1 + rng.poisson(1.0, len(who))
    chosen = np.repeat(np.arange(len(who)), again)
    chosen = np.resize(chosen, rows) if len(chosen) < rows else chosen[:rows]
    with lake.change(datetime(2020, 1, 2)) as manifest:  # noqa: DTZ001 - the lake is naive UTC
        for n in range(len(AREAS)):
            mine = chosen[area[chosen] == n]
            manifest.sources[f"source-{n}"] = _write(
                lake, rng, n, keys, who[mine], day[mine], kind[mine]
            )
        manifest.sources_changed += 1
    return lake


def _days(rng: np.random.Generator, accounts: int, wanted: int) -> tuple[Numbers, Numbers]:
    """Person-days: whose and when. Log-normal activity, in one stretch for each account."""
    each = np.exp(rng.normal(0.75, 2.0, accounts))
    each = np.clip(np.rint(each * wanted / each.sum()), 1, 1500).astype(np.int64)
    stretch = np.minimum(DAYS - 1, each * rng.uniform(1.2, 12.0, accounts)).astype(np.int64) + 1
    start = rng.integers(0, DAYS - stretch + 1)
    who = np.repeat(np.arange(accounts), each)
    day = start[who] + (rng.random(len(who)) * stretch[who]).astype(np.int64)
    return who, day


def _write(  # noqa: PLR0917 - columns
    lake: Lake,
    rng: np.random.Generator,
    n: int,
    keys: Numbers,
    who: Numbers,
    day: Numbers,
    kind: Numbers,
) -> SourceEntry:
    """One source's rows; every second source is a git history, where commits can repeat."""
    size = len(who)
    order = np.argsort(day, kind="stable")
    who, day, kind = who[order], day[order], kind[order]
    moment = (FIRST + day).astype("datetime64[us]") + rng.integers(0, 86_400_000_000, size)
    ids = rng.integers(0, 2**62, size)
    rows = pa.table(
        {
            "id": ids,
            "source": _same(f"source-{n}", size),
            "native_id": pa.array(np.char.add("n", ids.astype(str))),
            "account": keys[who],
            "kind": pa.DictionaryArray.from_arrays(pa.array(kind), pa.array(KINDS)),
            "area": _same(AREAS[n], size),
            "happened_at": moment,
            "utc_offset": pa.array(np.zeros(size, dtype=np.int16)),
            "object": ids if n % 2 else rng.integers(0, 2**62, size),
        }
    )
    entry = SourceEntry("git", AREAS[n], from_birth=n % 3 != 0, rows=size)
    entry.covered_from, entry.covered_to = datetime(2014, 1, 1), datetime(2020, 1, 1)  # noqa: DTZ001
    entry.files["activity"] = [str(lake.write(ACTIVITY, rows, f"source-{n}"))]
    accounts = _accounts(f"source-{n}", keys, np.unique(who))
    entry.files["accounts"] = [str(lake.write(ACCOUNTS, accounts, f"source-{n}"))]
    return entry


def _accounts(source: str, keys: Numbers, seen: Numbers) -> pa.Table:
    """Every third account shares its address with the one before."""
    owner = np.where(seen % 3 == 2, seen - 1, seen)
    size = len(seen)
    text = pa.array([None] * size, pa.string())
    return pa.table(
        {
            "account": keys[seen],
            "source": _same(source, size),
            "platform": _same("git", size),
            "name": pa.array(np.char.add("Person ", owner.astype(str))),
            "login": text,
            "github_id": pa.array([None] * size, pa.int64()),
            "address": pa.array(np.char.add("address", owner.astype(str))),
            "local_part": text,
            "domain": _same("postbox.example", size).cast(pa.string()),
        }
    )


def _same(word: str, size: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(np.zeros(size, dtype=np.int32), pa.array([word]))
