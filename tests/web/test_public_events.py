import json
import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone

from parvis.core.events.actions import plan_event
from parvis.core.events.models import Event
from parvis.core.events.moves import cancel, publish
from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.models import FocusArea
from parvis.core.spaces.actions import open_space
from parvis.core.spaces.rooms import Room

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _network(network, now):
    load_pathways(by=None, now=now)


@pytest.fixture
def soon():
    """Next year's first of July at noon in UTC: 14:00 in Paris."""
    return timezone.now().replace(
        month=7, day=1, hour=12, minute=0, second=0, microsecond=0, year=timezone.now().year + 1
    )


@pytest.fixture
def announce(space, soon):
    def make(title="Lamp repair", *, is_published=True, after=timedelta(), **changes):
        fields = {"space": space, "area": FocusArea.objects.get(slug="coding"), **changes}
        times = {"starts_at": soon + after, "ends_at": soon + after + 2 * HOUR}
        event = plan_event(title=title, by=None, now=timezone.now(), **times, **fields)
        return publish(event=event, by=None, now=timezone.now()) if is_published else event

    return make


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_event_page_says_when_in_words_and_names_the_zone(client, announce, space, soon):
    hall = Room.objects.create(space=space, slug="hall", name="Main hall")
    event = announce(room=hall, bring="a lamp", language="fr")

    page = client.get(f"/events/{event.uid}/")

    said = text(page)
    assert f"{soon:%A} 1 July {soon.year}, 14:00" in said
    assert "to 16:00" in said
    assert "Paris time (Europe/Paris, UTC+0200)" in said
    assert "Main hall" in said
    assert "a lamp" in said
    found = re.search(r'ld\+json">(.*?)</script>', page.content.decode())
    data = json.loads(found[1])
    assert (data["@type"], data["name"]) == ("Event", "Lamp repair")
    assert data["startDate"] == f"{soon.year}-07-01T14:00:00+02:00"
    assert 'property="og:title" content="Lamp repair"' in page.content.decode()


def test_drafts_and_internal_events_are_nobodys_to_see(client, announce, outsider):
    draft = announce("A draft", is_published=False)
    inside = announce("Behind doors", is_public=False)
    client.force_login(outsider)

    for event in (draft, inside):
        assert client.get(f"/events/{event.uid}/").status_code == 404
        assert client.get(f"/events/{event.uid}.ics").status_code == 404
    for url in ("/", "/events/", "/spaces/paris/", "/events/calendar.ics"):
        shown = client.get(url).content.decode()
        assert "A draft" not in shown
        assert "Behind doors" not in shown


def test_cancelled_event_says_so(client, announce):
    event = announce()
    cancel(event=event, by=None, now=timezone.now())

    assert "This event does not take place." in text(client.get(f"/events/{event.uid}/"))
    assert "Lamp repair" not in text(client.get("/events/"))
    assert b"STATUS:CANCELLED" in client.get("/events/calendar.ics").content


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("", ["Lamps", "Talk", "Walk"]),
        ("?space=oslo", ["Walk"]),
        ("?space=nowhere", []),
        ("?area=qa", ["Talk"]),
        ("?kind=talk", ["Talk"]),
        ("?language=FR", ["Lamps"]),
        ("?from={year}-07-02", ["Talk", "Walk"]),
        ("?from={year}-07-01&to={year}-07-01", ["Lamps"]),
    ],
)
def test_list_is_filtered(client, announce, soon, now, asked, titles):
    oslo = open_space(
        slug="oslo",
        name="Oslo space",
        city="Oslo",
        country="NO",
        time_zone="Europe/Oslo",
        opened_on=date(2025, 1, 1),
        by=None,
        now=now,
    )
    announce("Lamps", language="fr")
    talk = {"kind": "talk", "further_areas": [FocusArea.objects.get(slug="qa")]}
    announce("Talk", after=timedelta(1), **talk)
    announce("Walk", after=timedelta(2), space=oslo)

    page = client.get("/events/" + asked.format(year=soon.year))

    assert re.findall(r'<h3><a href="[^"]+">(\w+)<', page.content.decode()) == titles


def test_list_goes_on_where_a_page_ended(client, announce):
    Event.objects.bulk_create(_copies(announce(), 44))

    seen, url = [], "/events/?kind=meetup"
    while url:
        page = client.get(url).content.decode()
        seen += re.findall(r"Lamp (\d+)", page)
        more = re.search(r'href="(\?[^"]+)">Later events', page)
        url = f"/events/{more[1].replace('&amp;', '&')}" if more else None

    assert seen == [str(n) for n in range(44)]


