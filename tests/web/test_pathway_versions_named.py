"""Figures say by which versions of the pathways they were counted, and are opened by those."""

import pytest
from django.core.cache import cache

from parvis.core.pathways.changing import Point, change_pathway
from parvis.core.pathways.models import FocusArea
from parvis.insights import operations
from parvis.insights.impact import draw_published
from parvis.insights.pathways import known_kinds
from parvis.measure.disclosure import publish
from tests.insights.small_network import NOW, publish_network

ROWS = [
    ("ada", None, "qa", "2019-02-03"),
    ("ada", None, "qa", "2019-03-03"),
    ("ben", None, "qa", "2019-06-30"),
]


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def run(home, network):
    return publish_network(home, ROWS, "2020-01-01")


def ask_for_two():
    return change_pathway(
        area=FocusArea.objects.get(slug="qa"),
        points=[Point("active", ["change"], 2, 365)],
        made_from=1,
        known_kinds=known_kinds(),
        because="Once is chance.",
        by=None,
        now=NOW,
    )


def test_impact_page_names_the_versions(client, home, run):
    before = client.get("/impact/").content.decode()
    ask_for_two()
    still = client.get("/impact/").content.decode()
    operations.publish(operations.measure(home, as_of=run.as_of), now=NOW)
    after = client.get("/impact/").content.decode()

    said = "as these stood then: {}. A pathway"
    assert said.format("version 1 of every area") in before
    assert said.format("version 1 of every area") in still
    assert said.format("qa version 2, every other area version 1") in after
    assert "<p>Pathways: qa version 2, every other area version 1.</p>" in after


def test_versions_are_no_secret(run):
    assert publish(run.figures)["pathways"] == run.figures["pathways"]
    assert run.figures["pathways"]["qa"] == 1


def test_people_behind_a_figure_are_those_it_counted(client, home, run, steward):
    ask_for_two()
    client.force_login(steward)

    def names():
        page = client.get("/impact/people/", {"what": "active", "area": "qa"}).context["page"]
        return [row["name"] for row in page.rows]

    assert names() == ["Ada", "Ben"]
    operations.publish(operations.measure(home, as_of=run.as_of), now=NOW)
    assert names() == ["Ada"]


def test_figures_from_before_versions_were_named_name_none(client, run):
    figures = {name: value for name, value in run.figures.items() if name != "pathways"}
    type(run).objects.filter(pk=run.pk).update(figures=figures)
    draw_published()

    assert "as these stood then" not in client.get("/impact/").content.decode()
