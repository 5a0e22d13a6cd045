import json

import pytest

from parvis.cli.edge import DONE, FAILED

ADA = "ada@example.org"


@pytest.fixture
def lead(parvis):
    parvis("init", input=f"Open Squares\n{ADA}\n")


def test_token_is_made_listed_and_revoked(parvis, lead):
    made = parvis("token", "make", ADA, "--name", "Calendar")
    (before,) = json.loads(parvis("token", "list", ADA, "--format", "json").stdout)
    revoked = parvis("token", "revoke", before["number"])
    (after,) = json.loads(parvis("token", "list", ADA, "--format", "json").stdout)

    assert made.exit_code == DONE, made.output
    secret = made.stdout.strip()
    assert (secret[:7], len(secret)) == ("parvis_", 50)
    assert revoked.stdout.startswith(f"Token {before['number']} (Calendar, of ")
    assert (before["revoked_at"], after["revoked_at"] is None) == (None, False)
    assert secret not in parvis("token", "list", ADA).output


def test_nobody_has_none(parvis, lead):
    asked = [
        parvis("token", "make", "bob@example.org", "--name", "x"),
        parvis("token", "make", ADA, "--name", " "),
        parvis("token", "revoke", 99),
    ]

    assert [one.exit_code for one in asked] == [FAILED] * 3
    assert "Nobody signs in here as bob@example.org." in asked[0].stderr
    assert "Say in 1 to 80 letters what uses the token" in asked[1].stderr
    assert "There is no token 99." in asked[2].stderr
    assert "has no tokens" in parvis("token", "list", ADA).stderr
