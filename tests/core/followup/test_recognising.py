"""Recognition is written down once, as it was then."""

from datetime import date, timedelta

import pytest

from parvis.core.followup.recognising import Earned, levels_given, recognise, recognitions_of
from parvis.core.ground.models import LogEntry

pytestmark = pytest.mark.django_db
POINT = {"order": 1, "level": "casual", "kinds": ["issue"], "k": 1, "window_days": 365}


def test_level_is_given_once_and_stays_as_it_was(make_person, coding, now):
    ada = make_person("ada")
    first = Earned(ada, coding, POINT, 1, date(2026, 2, 1), [{"kind": "issue"}])
    later = Earned(ada, coding, {**POINT, "k": 9}, 2, date(2026, 2, 9), [])

    given = recognise(earned=first, now=now)
    again = recognise(earned=later, now=now + timedelta(days=1))

    assert again is None
    assert list(recognitions_of(ada)) == [given]
    assert (given.version, given.point, given.given_at) == (1, POINT, now)
    assert levels_given([ada.pk]) == {(ada.pk, coding.pk, "casual")}
    assert LogEntry.objects.filter(action="followup.recognise").count() == 1
