"""Taking a task and saying how it goes: whoever took it does, and nobody else."""

from datetime import timedelta

import pytest

from parvis.core.followup.models import Attempt
from parvis.core.followup.trying import (
    AT_ONCE,
    TryingError,
    attempts_of,
    drop,
    expire_attempts,
    finish,
    get_stuck,
    go_on,
    try_this,
)
from parvis.core.followup.whose import Whose
from parvis.core.ground.models import LogEntry
from parvis.core.pathways.opportunities import Opportunity

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def ada(event, sign_up):
    return Whose.of_visit(sign_up(event, "Ada"), is_proved=True)


@pytest.fixture
def attempt(ada, make_task, now):
    return try_this(whose=ada, opportunity=make_task(), now=now)


def close(opportunity, now):
    Opportunity.objects.filter(pk=opportunity.pk).update(state="closed", closed_at=now)


def test_task_is_taken_for_three_weeks_and_logged(ada, make_task, now):
    task = make_task()

    made = try_this(whose=ada, opportunity=task, now=now)

    assert (made.state, made.taken_at, made.until) == ("trying", now, now + 21 * DAY)
    assert (made.registration, made.opportunity) == (ada.registration, task)
    logged = LogEntry.objects.get(action="followup.try")
    assert (logged.by, logged.details) == (None, {"opportunity": task.pk})


def test_user_takes_a_task_in_their_own_name(make_person, make_task, now):
    ben = make_person("ben")

    made = try_this(whose=Whose.of_user(ben), opportunity=make_task(), now=now)

    assert (made.user, made.registration) == (ben, None)
    assert LogEntry.objects.get(action="followup.try").by == ben


def test_taking_twice_is_once_whichever_way_one_came(ada, attempt, make_person, now):
    signed_in = Whose.of_user(make_person("ada"))

    again = [
        try_this(whose=one, opportunity=attempt.opportunity, now=now) for one in (ada, signed_in)
    ]

    assert again == [attempt, attempt]
    assert Attempt.objects.count() == 1


def test_closed_task_cannot_be_taken_and_one_that_is_going_goes_on(ada, attempt, make_task, now):
    closed = make_task("Old one")
    for one in (closed, attempt.opportunity):
        close(one, now)

    with pytest.raises(TryingError, match="“Old one” is closed by now"):
        try_this(whose=ada, opportunity=closed, now=now)

    assert try_this(whose=ada, opportunity=attempt.opportunity, now=now) == attempt
    assert finish(whose=ada, attempt=attempt, now=now).state == "finished"


def test_fourth_waits_until_one_is_over(ada, make_task, now):
    going = [try_this(whose=ada, opportunity=make_task(f"No {n}"), now=now) for n in range(AT_ONCE)]
    fourth = make_task("One more")

    with pytest.raises(TryingError, match="You have 3 things going, which is plenty"):
        try_this(whose=ada, opportunity=fourth, now=now)
    drop(whose=ada, attempt=going[0], now=now)

    assert try_this(whose=ada, opportunity=fourth, now=now).state == "trying"


@pytest.mark.parametrize(("act", "state"), [(finish, "finished"), (drop, "dropped")])
def test_what_is_over_is_over_once_and_can_be_taken_again(ada, attempt, now, act, state):
    for _ in range(2):
        said = act(whose=ada, attempt=attempt, now=now)
    again = try_this(whose=ada, opportunity=attempt.opportunity, now=now)

    assert (said.state, again.pk == attempt.pk) == (state, False)
    assert LogEntry.objects.filter(action=f"followup.{state}").count() == 1


def test_stuck_keeps_the_words_and_going_on_too(ada, attempt, now):
    stuck = get_stuck(whose=ada, attempt=attempt, words=" It does not\r\nbuild. ", now=now)
    goes_on = go_on(whose=ada, attempt=attempt, now=now)

    assert (stuck.state, stuck.words) == ("stuck", "It does not\nbuild.")
    assert (goes_on.state, goes_on.words) == ("trying", "It does not\nbuild.")


