"""A lead changes a pathway: looks first, then saves a version. Nobody else may."""

import re

import pytest
from django.utils import timezone

from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.queries import newest_version
from tests.insights.small_network import publish_network

URL = "/programme/areas/qa/pathway/"


@pytest.fixture(autouse=True)
def _areas(network, now):
    load_pathways(by=None, now=now)


@pytest.fixture
def qa():
    return FocusArea.objects.get(slug="qa")


@pytest.fixture
def send(client, lead):
    client.force_login(lead)

    def send(do, made_from=1, because="More than one.", **changed):
        return client.post(
            URL, {**typed(), "made_from": made_from, "do": do, "because": because, **changed}
        )

    return send


def typed():
    """The form as it is shown for what ships, with two empty rows."""
    rows = [
        ("casual", ["issue", "change-proposed", "answer"], 1, "Bugzilla, GitHub issues"),
        ("active", ["change"], 1, "git history"),
        ("core", ["change"], 52, "git history"),
    ]
    sent = {"point-TOTAL_FORMS": 5, "point-INITIAL_FORMS": 3}
    for n, (level, kinds, k, seen_at) in enumerate(rows):
        said = {"level": level, "kinds": kinds, "k": k, "window_days": 365, "seen_at": seen_at}
        sent |= {f"point-{n}-{name}": value for name, value in said.items()}
        sent[f"point-{n}-ORDER"] = n + 1
    return sent


def test_page_shows_what_stands_with_two_empty_rows_and_the_versions(client, lead, qa):
    client.force_login(lead)

    page = client.get(URL).content.decode()

    assert (page.count("<fieldset"), page.count(", a new one")) == (5, 2)
    assert page.count("Take this point away") == 3
    assert 'name="made_from" value="1"' in page
    assert "Save as version 2" in page
    assert page.count('<details class="version"') == 1
    assert "As shipped." in page


def test_change_is_saved_as_the_next_version(send, client, qa, lead):
    saved = send("save", **{"point-1-k": 3, "point-1-window_days": 90, "point-0-DELETE": "on"})

    version = newest_version(qa)
    assert (saved.status_code, saved.headers["Location"]) == (302, URL)
    assert (version.number, version.by, version.because) == (2, lead, "More than one.")
    assert [(p["level"], p["k"], p["window_days"]) for p in version.points] == [
        ("active", 3, 90),
        ("core", 52, 365),
    ]
    page = client.get(URL).content.decode()
    assert "Saved as version 2." in page
    assert re.findall(r"<summary>(Version \d)", page) == ["Version 2", "Version 1"]


def test_empty_row_becomes_a_point_at_its_place(send, qa):
    send(
        "save",
        **{
            "point-3-level": "active",
            "point-3-kinds": ["answer", "translation"],
            "point-3-k": 10,
            "point-3-window_days": 30,
            "point-3-ORDER": 1,
        },
    )

    found = [(p["order"], p["level"], p["kinds"]) for p in newest_version(qa).points]
    assert found[1:3] == [(2, "active", ["answer", "translation"]), (3, "active", ["change"])]


def test_looking_saves_nothing_and_says_why_there_are_no_counts(send, qa, home):
    page = send("look", **{"point-1-k": 3})

    text = page.content.decode()
    assert page.status_code == 200
    assert "Goes</strong> Active: 1 accepted change within a year" in text
    assert "Comes</strong> Active: 3 accepted changes within a year" in text
    assert "Nobody is in the lake yet" in text
    assert (newest_version(qa).number, qa.points.get(order=2).k) == (1, 1)


def test_looking_counts_both_pathways(send, qa, home):
    today = timezone.now().date()
    rows = [(name, None, "qa", f"{today.replace(day=1)}") for name in ("ada", "ada", "ben")]
    rows = [(*row[:3], f"{today.year - 1}-12-15") for row in rows]
    publish_network(home, rows, f"{today}")

    text = send("look", **{"point-1-k": 2}).content.decode()

    assert "1 person who is active today would no longer be;" in text
    assert text.count('<td class="is-changed">2 → 1</td>') >= 1
    unchanged = send("look").content.decode()
    assert "No point asks for anything else than before." in unchanged
    assert "No count of the last twelve months changes." in unchanged


def test_point_that_is_not_complete_is_said_beside_it(send, qa):
    refused = send("save", **{"point-3-level": "active"})

    assert refused.status_code == 422
    assert "A point above is not complete" in refused.content.decode()
    assert newest_version(qa).number == 1


@pytest.mark.parametrize("do", ["look", "save"])
def test_pathway_without_an_active_point_is_refused(send, qa, do):
    refused = send(do, **{"point-1-DELETE": "on"})

    assert refused.status_code == 422
    assert "Keep at least one active point" in refused.content.decode()


def test_save_needs_a_reason(send):
    refused = send("save", because=" ", **{"point-1-k": 3})

    assert refused.status_code == 422
    assert "Say why in a sentence" in refused.content.decode()


def test_second_of_two_leads_is_told_that_the_first_saved(send, qa):
    send("save", **{"point-1-k": 3})
    refused = send("save", **{"point-1-k": 5})

    text = refused.content.decode()
    assert refused.status_code == 422
    assert "Version 2 was saved while you worked on version 1." in text
    assert "Begin again from the version that stands now" in text
    assert newest_version(qa).points[1]["k"] == 3


@pytest.mark.parametrize("made_from", ["", "x"])
def test_form_that_names_no_version_saves_nothing(send, qa, made_from):
    assert send("save", made_from=made_from, **{"point-1-k": 3}).status_code == 422
    assert newest_version(qa).number == 1


def test_area_without_points_begins_with_version_1(client, lead, qa):
    qa.points.all().delete()
    qa.versions.all().delete()
    client.force_login(lead)

    page = client.get(URL).content.decode()

    assert "Save as version 1" in page
    assert "None is kept yet" in page


def test_only_a_lead_may(client, staff, outsider, steward):
    assert client.get(URL).status_code == 302
    for user in (staff, outsider, steward):
        client.force_login(user)
        assert client.get(URL).status_code == 403
        assert client.post(URL, {"do": "save"}).status_code == 403


def test_area_that_is_not_there_is_not_found(client, lead):
    client.force_login(lead)

    assert client.get("/programme/areas/nothing/pathway/").status_code == 404


def test_page_costs_as_many_queries_for_many_versions_as_for_one(
    send, client, django_assert_max_num_queries
):
    for n in range(2, 5):
        send("save", made_from=n - 1, **{"point-1-k": n})

    with django_assert_max_num_queries(11):
        client.get(URL)
