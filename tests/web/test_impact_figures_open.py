"""Every number on the impact page opens as many people as it shows, for those who may see them."""

import html
import re
from urllib.parse import parse_qs

import pytest
from django.core.cache import cache
from django.urls import reverse

from parvis.insights.behind.questions import ASKED_BY, Question
from parvis.insights.words import share
from tests.insights.small_network import publish_network

# Ada is core and has two accounts; Ben lapsed and returned; Cleo and Eve lapsed; Dan is new;
# Finn answered so much on one day that he passed between two month-ends, and is casual now.
ROWS = [
    ("ada", "aa", "coding", "2017-11-05"),
    *(("ada-l", "aa", "coding", f"2019-{n % 12 + 1:02}-{n % 27 + 1:02}") for n in range(53)),
    ("ben", None, "coding", "2017-12-10"),
    ("ben", None, "support", "2019-06-10"),
    *[("cleo", None, "coding", "2018-06-20")] * 2,
    ("dan", None, "coding", "2019-12-24"),
    ("eve", None, "support", "2018-11-11", "issue"),
    ("eve", None, "support", "2018-12-02"),
    *[("finn", None, "support", "2019-08-01", "answer")] * 10,
    ("sam", None, "coding", "2018-02-02"),
    ("renovate[bot]", None, "coding", "2018-02-02"),
]
LATE = [("gus", None, "qa", "2019-10-01"), ("gus", None, "qa", "2019-10-01")]
LIST = "/impact/people/"
LINK = re.compile(r'<a (?:class="rows" )?href="/impact/people/\?([^"]+)">([^<]+)<')
WORDS = ("The people behind this", "Everybody", "the staff", "the bots")


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def run(home, network):
    return publish_network(home, ROWS, "2020-01-01", late=LATE, staff=("sam",))


def links(client):
    """(address, text) of every link from the page to people, each once."""
    page = client.get(reverse("impact")).content.decode()
    return sorted({(html.unescape(a), html.unescape(text)) for a, text in LINK.findall(page)})


def asked_of(address):
    return {name: values[0] for name, values in parse_qs(address).items()}


def thinned(found):
    """All links but those of most months: of each column the last three."""
    monthly = [(address, text) for address, text in found if "month=" in address]
    kept = {}
    for address, text in monthly:
        kept.setdefault(asked_of(address)["what"], []).append((address, text))
    last = {link for of_one in kept.values() for link in of_one[-3:]}
    return [link for link in found if link not in monthly or link in last]


def sizes(run):
    """How many people a share is a share of, by figure and year."""
    stayed = {("stayed", c["cohort"]): c["size"] for c in run.figures["retention"]}
    newcomers = {c["cohort"]: c["newcomers"] for c in run.figures["first_steps"]}
    steps = ("second_within", "active_within")
    return stayed | {(what, year): n for what in steps for year, n in newcomers.items()}


def test_every_number_opens_as_many_people_as_it_shows(client, run, lead):
    client.force_login(lead)
    of = sizes(run)

    opened, wrong = set(), []
    for address, text in thinned(links(client)):
        answer = client.get(f"{LIST}?{address}")
        page, asked = answer.context["page"], asked_of(address)
        opened.add(asked["what"])
        says = {f"{page.total:,}", f"{page.activities}", *WORDS}
        if (asked["what"], asked.get("cohort")) in of:
            says = {share(page.total / of[asked["what"], asked["cohort"]])}
        if text not in says or page.total != answer.context["shown"] or not page.rows:
            wrong.append((address, text, page.total, answer.context["shown"]))

    assert wrong == []
    assert opened == set(ASKED_BY)


@pytest.mark.parametrize(
    ("address", "people"),
    [
        ("what=cohort&cohort=2018", ["Cleo", "Eve"]),
        ("what=cohort&cohort=2017", ["Ada", "Ben"]),
        ("what=stayed&cohort=2017&after=24", ["Ada", "Ben"]),
        ("what=stayed&cohort=2017&after=12", []),
        ("what=newcomers&cohort=2018", ["Cleo", "Eve"]),
        ("what=second_within&cohort=2018&after=30", ["Cleo", "Eve"]),
        ("what=active_within&cohort=2018&after=30", ["Cleo", "Eve"]),
        ("what=like_then", ["Cleo", "Eve"]),
        ("what=like_now", ["Ada", "Ben", "Dan"]),
        ("what=like_now&area=support", ["Ben"]),
        ("what=all_now", ["Ada", "Ben", "Dan", "Gus"]),
        ("what=under_definition&k=2&window=365", ["Ada", "Gus"]),
        ("what=core&area=coding", ["Ada"]),
        ("what=casual&area=support", ["Finn"]),
        ("what=passing&month=2019-08", ["Finn"]),
        ("what=unknown_newness&month=2019-10", ["Gus"]),
        ("what=staff", ["Sam"]),
        ("what=bots", ["Renovate"]),
    ],
)
def test_the_people_are_those_who_were_counted(client, run, steward, address, people):
    client.force_login(steward)

    rows = client.get(f"{LIST}?{address}").context["page"].rows

    assert [re.match(r"\w+", row["name"])[0] for row in rows] == people


def test_a_source_lists_its_accounts_with_what_they_did(client, run, steward):
    client.force_login(steward)

    answer = client.get(LIST, {"what": "in_source", "source": "written", "area": "coding"})

    listed = [
        (r["account"]["login"], r["activities"], r["of"]["standing"]) for r in rows_of(answer)
    ]
    assert listed[:2] == [("ada-l", 53, "contributor"), ("cleo", 2, "contributor")]
    assert {row for row in listed[2:] if row[2] != "contributor"} == {
        ("sam", 1, "staff"),
        ("renovate[bot]", 1, "bot"),
    }
    assert "7 accounts, 60 activities" in answer.content.decode()


def rows_of(answer):
    return answer.context["page"].rows


@pytest.mark.parametrize(
    "address",
    [
        "what=stayed&cohort=2019&after=12",
        "what=stayed&cohort=2017&after=7",
        "what=cohort&cohort=1815",
        "what=second_within&cohort=2018&after=x",
        "what=in_source&source=gossip&area=coding",
        "what=under_definition&k=4&window=365",
        "what=like_then&area=gossip",
    ],
)
def test_what_the_page_does_not_show_is_not_found(client, run, lead, address):
    client.force_login(lead)

    assert client.get(f"{LIST}?{address}").status_code == 404


@pytest.mark.parametrize("what", ASKED_BY)
def test_nobody_else_gets_to_the_people(client, run, outsider, what):
    address = f"{LIST}?{Question(what).address}"

    visited = client.get(address)
    client.force_login(outsider)
    refused = client.get(address)

    assert (visited.status_code, visited.url.split("?")[0]) == (302, reverse("account_login"))
    assert refused.status_code == 403


def test_the_public_page_links_to_nobody(client, run, outsider):
    for_the_public = client.get(reverse("impact")).content.decode()
    client.force_login(outsider)
    for_an_outsider = client.get(reverse("impact")).content.decode()

    assert [LIST in page for page in (for_the_public, for_an_outsider)] == [False, False]


def test_a_list_that_no_longer_fits_the_page_says_so(client, home, run, lead):
    client.force_login(lead)

    publish_network(home, [*ROWS, ("hal", None, "coding", "2019-11-30")], "2019-12-15")
    answer = client.get(f"{LIST}?what=like_now")

    assert "The impact page shows 3." in answer.content.decode()
    assert answer.context["page"].total == 4
