"""What the lake holds of somebody who signs in, how far they are, and what that earns them."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.core.followup.recognition import Recognition
from parvis.core.pathways.models import ConversionPoint, FocusArea, PathwayVersion
from parvis.core.pathways.queries import active_areas
from parvis.core.pathways.versions import snapshot
from parvis.core.people.claiming import claim, disown, take_back
from parvis.insights import operations
from parvis.insights.installation import lake_keys
from parvis.insights.mine import Found, LakeNow, found_of, pathways_of
from parvis.insights.own_nodes import claimed_decisions
from parvis.insights.progress import Did, first_reached, pathway
from parvis.insights.recognising import recognise_all, recognise_one
from parvis.measure import tables
from tests.insights.small_network import publish_network

pytestmark = pytest.mark.django_db
NOW = datetime(2020, 1, 1, 9, tzinfo=UTC)
POINT = {"order": 1, "level": "active", "kinds": ["change"], "k": 3, "window_days": 30}


@pytest.fixture
def ada(make_person):
    return make_person("ada")


@pytest.fixture
def lake(home, network):
    """Ada's account under her address and one that evidence gives her; Ben's; somebody's."""
    keys = lake_keys(home)
    own, shared = keys.address("ada@example.org"), keys.address("x@example.net")
    rows = [
        ("ada", own, "coding", "2019-03-05"),
        ("ada", own, "coding", "2019-12-05", "issue"),
        ("ada-l", own, "support", "2019-06-10"),
        ("ben", shared, "coding", "2019-07-01"),
        ("cleo", None, "coding", "2019-08-01"),
    ]
    publish_network(home, rows, "2020-01-01")
    return home


def key_of(home, login):
    return lake_keys(home).key("written", "account", login)


def account(home, login):
    return {"node": f"account:{key_of(home, login)}", "source": "written", "label": login}


def labels(found):
    return [row["label"] for row in found.accounts]


def did(day, count=1, kind="change", area="coding", source="written"):
    return Did(date.fromisoformat(day), source, area, kind, count)


def test_accounts_with_a_proved_address_are_found_with_what_they_did(lake, ada):
    found = found_of(lake, ada)

    assert labels(found) == ["ada", "ada-l"]
    assert list(found.days) == [
        did("2019-12-05", kind="issue"),
        did("2019-06-10", area="support"),
        did("2019-03-05"),
    ]
    assert (found.total, found.by_source) == (3, [("written", 3)])


def test_address_that_was_not_proved_finds_nothing(lake, ada):
    ada.emailaddress_set.update(verified=False)

    assert found_of(lake, ada) == Found()


def test_address_of_nobody_in_particular_finds_nothing(lake, ada):
    ada.emailaddress_set.update(email="root@localhost")

    assert found_of(lake, ada) == Found()


def test_somebody_else_finds_nothing_of_it(lake, outsider):
    assert found_of(lake, outsider) == Found()


def test_nothing_is_found_before_something_is_there(home, ada):
    assert found_of(home, ada) == Found()


def test_proved_account_is_found_beside_the_others(lake, ada):
    claim(user=ada, proof="sign-in", now=NOW, **account(lake, "cleo"))

    found = found_of(lake, ada)

    assert labels(found) == ["ada", "ada-l", "cleo"]
    assert [row["is_claimed"] for row in found.accounts] == [False, False, True]
    assert found.total == 4


def test_proved_address_finds_its_accounts(lake, ada):
    node = f"address:{lake_keys(lake).address('x@example.net')}"
    claim(user=ada, node=node, source="mail", label="x", proof="mail", now=NOW)

    assert labels(found_of(lake, ada)) == ["ada", "ada-l", "ben"]


def test_this_is_not_me_hides_an_account_at_once_and_what_it_did(lake, ada):
    said = disown(user=ada, now=NOW, **account(lake, "ada-l"))

    hidden = found_of(lake, ada)
    take_back(user=ada, key=said.pk, now=NOW)

    assert labels(hidden) == ["ada"]
    assert list(hidden.days) == [did("2019-12-05", kind="issue"), did("2019-03-05")]
    assert hidden.left_out == {key_of(lake, "ada-l")}
    assert labels(found_of(lake, ada)) == ["ada", "ada-l"]


def test_who_disowns_all_they_have_is_found_nowhere(lake, ada):
    for login in ("ada", "ada-l"):
        disown(user=ada, now=NOW, **account(lake, login))

    assert found_of(lake, ada) == Found()


