"""A database that is away: a sentence and when to come again, for people and for programs."""

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import HttpResponse

from parvis.web.away import SENTENCE, DatabaseAway, broken


def raising(error):
    def respond(_request):
        raise error

    return DatabaseAway(respond)


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")])
def test_person_reads_a_sentence_without_what_the_database_said(rf, error):
    answer = raising(error)(rf.get("/events/"))

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Back in a moment" in answer.content.decode()
    assert str(error) not in answer.content.decode()


@pytest.mark.parametrize("path", ["/api/events", "/door/secret/acts"])
def test_program_gets_json(rf, path):
    answer = DatabaseAway(HttpResponse).process_exception(rf.get(path), OperationalError("gone"))

    assert (answer.status_code, SENTENCE in answer.content.decode()) == (503, True)


def test_mistake_of_ours_is_not_hidden(rf):
    with pytest.raises(ProgrammingError):
        raising(ProgrammingError("no such table"))(rf.get("/"))
    assert DatabaseAway(HttpResponse).process_exception(rf.get("/"), ValueError("x")) is None


@pytest.mark.parametrize(("error", "status"), [(OperationalError("gone"), 503), (KeyError(1), 500)])
def test_page_outside_of_views_tells_the_one_from_the_other(rf, error, status):
    try:
        raise error
    except (OperationalError, KeyError):
        answer = broken(rf.get("/nowhere/"))

    assert answer.status_code == status
