"""From sign-ups and check-ins to the recruited, through the lake."""

from datetime import date, datetime, timedelta

import pytest

from parvis.core.followup.recruiting import recruited_at
from parvis.core.people.models import LinkDecision
from parvis.core.registration import mine
from parvis.core.registration.consents import Consents
from parvis.core.registration.undoing import undo
from parvis.insights import operations
from parvis.insights.installation import lake_keys
from parvis.insights.visits import visits
from parvis.measure.identity import Decision, Node
from tests.core.registration.conftest import *  # noqa: F403  # the same events and sign-ups
from tests.insights.small_network import publish_network

pytestmark = pytest.mark.django_db
AFTER = "2026-03-06"  # the day after the event
AS_OF = date(2026, 3, 10)


@pytest.fixture
def come(sign_up, let_in):
    """Sign up with leave to join the visit with contributions, and come."""

    def make(event, name, *, allows=True, **said):
        row = sign_up(event, name, **{"consents": Consents(linking=allows), **said})
        let_in(row)
        return row

    return make


@pytest.fixture
def contribute(home, network):
    """Changes accepted after the event, by these: a login, and an address or None."""

    def load(*people):
        keys = lake_keys(home)
        rows = [(login, keys.address(address), "coding", AFTER) for login, address in people]
        return publish_network(home, rows, AS_OF.isoformat()).figures["recruited"]

    return load


def by_space(found):
    return {row["space"]: row["people"] for row in found["by_space"]}


def test_visitor_is_recruited_under_the_address_they_gave(event, come, contribute):
    come(event, "Ada")
    come(event, "Grace")
    come(event, "Linus", allows=False)

    found = contribute(("ada", "ada@example.org"), ("linus", "linus@example.org"))

    assert (found["total"], by_space(found)) == (1, {"paris": 1})
    assert found["by_event"] == [{"event": event.pk, "space": "paris", "people": 1, "credit": 1}]
    assert found["consent"] == {"check_ins": 3, "allowed": 2, "share": pytest.approx(2 / 3)}


def test_visitor_is_recruited_by_a_typed_handle_and_shown_as_such(event, come, contribute):
    come(event, "Ada", handle="Ada-L", handle_at="written")

    found = contribute(("ada-l", None))

    assert (found["total"], found["typed"]) == (1, 1)


def test_check_in_that_was_undone_is_no_visit(event, sign_up, let_in, contribute):
    row = sign_up(event, "Ada", consents=Consents(linking=True))
    let_in(row)
    undo(event=event, key=row.check_ins.get().key, now=event.ends_at)

    found = contribute(("ada", "ada@example.org"))

    assert (found["total"], found["consent"]["check_ins"]) == (0, 0)


def test_table_holds_hashes_and_no_addresses(home, event, come):
    row = come(event, "Ada", email="Ada+visit@example.org", handle="ada", handle_at="GitHub")
    keys = lake_keys(home)

    (visit,) = visits(keys, []).visits.to_pylist()

    assert visit == {
        "visit": row.pk,
        "event": event.pk,
        "space": "paris",
        "area": "coding",
        "kind": "meetup",
        "checked_in_at": datetime(2026, 3, 5, 12),
        "address": keys.address("ada@example.org"),
        "system": "GitHub",
        "handle": "ada",
    }


def test_visitor_without_an_address_stands_there_without_one(home, event, make_row, let_in, now):
    let_in(make_row(event, 1, linking_since=now))

    (visit,) = visits(lake_keys(home), []).visits.to_pylist()

    assert (visit["address"], visit["system"], visit["handle"]) == (None, None, None)


def test_day_of_a_visit_is_the_one_in_utc(home, evening, sign_up, let_in, now):
    late = now.replace(hour=23, minute=30)
    event = evening(starts_at=late, ends_at=late + timedelta(hours=2))
    let_in(sign_up(event, "Ada", consents=Consents(linking=True)), at=late, now=late)

    assert visits(lake_keys(home), []).attended.to_pylist() == [
        {
            "event": event.pk,
            "space": "paris",
            "day": date(2026, 3, 1),
            "check_ins": 1,
            "allowed": 1,
        }
    ]


def test_decisions_become_claims_of_addresses_alone(home):
    address, other, account = Node.of_address("aa"), Node.of_address("bb"), Node.of_account(7)
    third = Node.of_account(8)
    said = {"because": "seen", "by": "stefan"}
    decisions = [
        Decision(address, account, "same", **said),
        Decision(account, other, "same", **said),
        Decision(third, other, "different", **said),
    ]

    claims = visits(lake_keys(home), decisions).claims.to_pylist()

    assert {tuple(row.values()) for row in claims} == {
        ("aa", 7, None, True),
        ("aa", None, "bb", True),
        ("bb", 7, None, True),
        ("bb", None, "aa", True),
        ("bb", 8, None, False),
    }


def test_decision_of_a_steward_leads_a_visit_to_an_account(home, event, come, contribute, now):
    come(event, "Ada")
    contribute(("wizard", "wizard@example.net"))
    keys = lake_keys(home)
    account = f"account:{keys.key('written', 'account', 'wizard')}"
    address = f"address:{keys.address('ada@example.org')}"
    verdict = {"verdict": "same", "because": "She said so", "decided_at": now}
    LinkDecision.objects.create(left=account, right=address, **verdict)

    found = operations.measure(home, as_of=AS_OF).figures["recruited"]

    assert (found["total"], found["typed"]) == (1, 0)


def test_pages_of_events_hear_of_it_only_when_asked(home, event, come, contribute, now):
    come(event, "Ada")
    contribute(("ada", "ada@example.org"))
    assert recruited_at(event).people is None

    operations.measure(home, as_of=AS_OF, noted_at=now)

    assert (recruited_at(event).people, recruited_at(event).as_of) == (1, AS_OF)


def test_counts_stay_when_the_person_is_erased(home, event, come, contribute, now):
    row = come(event, "Ada")
    before = contribute(("ada", "ada@example.org"))
    operations.measure(home, as_of=AS_OF, noted_at=now)

    row.refresh_from_db()
    mine.forget(registration=row, now=now)

    after = operations.measure(home, as_of=AS_OF, noted_at=now).figures["recruited"]
    assert visits(lake_keys(home), []).visits.num_rows == 0
    assert (before["erased"], after["erased"]) == (0, 1)
    for same in ("total", "by_month", "by_event"):
        assert after[same] == before[same]
    assert by_space(after) == by_space(before)
    assert recruited_at(event).people == 1


def test_queries_do_not_grow_with_the_visits(home, event, come, django_assert_num_queries):
    keys = lake_keys(home)
    for n in range(4):
        come(event, f"Visitor{n}")

    with django_assert_num_queries(3):
        visits(keys, [])