@pytest.mark.parametrize(
    "asked", ["from=tomorrow", "to=2026-02-30", "after=x", "after=2026-01-01~y"]
)
def test_address_that_asks_nonsense_is_not_found(client, asked):
    assert client.get(f"/events/?{asked}").status_code == 404


def test_front_page_shows_what_is_next_near_by(client, announce):
    announce()

    assert "Lamp repair" in text(client.get("/"))
    assert "Next at Paris space" in text(client.get("/?near=paris"))
    assert "Next events" in text(client.get("/?near=nowhere"))


def test_space_page_tells_a_visitor_what_to_know(client, announce, space):
    Room.objects.create(space=space, slug="hall", name="Main hall", standing=60)
    space.hours.create(weekday=0, opens_at="09:00", closes_at="00:00")
    announce()

    said = text(client.get("/spaces/paris/"))

    assert "Main hall, 60 standing" in said
    assert "Monday 09:00– 24:00" in said or "Monday 09:00–24:00" in said
    assert "Lamp repair" in said
    assert client.get("/spaces/oslo/").status_code == 404


@pytest.mark.parametrize("url", ["/", "/events/", "/spaces/paris/"])
def test_pages_cost_the_same_queries(client, announce, url, django_assert_max_num_queries):
    first = announce()
    Event.objects.bulk_create(_copies(first, 30))

    with django_assert_max_num_queries(9):
        client.get(url)


def test_calendar_is_not_sent_again_unchanged(client, announce):
    announce()
    first = client.get("/spaces/paris/calendar.ics")

    again = client.get(
        "/spaces/paris/calendar.ics", headers={"If-Modified-Since": first["Last-Modified"]}
    )

    assert (first.status_code, again.status_code) == (200, 304)
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert client.get("/areas/coding/calendar.ics").status_code == 200
    assert client.get("/areas/nothing/calendar.ics").status_code == 404


def _copies(event, count):
    fields = {
        name: getattr(event, name)
        for name in ("space", "area", "kind", "state", "starts_at", "ends_at", "changed_at")
    }
    made = [Event(title=f"Lamp {number}", **fields) for number in range(count)]
    for one in made:
        one.book()
    return made


ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_news_are_what_was_announced_lately_the_newest_first(client, announce, space):
    first = announce("First", language="fr")
    second = announce("Second", description="<b>Lamps & radios")
    announce("Draft", is_published=False)
    announce("Internal", is_public=False)
    cancel(event=announce("Off"), by=None, now=timezone.now())
    Event.objects.filter(pk=first.pk).update(published_at=timezone.now() - timedelta(days=89))
    announce("Old news")
    Event.objects.filter(title="Old news").update(published_at=timezone.now() - timedelta(days=91))

    answers = [client.get(at) for at in ("/events/news.atom", "/spaces/paris/news.atom")]
    for answer in answers:
        feed = ET.fromstring(answer.content)  # noqa: S314  # our own
        assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
        titles = [entry.text for entry in feed.findall("a:entry/a:title", ATOM)]
        assert titles == ["Second", "First"]
        assert feed.find("a:entry/a:id", ATOM).text == second.uid.urn
        summary = feed.find("a:entry/a:summary", ATOM).text
        assert "&lt;b&gt;Lamps &amp; radios" in summary  # a reader takes it as HTML
        assert "14:00 to 16:00 (Europe/Paris), Paris space" in summary


def test_news_of_nothing_are_a_feed_that_stays_the_same(client):
    first, again = (client.get("/areas/coding/news.atom").content for _ in range(2))

    assert first == again
    assert b"<entry>" not in first
    assert client.get("/areas/none/news.atom").status_code == 404


def test_news_take_the_same_queries_for_many(client, announce, django_assert_num_queries):
    for n in range(3):
        announce(f"Evening {n}", after=n * 3 * HOUR)

    with django_assert_num_queries(2):  # the network's name, the events
        client.get("/events/news.atom")


def test_list_may_stand_in_the_page_of_another_site(client, announce):
    announce(language="fr")
    page = client.get("/embed/?space=paris&area=coding&most=3")
    policy = page["Content-Security-Policy"]

    assert "Lamp repair" in page.content.decode()
    assert "français" in page.content.decode()
    assert ("frame-ancestors *" in policy, "script-src 'none'" in policy) == (True, True)
    assert "X-Frame-Options" not in page
    assert client.get("/events/")["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("most", ["0", "21", "x", "99999999999", "-1"])
def test_embedded_list_is_of_some_length(client, most):
    assert client.get("/embed/", {"most": most}).status_code == 404
