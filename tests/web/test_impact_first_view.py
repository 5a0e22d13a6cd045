"""The page is drawn when its figures are published; nobody who views it waits for charts."""

from datetime import date

import pytest
import vl_convert
from django.core.cache import caches

from parvis.core.programmes.actions import set_network
from parvis.core.programmes.queries import the_network
from parvis.insights.impact import draw_published
from tests.insights.small_network import NOW, publish_network

URL = "/impact/"
ROWS = [(f"person{n}", None, "coding", f"2019-0{n}-05") for n in range(1, 8)]


@pytest.fixture(autouse=True)
def _nothing_drawn():
    caches["pages"].clear()


@pytest.fixture
def renderings(monkeypatch):
    """Every chart that is rendered from here on."""
    rendered = []
    render = vl_convert.vegalite_to_svg

    def counted(chart):
        rendered.append(chart)
        return render(chart)

    monkeypatch.setattr(vl_convert, "vegalite_to_svg", counted)
    return rendered


def test_views_after_publishing_render_no_chart(client, home, network, lead, renderings):
    publish_network(home, ROWS, "2020-01-01")
    draw_published()
    drawn = len(renderings)

    seen = client.get(URL)
    client.force_login(lead)
    seen_by_lead = client.get(URL)

    assert drawn > 5
    assert len(renderings) == drawn
    assert [a.context["page"].is_exact for a in (seen, seen_by_lead)] == [False, True]
    assert seen.content.count(b"<svg") > 5


def test_page_that_nobody_drew_is_rendered_at_its_first_view_only(
    client, home, network, renderings
):
    publish_network(home, ROWS, "2020-01-01")

    client.get(URL)
    first = len(renderings)
    client.get(URL)

    assert first > 5
    assert len(renderings) == first


def test_what_is_typed_in_draws_the_page_anew(client, home, network, renderings):
    publish_network(home, ROWS, "2020-01-01")
    client.get(URL)
    before = len(renderings)
    typed = {"baseline": None, "baseline_on": None, "baseline_note": ""}

    set_network(name="N", goal=1152, goal_on=date(2026, 12, 31), **typed, by=None, now=NOW)
    page = client.get(URL).content.decode()

    assert the_network().goal == 1152
    assert len(renderings) > before
    assert "1,152" in page


def test_before_anything_is_published_there_is_nothing_to_draw(db, renderings):
    draw_published()

    assert renderings == []
