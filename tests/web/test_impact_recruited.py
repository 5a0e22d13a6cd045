"""What the impact page says of those who became active after a visit."""

import pytest
from django.core.cache import cache

from parvis.insights.words import on_recruited
from tests.measure.figures import sample
from tests.measure.test_recruited_in_public import found
from tests.web.test_impact import URL, kept, words


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def run(network, space, home):
    """Paris recruited 12, and a space that has no name any more recruited 3."""
    figures = found(12, 3, total=14)
    figures["by_space"][0]["space"] = space.slug
    return kept({**sample(), "recruited": figures})


def test_public_reads_it_by_space_without_small_counts(client, run):
    page = words(client.get(URL))

    assert "At least 14 people became active contributors for the first time" in page
    assert "50 % of the check-ins may be joined with contributions." in page
    assert "Paris space 12 50" in page
    assert "s1 hidden 50" in page
    assert "In [S - 180 days, S)".lower() in page.lower()


def test_those_who_may_see_people_read_exact_counts(client, run, lead):
    client.force_login(lead)

    assert "s1 3 50" in words(client.get(URL))


@pytest.mark.parametrize("without", [{}, {"recruited": found(check_ins=0, allowed=0)}])
def test_without_visits_there_is_nothing_to_say(client, network, without):
    kept({**sample(), **without})

    assert "After a visit" not in words(client.get(URL))


def test_sentence_says_no_more_than_may_be_known():
    few = {"window": 180, "total": "hidden", "consent": {"share": 0.5}}
    unsaid = {"window": 180, "total": 12, "consent": {"share": "hidden"}}

    assert "they are hidden" in on_recruited(few)
    assert on_recruited(unsaid).endswith(
        "only visits of those who allow it are joined with contributions."
    )
