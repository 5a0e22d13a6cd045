"""Accounts in the lake that are claimed for who signs in at the system where they are."""

from datetime import UTC, datetime

import pyarrow as pa
import pytest
from allauth.socialaccount.models import SocialAccount

from parvis.core.people.claiming import claim, disown, standing_claims
from parvis.insights.connecting import claim_all_connected, claim_connected
from parvis.insights.installation import lake_keys
from parvis.measure import main
from parvis.measure.lake import Lake
from tests.insights.small_network import Written

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, tzinfo=UTC)
NUMBERS = {"renamed": 7, "Ada": None, "ada-other": 8}


class WithNumbers(Written):
    """Accounts of which some have a number at GitHub."""

    def _accounts(self):
        rows = super()._accounts()
        numbers = [NUMBERS.get(login) for login in rows["login"].to_pylist()]
        at = rows.schema.get_field_index("github_id")
        return rows.set_column(at, "github_id", pa.array(numbers, pa.int64()))


@pytest.fixture
def ada(make_person):
    return make_person("ada")


@pytest.fixture
def lake(home):
    """Two sources: one whose logins are GitHub's, and a table with logins of its own."""
    keys = lake_keys(home)
    logins = [(login, None, "coding", "2026-01-05") for login in (*NUMBERS, "Ben")]
    sources = [
        WithNumbers(logins, keys, name="repo", platform="git"),
        Written([("Ada", None, "support", "2026-01-06")], keys, name="tracker"),
    ]
    for source in sources:
        main.ingest(Lake(home.lake), source, now=NOW.replace(tzinfo=None))
    return home


def at_github(user, uid="7", login="Ada"):
    return SocialAccount.objects.create(
        user=user, provider="github", uid=uid, extra_data={"login": login}
    )


def claimed():
    return [(one.user.email, one.source, one.label, one.proof) for one in standing_claims()]


def test_accounts_are_claimed_by_number_and_by_login_where_no_number_is_known(lake, ada):
    at_github(ada)

    made = [claim_connected(lake, ada, proves={}, now=NOW) for _ in range(2)]

    assert made == [2, 0]
    assert sorted(label for _, _, label, _ in claimed()) == ["Ada", "renamed"]
    assert {(source, proof) for _, source, _, proof in claimed()} == {("repo", "sign-in")}


def test_login_with_another_number_is_somebody_elses(lake, ada):
    at_github(ada, uid="9", login="ada-other")

    assert claim_connected(lake, ada, proves={}, now=NOW) == 0


def test_openid_provider_proves_logins_of_its_own_source_alone(lake, ada):
    data = {"userinfo": {"preferred_username": "Ada"}}
    SocialAccount.objects.create(user=ada, provider="main", uid="x", extra_data=data)

    none = claim_connected(lake, ada, proves={}, now=NOW)
    made = claim_connected(lake, ada, proves={"main": "tracker"}, now=NOW)

    assert (none, made) == (0, 1)
    assert claimed() == [("ada@example.org", "tracker", "Ada", "sign-in")]


def test_what_they_said_is_not_theirs_stays_so(lake, ada):
    at_github(ada, uid="9", login="Ben")
    node = f"account:{lake_keys(lake).key('repo', 'account', 'Ben')}"
    disown(user=ada, node=node, source="repo", label="Ben", now=NOW)

    assert claim_connected(lake, ada, proves={}, now=NOW) == 0


def test_what_somebody_else_proved_stays_theirs(lake, ada, outsider):
    at_github(ada, uid="9", login="Ben")
    node = f"account:{lake_keys(lake).key('repo', 'account', 'Ben')}"
    claim(user=outsider, node=node, source="repo", label="Ben", proof="sign-in", now=NOW)

    assert claim_connected(lake, ada, proves={}, now=NOW) == 0
    assert [email for email, *_ in claimed()] == ["oscar@example.org"]


def test_everybody_gets_what_came_into_the_lake_later(lake, ada, outsider):
    at_github(ada)
    at_github(outsider, uid="9", login="Ben")

    made = claim_all_connected(lake, proves={}, now=NOW)

    assert made == 3
