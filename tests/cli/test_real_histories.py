"""The three commands on real histories. The measures' own tests compare the figures."""

import json

import pytest

SOURCES = {
    "engagement-mozillians": "engagement",
    "engagement-remo": "engagement",
    "localization-vpn-client": "localization",
    "user-research-testpilot": "user-research",
}
LIFECYCLE = {
    "month",
    "active",
    "new",
    "retained",
    "lapsed",
    "returned",
    "unknown_newness",
    "passing",
}


@pytest.fixture
def figures(command, shared_data):
    for source, area in SOURCES.items():
        bundle = shared_data / "git" / f"{source}.bundle"
        done = command("ingest", "git", bundle, "--source", source, "--area", area)
        assert done.returncode == 0, done.stderr
    assert command("resolve").returncode == 0
    measured = command("measure", "--as-of", "2020-01-01", "--format", "json")
    assert (measured.returncode, measured.stderr) == (0, b"")
    return json.loads(measured.stdout)


def test_measure_tells_what_is_promised_of_real_histories(figures):
    held = {row["source"]: row for row in figures["coverage"]}
    months = [row["month"] for row in figures["lifecycle"]]

    assert {source: row["area"] for source, row in held.items()} == SOURCES
    assert held["localization-vpn-client"]["activities"] == 0
    assert set(held["engagement-remo"]) >= {"first", "last", "activities", "accounts"}
    assert all(set(row) >= LIFECYCLE for row in figures["lifecycle"])
    assert (months[0], months[-1], len(months)) == ("2010-12", "2019-12", 9 * 12 + 1)
    assert set(figures["people"]) >= {"total", "staff", "bots"}
    assert figures["active"]["total"] <= sum(figures["active"]["by_area"].values())
