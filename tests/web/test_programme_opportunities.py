"""Where tasks come from, for leads: what each list says of itself; add, change, remove."""

import pytest
from django.urls import reverse
from django.utils import timezone

from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.opportunities import OpportunitySource
from parvis.core.pathways.sourcing import add_source
from parvis.core.pathways.taking_in import Batch, Offer, take_in

PAGE = "/programme/opportunities/"
NEW = {
    "what": "new",
    "new-area": "coding",
    "new-system": "github",
    "new-place": "open/squares",
    "new-labels": "good first issue, help wanted,, help wanted",
    "new-difficulty": "first",
    "new-is_on": "on",
}


@pytest.fixture
def area(db, network, now):
    load_pathways(by=None, now=now)
    return FocusArea.objects.get(slug="coding")


@pytest.fixture
def source(area, now):
    fields = {"area": area, "system": "github", "place": "open/squares", "address": ""}
    return add_source(**fields, by=None, now=now)


@pytest.fixture
def as_lead(client, lead):
    client.force_login(lead)
    return client


@pytest.mark.parametrize("who", ["outsider", "staff", "steward", None])
def test_others_see_and_change_nothing(client, request, source, who):
    if who:
        client.force_login(request.getfixturevalue(who))

    remove = reverse("programme-remove-source", args=[source.pk])
    answers = [client.get(PAGE), client.post(PAGE, NEW), client.post(remove)]

    assert {answer.status_code for answer in answers} == ({403} if who else {302})
    assert OpportunitySource.objects.get() == source


def test_a_lead_adds_a_list(as_lead, area):
    answer = as_lead.post(PAGE, NEW, follow=True)

    made = OpportunitySource.objects.get()
    assert "Saved. The worker reads it" in answer.content.decode()
    assert (made.address, made.place) == ("https://api.github.com", "open/squares")
    assert made.labels == ["good first issue", "help wanted"]
    assert (made.minutes, made.is_on, made.area) == (None, True, area)


def test_what_cannot_be_is_said(as_lead, area):
    answer = as_lead.post(PAGE, {**NEW, "new-place": "squares"})

    assert answer.status_code == 422
    assert "Write the repository as owner/name" in answer.content.decode()
    assert not OpportunitySource.objects.exists()


def test_a_lead_changes_a_list_and_leaves_the_others(as_lead, source, area, now):
    fields = {"area": area, "system": "bugzilla", "place": "Squares"}
    add_source(**fields, address="https://bugs.example.org", by=None, now=now)
    name = f"source-{source.pk}"
    said = {key.replace("new-", f"{name}-"): value for key, value in NEW.items()}
    del said[f"{name}-is_on"]

    answer = as_lead.post(PAGE, {**said, "what": name, f"{name}-minutes": "20"})

    assert answer.status_code == 302
    source.refresh_from_db()
    assert (source.minutes, source.is_on) == (20, False)
    assert OpportunitySource.objects.get(place="Squares").minutes is None


def test_a_lead_removes_a_list(as_lead, source, now):
    offer = Offer(native_id="1", title="Mend it", is_open=True, opened_at=now, changed_at=now)
    take_in(source=source, batch=Batch([offer]), now=now)

    answer = as_lead.post(reverse("programme-remove-source", args=[source.pk]), follow=True)

    assert "Removed; 1 task closed." in answer.content.decode()
    assert not OpportunitySource.objects.exists()


def test_each_list_says_how_it_was_read(as_lead, source, now):
    fresh = as_lead.get(PAGE).content.decode()
    said = {"synced_at": now, "tried_at": now, "problem": "x.org is in trouble.", "is_on": False}
    OpportunitySource.objects.update(**said)
    troubled = as_lead.get(PAGE).content.decode()

    assert "Not read to the end yet." in fresh
    for words in (
        *("Read to the end on 1 March 2026, 12:00 UTC.", "Switched off."),
        "Tried on 1 March 2026, 12:00 UTC: x.org is in trouble.",
    ):
        assert words in " ".join(troubled.replace("</span>", "").split())


def test_many_lists_ask_no_more_than_few(as_lead, source, area, django_assert_max_num_queries):
    with django_assert_max_num_queries(40) as few:
        as_lead.get(PAGE)
    for number in range(4):
        fields = {"area": area, "system": "github", "address": "", "place": f"a/{number}"}
        add_source(**fields, by=None, now=timezone.now())

    with django_assert_max_num_queries(len(few)):
        as_lead.get(PAGE)
