"""The twelve real histories, against a reading of `git log` that shares no code with ours."""

import re
import subprocess
from collections import Counter
from datetime import datetime

import pytest

BUNDLES = [
    "coding-pdfjs",
    "documentation-browser-compat-data",
    "engagement-mozillians",
    "engagement-remo",
    "localization-focus-ios",
    "localization-vpn-client",
    "location-services-ichnaea",
    "privacy-policy-legal-docs",
    "qa-mozregression",
    "support-kitsune",
    "user-research-testpilot",
    "web-compatibility-webcompat",
]
FORMAT = "%x01%P%x02%an%x02%ae%x02%cn%x02%ce%x02%at%x02%(trailers:key=Co-authored-by,valueonly)"


def plain(name, address):
    """One identity: its address without case and tag, or its name where it has none."""
    local, at, domain = address.lower().partition("@")
    if not at:
        return f"{name}|{address}"
    return address.lower() if "users.noreply" in domain else local.split("+")[0] + at + domain


def expected(folder):
    """Kinds, per moment of authorship the changes, from the text that git prints."""
    text = subprocess.run(
        ["git", "log", f"--format={FORMAT}"], cwd=folder, capture_output=True, check=True
    ).stdout.decode()
    kinds, changes = Counter(), Counter()
    for entry in text.split("\x01")[1:]:
        parents, name, address, by, by_address, at, trailers = entry.split("\x02")
        author = plain(name, address)
        kinds["committing"] += author != plain(by, by_address)
        if " " in parents:
            kinds["merging"] += 1
            continue
        people = {author}
        for line in filter(None, trailers.strip().split("\n")):
            found = re.match(r"(.*?) ?<(.*?)>", line)
            people.add(plain(*found.groups()) if found else plain(line.strip(), ""))
        kinds["change"] += len(people)
        changes[int(at)] += len(people)
    return {k: n for k, n in kinds.items() if n}, changes


@pytest.mark.parametrize("bundle", BUNDLES)
def test_rows_of_a_real_history_are_those_that_git_log_shows(shared_data, load, tmp_path, bundle):
    file = shared_data / "git" / f"{bundle}.bundle"
    subprocess.run(["git", "clone", "-q", "--bare", file, tmp_path / "clone"], check=True)

    loaded = load(file, now=datetime(2030, 1, 1))

    kinds, changes = expected(tmp_path / "clone")
    moments = Counter(
        int((r["happened_at"] - datetime(1970, 1, 1)).total_seconds())
        for r in loaded.activity
        if r["kind"] == "change"
    )
    assert loaded.counts() == kinds
    assert moments == changes
    assert loaded.set_aside == []
    assert loaded.extent.from_birth
