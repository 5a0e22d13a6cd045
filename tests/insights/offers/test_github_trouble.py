"""GitHub when it does not answer, answers late, or not what was asked for."""

import threading
from datetime import timedelta

import pytest

from parvis.core.pathways.opportunities import Opportunity
from parvis.insights.offers.syncing import Token, sync

HOUR = timedelta(hours=1)
FIRST = "good first issue"


def states():
    return dict(Opportunity.objects.order_by("pk").values_list("native_id", "state"))


def test_a_limit_ends_the_reading_politely_and_it_goes_on_where_it_was(repository, github, now):
    github.largest, github.limit = 2, 2
    for number in range(1, 8):
        github.issue(number, "Mend it", FIRST, at=f"2026-02-0{number}T10:00:00Z")

    first = sync(source=repository, now=now)
    asked = len(github.questions)
    too_early = sync(source=repository, now=now + timedelta(minutes=20))
    github.limit = None
    rest = sync(source=repository, now=now + HOUR)

    assert (first.taken.new, first.is_whole) == (4, False)
    host = github.url.removeprefix("http://")
    said = f"{host} lets nobody ask so often. It goes on after 2026-03-01 12:30 UTC."
    assert first.problem == said
    assert too_early.problem == "It is asked again after 2026-03-01 12:30 UTC, as it wished."
    assert github.questions[asked][1]["since"] == "2026-02-04T10:00:00Z"
    assert (rest.taken.new, rest.is_whole, rest.problem) == (3, True, "")
    repository.refresh_from_db()
    assert (repository.problem, repository.synced_at) == ("", now + HOUR)


def test_another_source_of_the_same_system_waits_too(repository, github, now, area):
    github.limit = 0
    sync(source=repository, now=now)
    asked = len(github.questions)
    github.repositories["open/other"] = {}
    other = type(repository)(area=area, system="github", address=github.url, place="open/other")
    other.save()

    done = sync(source=other, now=now + timedelta(minutes=5))

    assert done.problem == "It is asked again after 2026-03-01 12:30 UTC, as it wished."
    assert len(github.questions) == asked


@pytest.mark.parametrize(
    ("status", "said", "headers", "until"),
    [
        (429, b"", {"retry_after": 120}, "12:02"),
        (403, {"message": "You have exceeded a secondary rate limit."}, {}, "12:01"),
        (403, b"", {"x_ratelimit_remaining": 0, "x_ratelimit_reset": "soon"}, "12:01"),
    ],
)
def test_other_ways_to_say_it_are_understood(repository, github, now, status, said, headers, until):
    github.fail(status, said, **headers)

    done = sync(source=repository, now=now)

    assert done.problem.endswith(f"It goes on after 2026-03-01 {until} UTC.")


MISSING = (
    "There is no repository open/squares at {url}, or its issues are off or not public. Check how "
    "it is written."
)
NO_JSON = "{host} answered with something that is no JSON. Check the address of its REST interface."


@pytest.mark.parametrize(
    ("status", "said", "sentence"),
    [
        (404, {"message": "Not Found"}, MISSING),
        (410, {"message": "Issues are disabled for this repo"}, MISSING),
        (401, {"message": "Bad credentials"}, "{host} answered 401 (it says: Bad credentials)."),
        (403, b"<html>", "{host} answered 403."),
        (500, b"", "{host} is in trouble and answered 500. It is asked again."),
        (200, b"<html>", NO_JSON),
        (200, {"a": 1}, "{url}/repos/open/squares/issues is no list of issues. Check the address."),
    ],
)
def test_what_goes_wrong_is_a_sentence_and_what_was_read_stays(
    repository, github, now, status, said, sentence
):
    github.issue(1, "Mend the clock", FIRST)
    sync(source=repository, now=now)
    github.fail(status, said)

    done = sync(source=repository, now=now + HOUR)

    repository.refresh_from_db()
    host = github.url.removeprefix("http://")
    assert done.problem == sentence.format(url=github.url, host=host)
    assert repository.problem == done.problem
    assert repository.synced_at == now
    assert states() == {"1": "open"}


def test_a_system_that_is_not_there_is_a_sentence(repository, github, now):
    github.close()

    done = sync(source=repository, now=now)

    host = github.url.removeprefix("http://")
    assert done.problem == f"{host} cannot be reached. Check the address, and whether it is up."


def test_silence_is_a_sentence(repository, github, now, monkeypatch):
    monkeypatch.setattr("parvis.insights.offers.client.READ", 0.1)
    silence = threading.Event()
    github.answer = lambda *_asked: (silence.wait(5), {}, b"")

    done = sync(source=repository, now=now)

    silence.set()
    host = github.url.removeprefix("http://")
    assert done.problem == f"{host} did not answer in time. It is asked again."


def test_a_trouble_half_way_keeps_what_was_read_before(repository, github, now):
    github.largest = 2
    for number in range(1, 6):
        github.issue(number, "Mend it", FIRST, at=f"2026-02-0{number}T10:00:00Z")
    github.fail(502, after=1)

    broken = sync(source=repository, now=now)
    mended = sync(source=repository, now=now + HOUR)

    assert (broken.taken.new, mended.taken.new, mended.is_whole) == (2, 3, True)


def test_the_token_goes_to_its_own_system_alone(repository, github, now):
    sync(source=repository, now=now, token=Token("secret", only="https://api.github.com"))
    sync(source=repository, now=now, token=Token("secret", only=github.url))

    sent = [headers.get("authorization") for _path, _asked, headers in github.questions]
    assert sent == [None, None, "Bearer secret"]


def test_a_next_page_elsewhere_is_not_followed(repository, github, now):
    github.fail(200, [], link='<http://elsewhere.example/?page=2>; rel="next"')

    done = sync(source=repository, now=now, token=Token("secret", only=github.url))

    assert done.problem == (
        f"{github.url} sends on to http://elsewhere.example/?page=2. Check the address."
    )
