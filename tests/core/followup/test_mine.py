"""What follow-up keeps about somebody stands in their export, and goes when they are forgotten."""

import json
from datetime import timedelta

import pytest

from parvis.core.followup.logged import LoggedContribution
from parvis.core.followup.models import Attempt, Introduction
from parvis.core.followup.written import NextStepMail
from parvis.core.pathways.mentoring import Mentor
from parvis.core.registration import hooks
from parvis.core.registration.hooks import Address, keep_about
from parvis.core.registration.mine import forget, kept_about

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(event, sign_up):
    return sign_up(event, "Ada")


@pytest.fixture
def tries(make_task, now):
    """Somebody tries a task, and is in this state with it."""

    def make(title, state="trying", **whose):
        moments = {"taken_at": now, "changed_at": now, "until": now + timedelta(days=30)}
        return Attempt.objects.create(
            opportunity=make_task(title), state=state, words="my words", **whose, **moments
        )

    return make


@pytest.fixture
def tells(coding, now):
    def make(what, state="confirmed", **whose):
        decided = None if state == "told" else now
        return LoggedContribution.objects.create(
            area=coding,
            kind="talk",
            what=what,
            on=now.date(),
            link="https://example.org/talk",
            state=state,
            told_at=now,
            decided_at=decided,
            **whose,
        )

    return make


@pytest.fixture
def asks(coding, now):
    return lambda **whose: Introduction.objects.create(
        area=coding, words="please", asked_at=now, **whose
    )


def test_export_holds_everything_of_the_address_and_nothing_of_others(
    event, ada, sign_up, make_person, tries, tells, asks, coding, now
):
    ben = sign_up(event, "Ben")
    user, mina = make_person("ada"), make_person("mina")
    tries("Mend the tooltip", "stuck", registration=ada)
    tries("By account", user=user)
    tells("A talk", registration=ada)
    mentor = Mentor.objects.create(user=mina, since=now)
    asks(registration=ada)
    asks(user=user, mentor=mentor)
    NextStepMail.objects.create(registration=ada, first_at=now, nudged_at=now)
    for made in (tries("Ben's", registration=ben), tells("Ben's", registration=ben)):
        assert made.pk
    NextStepMail.objects.create(registration=ben, first_at=now)

    kept = kept_about(ada)

    json.dumps(kept)
    tasks = {one["task"]: (one["state"], one["words"]) for one in kept["attempts"]}
    assert tasks == {
        "Mend the tooltip": ("is stuck", "my words"),
        "By account": ("is at it", "my words"),
    }
    assert [one["mentor"] for one in kept["introductions"]] == [None, "Mina"]
    assert [one["what"] for one in kept["contributions_told"]] == ["A talk"]
    when = now.isoformat()
    assert kept["next_step_mails"] == [
        {"event": "Mending evening", "first_at": when, "nudged_at": when}
    ]


def test_export_of_somebody_who_was_forgotten_shows_nobody_elses(event, ada, sign_up, tries, now):
    ben = sign_up(event, "Ben")
    for row in (ada, ben):
        tries(row.name, registration=row)
        NextStepMail.objects.create(registration=row, first_at=now)
        forget(registration=row, now=now)
    ada.refresh_from_db()

    kept = kept_about(ada)

    assert (kept["attempts"], kept["next_step_mails"]) == ([], [])


def test_being_forgotten_leaves_counts_and_no_words(ada, make_person, tries, tells, asks, now):
    user = make_person("ada")
    rows = [tries(state, state, registration=ada, user=user) for state in Attempt.State.values]
    told = [tells(state, state, registration=ada) for state in ("told", "confirmed", "refused")]
    asks(registration=ada)
    NextStepMail.objects.create(registration=ada, first_at=now)

    forget(registration=ada, now=now + timedelta(days=1))

    kept = {row.pk: row for row in Attempt.objects.all()}
    states = [kept[row.pk].state for row in rows]
    assert states == ["dropped", "dropped", "finished", "dropped", "expired"]
    assert {(row.words, row.user, row.registration) for row in kept.values()} == {("", None, ada)}
    (logged,) = LoggedContribution.objects.all()
    assert (logged.pk, logged.what, logged.link) == (told[1].pk, "(erased)", "")
    assert (Introduction.objects.count(), NextStepMail.objects.count()) == (0, 1)


def test_rows_that_hang_on_the_account_alone_are_deleted_and_the_account_stays(
    ada, make_person, tries, tells, asks, now
):
    user, other = make_person("ada"), make_person("ben")
    for whose in (user, other):
        tries("By account", user=whose)
        tells("A talk", user=whose)
        asks(user=whose)

    forget(registration=ada, now=now)

    left = [
        list(model.objects.values_list("user__email", flat=True))
        for model in (Attempt, LoggedContribution, Introduction)
    ]
    assert left == [["ben@example.org"]] * 3
    user.refresh_from_db()
    assert user.is_active


def test_keeper_that_registers_twice_is_asked_once(monkeypatch, ada, now):
    monkeypatch.setattr(hooks, "_keepers", [])
    forgotten = []

    def tell(address):
        return {"more": [address.key]}

    def let_go(address, at):
        forgotten.append((address, at))

    for _ in range(2):
        keep_about(tell, let_go)

    assert kept_about(ada)["more"] == ["ada@example.org"]
    assert forget(registration=ada, now=now) == 1
    assert forgotten == [(Address.of("ada@example.org"), now)]


def test_nobody_is_told_to_forget_an_address_that_is_gone(monkeypatch, ada, now):
    forget(registration=ada, now=now)
    ada.refresh_from_db()
    monkeypatch.setattr(hooks, "_keepers", [(dict, pytest.fail)])

    assert forget(registration=ada, now=now) == 0
