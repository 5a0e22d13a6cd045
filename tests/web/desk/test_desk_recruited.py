"""What the page of an event says of those who went on to contribute."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from parvis.core.followup.recruited import RecruitedCredit
from parvis.core.followup.recruiting import keep_recruited
from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.models import Registration

AS_OF = date(2026, 11, 20)


@pytest.fixture
def come(began):
    """Somebody who came, and allows linking."""

    def make(number):
        at = timezone.now()
        row = Registration.objects.create(
            event=began,
            number=number,
            state="confirmed",
            name=f"Visitor {number}",
            asked_at=at,
            changed_at=at,
            linking_since=at,
        )
        moments = {"at": began.starts_at, "noted_at": at, "touched_at": at}
        CheckIn.objects.create(key=uuid4(), event=began, registration=row, way="scan", **moments)
        return row

    return make


def counted(rows):
    kept = [
        RecruitedCredit(
            registration=row,
            who=n,
            event=row.event,
            area="all",
            became_active_on=AS_OF,
            place=1,
            events=1,
            is_first=True,
            is_last=True,
            is_first_there=True,
        )
        for n, row in enumerate(rows, 1)
    ]
    keep_recruited(counted=kept, as_of=AS_OF, now=timezone.now())


@pytest.fixture
def read(client, began):
    def get(user):
        client.force_login(user)
        return client.get(reverse("desk-event", args=[began.pk]))

    return get


def said(response):
    return " ".join(response.content.decode().split())


def test_coordinators_and_leads_read_how_many_were_recruited(read, come, coordinator, lead):
    counted([come(1)])
    come(2)

    for user in (coordinator, lead):
        page = said(read(user))
        assert '<dd>1 <span class="small">of 2 who allowed linking</span></dd>' in page
        assert "Counted as of 20 November 2026" in page


def test_others_read_nothing_of_it(read, come, outsider, staff):
    counted([come(1)])

    assert read(outsider).status_code == 403
    assert "Recruited" not in said(read(staff))


def test_before_anybody_counted_it_says_so(read, come, coordinator):
    come(1)

    page = said(read(coordinator))

    assert "Not counted yet" in page
    assert "Recruited so far" not in page


def test_event_to_come_says_nothing_of_it(client, plan, coordinator):
    client.force_login(coordinator)

    page = said(client.get(reverse("desk-event", args=[plan().pk])))

    assert "Who went on to contribute" not in page


def test_queries_do_not_grow_with_the_recruited(read, come, coordinator):
    def queries(rows):
        counted(rows)
        with CaptureQueriesContext(
            connection,
        ) as ran:
            read(coordinator)
        return len(ran)

    first = [come(1)]
    read(coordinator)

    assert queries(first) == queries([*first, *(come(n) for n in range(2, 6))])
