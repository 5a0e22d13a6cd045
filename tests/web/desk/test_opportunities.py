"""Tasks at the desk: who gets there, and adding, changing, closing, opening again."""

import pytest
from django.urls import reverse
from django.utils import timezone

from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.offering import add_opportunity, close_opportunity
from parvis.core.pathways.opportunities import Opportunity

LIST = "/desk/opportunities/"


@pytest.fixture
def add(area, network):
    def make(title="Mend the clock", **fields):
        given = {"area": area, "by": None, "now": timezone.now(), **fields}
        return add_opportunity(title=title, **given)

    return make


@pytest.fixture
def said(area):
    return {"title": "Mend the clock", "area": area.pk, "difficulty": "first"}


@pytest.fixture
def at_desk(client, coordinator, network):
    client.force_login(coordinator)
    return client


def addresses(task):
    key = task.pk
    return [LIST, f"{LIST}{key}/", f"{LIST}{key}/close/", f"{LIST}{key}/reopen/"]


@pytest.mark.parametrize("who", ["outsider", "steward", None])
def test_who_looks_after_no_tasks_sees_and_does_nothing(client, request, add, said, who):
    task = add()
    if who:
        client.force_login(request.getfixturevalue(who))

    answers = [client.get(path) for path in addresses(task)[:2]]
    answers += [client.post(path, {**said, "title": "Spoilt"}) for path in addresses(task)]

    login = reverse("account_login")
    assert {answer.status_code for answer in answers} == ({403} if who else {302})
    assert who or all(answer.url.startswith(login) for answer in answers)
    assert Opportunity.objects.get().title == "Mend the clock"
    assert Opportunity.objects.get().state == "open"


@pytest.mark.parametrize("who", ["coordinator", "staff", "lead"])
def test_who_looks_after_tasks_adds_one(client, request, network, said, who):
    client.force_login(request.getfixturevalue(who))

    answer = client.post(LIST, {**said, "minutes": "30", "link": "https://x.org/1"}, follow=True)

    assert "Added." in answer.content.decode()
    row = Opportunity.objects.get()
    assert (row.title, row.minutes, row.link) == ("Mend the clock", 30, "https://x.org/1")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "This field is required."),
        ("minutes", "0", "Type a number of at least 1."),
        ("link", "x.org", "is no address"),
        ("language", "French", "is no language"),
        ("area", "999", "not one of the available choices"),
    ],
)
def test_what_cannot_be_is_said_and_the_rest_stays_typed(at_desk, said, field, value, sentence):
    answer = at_desk.post(LIST, {**said, "summary": "Begin here", field: value})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Begin here" in answer.content.decode()
    assert not Opportunity.objects.exists()


def test_a_task_is_changed(at_desk, add, said):
    task = add(minutes=15)
    shown = at_desk.get(f"{LIST}{task.pk}/").content.decode()

    answer = at_desk.post(f"{LIST}{task.pk}/", {**said, "minutes": "45"})
    wrong = at_desk.post(f"{LIST}{task.pk}/", {**said, "link": "x"})

    assert 'value="15"' in shown
    assert (answer.url, wrong.status_code) == (LIST, 422)
    assert Opportunity.objects.get().minutes == 45


def test_a_task_of_an_area_that_is_no_longer_offered_keeps_it(at_desk, add, area, said):
    task = add()
    FocusArea.objects.filter(pk=area.pk).update(is_active=False)

    answer = at_desk.post(f"{LIST}{task.pk}/", {**said, "minutes": "5"})

    assert (answer.status_code, Opportunity.objects.get().area) == (302, area)


def test_a_task_is_closed_and_opened_again(at_desk, add):
    task = add()

    closing = at_desk.post(f"{LIST}{task.pk}/close/", follow=True).content.decode()
    closed = at_desk.get(LIST, {"show": "closed"}).content.decode()
    opening = at_desk.post(f"{LIST}{task.pk}/reopen/", follow=True).content.decode()

    assert "Closed: Mend the clock" in closing
    assert ("0 open tasks" in closing, "1 closed task" in closed) == (True, True)
    assert "Open again: Mend the clock" in opening
    assert Opportunity.objects.get().state == "open"


def test_what_its_source_closed_is_not_opened_here(at_desk, add, area):
    task = add()
    source = area.sources.create(system="github", address="https://x.org", place="a/b")
    rows = Opportunity.objects.filter(pk=task.pk)
    rows.update(source=source, native_id="1", state="closed", closed_at=timezone.now())

    listed = at_desk.get(LIST, {"show": "closed"}).content.decode()
    page = at_desk.get(f"{LIST}{task.pk}/").content.decode()
    answer = at_desk.post(f"{LIST}{task.pk}/reopen/", follow=True).content.decode()

    assert ("closed at its source" in listed, "GitHub issues: a/b" in listed) == (True, True)
    assert "It comes from GitHub issues: a/b." in page
    assert "was closed at its source" in answer
    assert Opportunity.objects.get().state == "closed"


def test_an_unknown_step_or_task_is_not_found(at_desk, add):
    task = add()

    paths = (f"{LIST}{task.pk}/eat/", f"{LIST}999/close/")
    assert [at_desk.post(path).status_code for path in paths] == [404, 404]


def test_the_list_is_narrowed(at_desk, add):
    add("One")
    add("Two", area=FocusArea.objects.get(slug="qa"))
    close_opportunity(opportunity=add("Three"), by=None, now=timezone.now())

    def titles(**asked):
        return [one.title for one, _time in at_desk.get(LIST, asked).context["rows"]]

    assert titles() == ["Two", "One"]
    assert titles(area="qa") == ["Two"]
    assert titles(words="one") == ["One"]
    assert titles(show="closed") == ["Three"]
    assert titles(words="nothing") == []


def test_many_tasks_ask_no_more_than_few(at_desk, add, area, django_assert_max_num_queries):
    source = area.sources.create(system="github", address="https://x.org", place="a/b")
    add("First")
    with django_assert_max_num_queries(40) as few:
        at_desk.get(LIST)
    for number in range(5):
        task = add(f"Task {number}")
        Opportunity.objects.filter(pk=task.pk).update(source=source, native_id=str(number))

    with django_assert_max_num_queries(len(few)):
        at_desk.get(LIST)
