import html
import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse

from parvis.core.pathways.actions import load_pathways
from parvis.core.programmes.actions import keep_run, set_network, set_programme
from tests.measure.figures import sample

NOW = datetime(2026, 7, 2, 9, tzinfo=UTC)
URL = "/impact/"


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def run(network):
    load_pathways(by=None, now=NOW)
    return kept(sample())


def kept(figures, **more):
    return keep_run(
        as_of=date.fromisoformat(figures["as_of"]),
        lake_generation=1,
        figures=json.loads(json.dumps(figures)),
        by=None,
        now=NOW,
        **{"publish": True, **more},
    )


def typed_in(baseline=104):
    set_network(
        name="Open Squares",
        goal=1152,
        goal_on=date(2026, 12, 31),
        baseline=baseline,
        baseline_on=date(2022, 1, 1) if baseline is not None else None,
        baseline_note="a count by hand" if baseline is not None else "",
        by=None,
        now=NOW,
    )


def words(answer):
    """The page's text, without markup and with single spaces."""
    return flat(
        re.sub(r"<(svg|style).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    )


def flat(text):
    return re.sub(r"\s+", " ", text)


def test_before_there_is_a_network_the_page_says_what_to_run(client, db):
    answer = client.get(URL)

    assert answer.status_code == 200
    assert "Run parvis init to make one." in words(answer)


def test_before_anything_was_measured_the_page_says_so(client, network):
    kept(sample(), publish=False)

    answer = client.get(URL)

    assert answer.status_code == 200
    assert "Nothing has been measured yet." in words(answer)


def test_goal_baseline_and_hypothesis_stand_beside_the_count(client, run):
    typed_in()
    set_programme(
        name="First programme",
        starts_on=date(2026, 5, 1),
        ends_on=date(2026, 12, 31),
        spaces=12,
        events_per_week=Decimal(3),
        weeks=32,
        new_per_event=Decimal(1),
        by=None,
        now=NOW,
    )

    page = words(client.get(URL))

    assert "Goal 1,152 by 31 December 2026" in page
    assert "Baseline 104 on 1 January 2022" in page
    assert "(a count by hand)" in page
    assert "12 spaces × 96 events each (3 a week for 32 weeks) × 1 new active contributor" in page
    assert "= 1,152 . The last factor is an assumption, not a finding." in page


def test_a_missing_baseline_and_goal_are_said_in_words(client, run):
    page = words(client.get(URL))

    assert "Goal None has been set yet." in page
    assert "Unknown: nobody has typed one in." in page
    assert "not a finding" not in page


def test_every_figure_states_its_definition_and_as_of(client, run):
    answer = client.get(URL)

    figures = answer.context["page"].figures
    page = words(answer)
    assert len(figures) == 8
    assert page.count("As of the start of 1 July 2026, UTC.") == len(figures)
    assert page.count("What exactly is counted") == len(figures)
    assert all(len(figure.definition) > 1 for figure in figures.values())
    said = html.unescape(page)
    assert [f.slug for f in figures.values() if flat(f.finding) not in said] == []


def test_charts_have_a_text_alternative_and_two_widths(client, run):
    typed_in()
    page = client.get(URL).content.decode()

    charts = re.findall(r'<div class="chart" role="img" aria-label="([^"]+)">', page)
    assert len(charts) == 6
    assert all(chart.startswith("Chart: ") for chart in charts)
    assert page.count('<div class="wide"><svg') == len(charts)
    assert page.count('<div class="narrow"><svg') == len(charts)


def test_nothing_on_the_page_needs_what_the_policy_forbids(client, run):
    answer = client.get(URL)

    page = answer.content.decode()
    assert re.findall(r"<style|<script|\sstyle=|\son[a-z]+=", page) == []
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]


def test_the_public_never_sees_a_small_count(client, run):
    figures = sample()
    small = figures["active"]["by_area"]["user-research"]

    answer = client.get(URL)

    page = answer.context["page"]
    assert 0 < small < 5
    assert not page.is_exact
    assert [a.is_hidden for a in page.areas if a.slug == "user-research"] == [True]
    assert "hidden" in words(answer)


@pytest.mark.parametrize("who", ["outsider", "staff"])
def test_others_who_sign_in_see_what_the_public_sees(client, run, request, who):
    client.force_login(request.getfixturevalue(who))

    answer = client.get(URL)

    assert not answer.context["page"].is_exact
    assert reverse("impact-rows") not in answer.content.decode()


@pytest.mark.parametrize("who", ["lead", "steward"])
def test_who_may_see_people_sees_exact_counts_and_the_way_to_them(client, run, request, who):
    client.get(URL)  # what is kept for the public is not shown to them, nor the other way round
    client.force_login(request.getfixturevalue(who))

    answer = client.get(URL)
    client.logout()

    page = answer.context["page"]
    exact = sample()["active"]["by_area"]["user-research"]
    assert [a.active for a in page.areas if a.slug == "user-research"] == [str(exact)]
    assert reverse("impact-rows") in answer.content.decode()
    assert not client.get(URL).context["page"].is_exact


def test_the_latest_as_of_is_shown(client, run):
    older = {**sample(), "as_of": "2026-01-01"}
    kept(older)

    assert client.get(URL).context["page"].as_of == date(2026, 7, 1)


def test_what_is_typed_in_later_is_shown_at_once(client, run):
    client.get(URL)

    typed_in(baseline=0)

    page = words(client.get(URL))
    assert "Goal 1,152" in page
    assert "Baseline 0 on" in page


def test_stale_figures_say_so(client, network):
    kept({**sample(), "stale": True})

    assert "what it brought is not in them" in words(client.get(URL))


def test_an_empty_lake_makes_a_page(client, network):
    kept(
        {
            "as_of": "2020-01-01",
            "people": {"total": 0, "staff": 0, "bots": 0},
            "coverage": [],
            "active": {"total": 0, "by_area": {"coding": 0}},
            "levels": {"all": {"casual": 0, "active": 0, "core": 0}},
            "lifecycle": [],
            "lifecycle_by_area": {"coding": []},
            "growth": None,
            "retention": [],
            "first_steps": [],
            "definition_check": [],
        }
    )

    page = words(client.get(URL))

    assert "No source has a row before this day." in page
    assert "No month has closed yet" in page or "no full year of months" in page


@pytest.mark.parametrize("months", [13, 39])
def test_queries_do_not_grow_with_the_figures(client, network, months, django_assert_num_queries):
    kept(sample(months))
    client.get(URL)

    with django_assert_num_queries(5):
        client.get(URL)