def test_account_that_somebody_else_proved_is_not_shown(lake, ada, outsider):
    claim(user=outsider, proof="sign-in", now=NOW, **account(lake, "ada-l"))

    assert labels(found_of(lake, ada)) == ["ada"]
    assert "ada-l" in labels(found_of(lake, outsider))


def test_resolve_obeys_what_people_said_and_joins_what_they_proved(lake, ada):
    disown(user=ada, now=NOW, **account(lake, "ada-l"))
    claim(user=ada, proof="sign-in", now=NOW, **account(lake, "cleo"))

    operations.resolve(lake, now=NOW.replace(tzinfo=None))
    found = found_of(lake, ada)

    assert (labels(found), found.left_out) == (["ada", "cleo"], frozenset())
    assert found.total == 3


def test_decisions_of_people_say_whose_word_they_are(lake, ada):
    claim(user=ada, proof="sign-in", now=NOW, **account(lake, "cleo"))
    disown(user=ada, now=NOW, **account(lake, "ben"))

    said = [(one.verdict, one.because, one.by) for one in claimed_decisions(lake_keys(lake))]

    day = "themselves on 2020-01-01"
    apart = ("different", "They said that it is not theirs", day)
    assert said == [("same", "They signed in there", day), apart, apart]


def test_word_of_somebody_without_an_address_or_account_decides_nothing(lake, ada):
    disown(user=ada, now=NOW, **account(lake, "ben"))
    ada.emailaddress_set.all().delete()

    assert claimed_decisions(lake_keys(lake)) == []


def test_staff_are_told_why_they_are_not_counted(home, network, ada):
    rows = [("ada", lake_keys(home).address("ada@example.org"), "coding", "2019-03-05")]
    publish_network(home, rows, "2020-01-01", staff=["ada"])

    found = found_of(home, ada)

    assert (labels(found), found.total) == (["ada"], 0)
    assert "staff" in found.because.lower()


def test_work_in_two_sources_counts_once_where_an_account_is_left_out(lake, ada):
    disown(user=ada, now=NOW, **account(lake, "ada-l"))
    hidden = found_of(lake, ada)
    operations.resolve(lake, now=NOW.replace(tzinfo=None))

    assert hidden.days == found_of(lake, ada).days


def test_finding_takes_as_many_queries_for_much_as_for_little(home, network, ada):
    own = lake_keys(home).address("ada@example.org")

    def queries(n):
        rows = [(f"ada-{i}", own, "coding", "2019-03-05") for i in range(n)]
        publish_network(home, rows, "2020-01-01")
        with CaptureQueriesContext(connection) as captured:
            found = found_of(home, ada)
        return len(found.accounts) - n, len(captured)

    assert queries(1) == queries(60)


@pytest.mark.parametrize("has_statistics", [True, False])
def test_rows_are_found_wherever_they_stand_in_a_file(tmp_path, has_statistics):
    people = [1, 1, 2, 4, 4, 9]
    file = str(tmp_path / "person_accounts.parquet")
    written = pa.table({"account": range(6), "person": people})
    pq.write_table(written, file, row_group_size=2, write_statistics=has_statistics)
    lake = LakeNow({"person_accounts": [file]})

    def accounts(*wanted):
        rows = lake.rows(tables.PERSON_ACCOUNTS, "person", wanted, ["account"])
        return rows["account"].to_pylist()

    assert [accounts(1), accounts(4, 2), accounts(3), accounts(9, 1), accounts(99), accounts()] == [
        [0, 1],
        [2, 3, 4],
        [],
        [0, 1, 5],
        [],
        [],
    ]


@pytest.mark.parametrize(
    ("days", "as_of", "done"),
    [
        ([], "2020-01-31", 0),
        ([("2020-01-01", 2)], "2020-01-31", 2),
        ([("2020-01-01", 2)], "2020-02-01", 0),  # a day too old
        ([("2020-01-31", 2)], "2020-01-31", 0),  # not before the day
        ([("2020-01-02", 1), ("2020-01-30", 2)], "2020-01-31", 3),
    ],
)
def test_progress_counts_the_window_before_the_day(days, as_of, done):
    known = [did(day, count) for day, count in days] + [did("2020-01-03", kind="issue")]

    path = pathway(known, [POINT], as_of=date.fromisoformat(as_of))

    assert [one.done for one in path.points] == [done]
    assert path.points[0].is_reached == (done >= 3)


