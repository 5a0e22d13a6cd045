"""How long it takes to find who is who, at 200,000 and at 1,000,000 accounts."""

import resource
import time

import numpy as np
import pyarrow as pa

from parvis.measure.identity import Decision, Node, default_rules, who_is_who
from parvis.measure.keys import Keys
from parvis.measure.tables import ACCOUNTS, ALIASES

SIZES = (200_000, 1_000_000)
PER_PERSON = 2  # accounts of a person, on average
DOMAINS, STAFF_DOMAIN, NOREPLY = 5_000, "staff.example", "users.noreply.github.com"


def run() -> dict[str, float]:
    """Seconds for each size, and peak memory of the process in MiB; printed as well."""
    figures = {}
    for size in SIZES:
        accounts, use = drawn(size)
        decisions = apart(accounts, 1_000)
        started = time.perf_counter()
        found = who_is_who(
            accounts,
            ALIASES.schema.empty_table(),
            use,
            rules=default_rules(),
            keys=Keys(b"a secret of this benchmark"),
            decisions=decisions,
        )
        seconds = time.perf_counter() - started
        figures[f"seconds_{size}"] = round(seconds, 2)
        people = found.persons.num_rows
        print(f"who is who: {size:,} accounts, {people:,} people, {seconds:.1f} s")
    figures["peak_mib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return figures


def drawn(size: int) -> tuple[pa.Table, pa.Table]:
    """Accounts in several sources: four of ten show an address, the others a GitHub login."""
    rng = np.random.default_rng(2014)
    person = rng.integers(0, size // PER_PERSON, size)
    shows_address = rng.random(size) < 0.4
    text, number = person.astype(str), pa.array(person)
    domains = np.where(
        person % 50 == 0, STAFF_DOMAIN, np.char.add("d", (person % DOMAINS).astype(str))
    )
    columns = {
        "account": rng.permutation(size).astype(np.int64) * 7919,
        "source": rng.choice(["a", "b", "c", "d"], size),
        "platform": np.full(size, "git"),
        "name": np.char.add("Name ", text),
        "login": pa.array(np.char.add("login-", text), mask=shows_address),
        "github_id": pa.array(number.to_numpy(), mask=shows_address | (rng.random(size) < 0.5)),
        "address": pa.array(np.char.add("0123456789abcdef0123456789", text), mask=~shows_address),
        "local_part": pa.array(np.char.add("fedcba9876543210fedcba9876", text)),
        "domain": pa.array(np.where(shows_address, domains, NOREPLY)),
    }
    use = {
        "account": columns["account"],
        "activities": rng.integers(1, 100, size),
        "first_on": np.datetime64("2014-01-01") + rng.integers(0, 2000, size),
    }
    return pa.table(columns).cast(ACCOUNTS.schema), pa.table(use)


def apart(accounts: pa.Table, count: int) -> list[Decision]:
    """Decisions that separate accounts with the same address."""
    first = accounts.select(["account", "address"]).drop_null().sort_by("address")
    hashes, keys = first["address"].to_pylist(), first["account"].to_pylist()
    twins = [at for at in range(len(keys) - 1) if hashes[at] == hashes[at + 1]][:count]
    nodes = [(Node.of_account(keys[at]), Node.of_account(keys[at + 1])) for at in twins]
    return [Decision(left, right, "different", "they met", "bench") for left, right in nodes]


if __name__ == "__main__":
    print(run())