def test_more_words_replace_the_first(ada, attempt, now):
    for words in ("It does not build.", "It builds, and fails."):
        get_stuck(whose=ada, attempt=attempt, words=words, now=now)

    attempt.refresh_from_db()
    assert attempt.words == "It builds, and fails."


def test_too_many_words_are_refused_with_their_number(ada, attempt, now):
    with pytest.raises(TryingError, match="has 501 characters"):
        get_stuck(whose=ada, attempt=attempt, words="x" * 501, now=now)


def test_each_word_gives_two_weeks_more_and_never_more_than_five_from_now(ada, attempt, now):
    first = get_stuck(whose=ada, attempt=attempt, now=now + DAY)
    same = get_stuck(whose=ada, attempt=attempt, now=now + 2 * DAY)
    second = go_on(whose=ada, attempt=attempt, now=now + 3 * DAY)

    days = [(one.until - now).days for one in (first, same, second)]
    assert days == [35, 35, 38]


@pytest.mark.parametrize(
    ("over", "act", "sentence"),
    [
        (finish, drop, "You finished this already. Thank you!"),
        (finish, get_stuck, "You finished this already. Thank you!"),
        (drop, finish, "You let this go. You can still choose it again."),
        (drop, go_on, "You let this go. You can still choose it again."),
    ],
)
def test_what_is_over_says_so_kindly(ada, attempt, now, over, act, sentence):
    over(whose=ada, attempt=attempt, now=now)

    with pytest.raises(TryingError, match=sentence):
        act(whose=ada, attempt=attempt, now=now)


@pytest.mark.parametrize("act", [finish, get_stuck, drop, go_on])
def test_nobody_else_says_how_it_goes(event, sign_up, outsider, attempt, now, act):
    ben = Whose.of_visit(sign_up(event, "Ben"), is_proved=True)
    # Somebody who typed Ada's address elsewhere, and never read her mail.
    poser = Whose.of_visit(sign_up(event, "Eve", email="eve@example.org"), is_proved=False)

    for other in (ben, poser, Whose.of_user(outsider)):
        with pytest.raises(TryingError, match="somebody else's"):
            act(whose=other, attempt=attempt, now=now)

    attempt.refresh_from_db()
    assert attempt.state == "trying"


def test_what_nobody_speaks_of_runs_out_at_its_time(ada, attempt, make_task, now):
    stuck = try_this(whose=ada, opportunity=make_task("Other"), now=now)
    get_stuck(whose=ada, attempt=stuck, now=now)
    over = finish(
        whose=ada, attempt=try_this(whose=ada, opportunity=make_task("Third"), now=now), now=now
    )

    early = expire_attempts(now=attempt.until - DAY)
    due = [expire_attempts(now=at) for at in (attempt.until, attempt.until, now + 35 * DAY)]

    assert (early, due) == (0, [1, 0, 1])
    states = {one.pk: one.state for one in Attempt.objects.all()}
    assert states == {attempt.pk: "expired", stuck.pk: "expired", over.pk: "finished"}
    assert LogEntry.objects.filter(action="followup.expire", by=None).count() == 2


def test_what_ran_out_can_still_be_finished_or_taken_again(ada, attempt, now):
    later = attempt.until + DAY
    expire_attempts(now=later)

    with pytest.raises(TryingError, match="We had not heard of this for a while"):
        go_on(whose=ada, attempt=attempt, now=later)
    again = try_this(whose=ada, opportunity=attempt.opportunity, now=later)
    finished = finish(whose=ada, attempt=attempt, now=later)

    assert (again.state, finished.state) == ("trying", "finished")


def test_own_attempts_are_one_query_with_all_that_is_shown(
    ada, attempt, make_task, django_assert_num_queries, now
):
    drop(whose=ada, attempt=attempt, now=now)
    try_this(whose=ada, opportunity=make_task("Second"), now=now + DAY)

    with django_assert_num_queries(1):
        shown = [(one.opportunity.area.slug, one.opportunity.title) for one in attempts_of(ada)]

    assert shown == [("coding", "Second"), ("coding", "Mend the tooltip")]