def test_point_is_reached_by_the_kth_contribution_within_the_window():
    early = [did("2020-01-01"), did("2020-01-31"), did("2020-02-10"), did("2020-02-29")]

    reached = first_reached(early, POINT, as_of=date(2020, 6, 1))

    assert reached.on == date(2020, 2, 29)
    assert [one.day.isoformat() for one in reached.by] == ["2020-01-31", "2020-02-10", "2020-02-29"]
    assert first_reached(early, POINT, as_of=date(2020, 2, 29)) is None


def test_levels_are_those_that_the_measures_count(home, network, ada):
    """Alone in the lake, she is the one whom the published figure counts, on the same level."""
    own = lake_keys(home).address("ada@example.org")
    days = [("2018-03-05", "issue"), ("2018-06-01", "change"), ("2019-05-31", "change")]
    rows = [("ada", own, "coding", day, kind) for day, kind in days]
    publish_network(home, rows, "2020-01-01")
    did_here, area = found_of(home, ada).in_area("coding"), FocusArea.objects.get(slug="coding")
    points = [snapshot(point) for point in area.points.all()]

    def here_and_there(as_of):
        counted = operations.measure(home, as_of=as_of).figures["levels"].get("coding", {})
        there = [level for level, people in counted.items() if people]
        return pathway(did_here, points, as_of=as_of).level, "".join(there)

    asked = ["2018-03-06", "2019-06-01", "2020-06-01"]
    found = [here_and_there(date.fromisoformat(day)) for day in asked]

    assert [here for here, _ in found] == ["casual", "active", ""]
    assert [here for here, _ in found] == [there for _, there in found]


def test_pathway_names_the_next_point_and_what_to_try(lake, ada):
    found = found_of(lake, ada)

    own = pathways_of(found, active_areas(), interests={"documentation"}, now=NOW)
    coding, waiting = own[0], own[-1]

    assert (coding[0].slug, coding[1].next.point["level"], coding[1].next.shown) == (
        "coding",
        "core",
        1,
    )
    assert coding[1].advice.startswith("Ask your mentor")
    assert (waiting[0].slug, waiting[1].level, waiting[1].advice) == ("documentation", "", "")
    assert waiting[1].next.point["level"] == "casual"


def test_top_of_a_pathway_has_nothing_above_it():
    core = {**POINT, "level": "core", "k": 1}

    path = pathway([did("2020-01-02")], [POINT, core], as_of=date(2020, 1, 31))

    assert (path.level, path.next) == ("core", None)


def test_levels_that_were_reached_are_given_once(lake, ada):
    given = [recognise_all(lake, now=NOW), recognise_all(lake, now=NOW)]

    rows = Recognition.objects.order_by("area__slug", "reached_on")
    assert given == [3, 0]
    assert [(one.area.slug, one.level, one.reached_on.isoformat()) for one in rows] == [
        ("coding", "active", "2019-03-05"),
        ("coding", "casual", "2019-12-05"),
        ("support", rows[2].level, "2019-06-10"),
    ]
    assert rows[0].evidence == [
        {"source": "written", "kind": "change", "on": "2019-03-05", "count": 1}
    ]


def test_level_that_lapsed_long_ago_was_reached_all_the_same(lake, ada):
    recognise_one(lake, ada, now=datetime(2029, 1, 1, tzinfo=UTC))

    assert Recognition.objects.filter(user=ada, level="active", area__slug="coding").exists()


def test_change_of_a_pathway_rewrites_nothing_that_was_earned(lake, ada):
    area = FocusArea.objects.get(slug="coding")
    before = PathwayVersion.objects.filter(area=area).order_by("-number").first()
    recognise_all(lake, now=NOW)
    kept = list(Recognition.objects.order_by("pk").values())

    ConversionPoint.objects.filter(area=area).update(k=999)
    FocusArea.objects.filter(pk=area.pk).update(name="Programming")
    points = [snapshot(one) for one in area.points.all()]
    number = (before.number if before else 1) + 1
    PathwayVersion.objects.create(area=area, number=number, points=points, since=NOW)
    again = recognise_all(lake, now=NOW)

    assert again == 0
    assert list(Recognition.objects.order_by("pk").values()) == kept
    assert kept[0]["area_name"] == "Coding"


def test_recognition_names_the_newest_version_of_the_pathway(lake, ada):
    area = FocusArea.objects.get(slug="coding")
    PathwayVersion.objects.update_or_create(
        area=area, number=7, defaults={"points": [], "since": NOW}
    )

    recognise_all(lake, now=NOW)

    coding = Recognition.objects.filter(area=area)
    assert {one.version for one in coding} == {7}


def test_nobody_without_an_account_in_the_lake_is_given_anything(lake, outsider, staff):
    assert recognise_all(lake, now=NOW) == 0
