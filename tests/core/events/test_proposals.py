"""A stranger's proposal: confirmed by mail, decided by who runs the space, told to who proposed."""

from datetime import timedelta

import pytest

from parvis.core.events.moves import cancel, publish
from parvis.core.ground.models import LogEntry
from parvis.core.ground.outbox import Mail
from parvis.core.needs.asking import NeedError, decline
from parvis.core.needs.models import Proposal
from parvis.core.needs.proposing import confirm_proposal, forget_unconfirmed, propose_event
from parvis.core.spaces.actions import close_space

DAY = timedelta(days=1)


@pytest.fixture
def propose(space, now):
    def make(title="Map the park", **changes):
        said = {"words": "We walk and map.", "name": "Ines", "email": "ines@friends.example"}
        return propose_event(**{"space": space, "title": title, "now": now, **said, **changes})

    return make


def link():
    """The token in the last mail that asks to confirm."""
    mail = Mail.objects.filter(subject__startswith="Please confirm").order_by("-pk").first()
    return mail.text.split("/proposals/")[1].split("/")[0]


def told(to="ines@friends.example"):
    return list(Mail.objects.filter(to=to).order_by("pk").values_list("subject", flat=True))


def test_nobody_is_told_before_the_mail_is_confirmed(propose, coordinator, now):
    proposal = propose()
    before = told("carla@example.org")

    confirmed = confirm_proposal(token=link(), now=now + DAY)
    again = confirm_proposal(token=link(), now=now + 2 * DAY)

    assert (proposal.state, before) == ("unconfirmed", [])
    assert (confirmed.state, again.confirmed_at) == ("open", now + DAY)
    assert told("carla@example.org") == ["Paris space: Ines proposes “Map the park”"]


def test_leads_are_told_where_nobody_coordinates(propose, lead, now):
    propose()
    confirm_proposal(token=link(), now=now)

    assert len(told("leila@example.org")) == 1


def test_proposer_is_told_each_step(propose, plan, now):
    propose()
    proposal = confirm_proposal(token=link(), now=now)

    event = plan(proposal=proposal, room=None)
    publish(event=event, by=None, now=now)
    cancel(event=event, by=None, now=now, because="The lift is broken.")

    assert told()[1:] == [
        "Being planned: Map the park",
        "Announced: Map the park",
        "Cancelled: Map the park",
    ]
    mails = {mail.subject.split(":")[0]: mail.text for mail in Mail.objects.all()}
    assert f"/events/{event.uid}/" in mails["Announced"]
    assert "(Europe/Paris), Paris space" in mails["Announced"]
    assert "The lift is broken." in mails["Cancelled"]


def test_proposer_is_told_why_not(propose, lead, now):
    propose()
    proposal = confirm_proposal(token=link(), now=now)
    decline(wish=proposal, because="The park is closed.", by=lead, now=now)

    assert told()[-1] == "Declined: Map the park"
    assert "The park is closed." in Mail.objects.get(subject="Declined: Map the park").text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"email": "ines"}, "valid email"),
        ({"words": "  "}, "blank"),
        ({"title": "x" * 200}, "at most 160"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(propose, changes, said):
    with pytest.raises(NeedError, match=said):
        propose(**changes)

    assert not Proposal.objects.exists()
    assert not Mail.objects.exists()


def test_form_is_no_way_to_send_mail_to_others(propose, now):
    for n in range(3):
        propose(f"Evening {n}")

    with pytest.raises(NeedError, match=r"3 proposals from INES@friends\.example wait"):
        propose("One more", email="INES@friends.example")

    confirm_proposal(token=link(), now=now)
    assert propose("One more").state == "unconfirmed"


def test_closed_space_takes_none(space, propose, now):
    close_space(space=space, closed_on=now.date(), by=None, now=now)
    space.refresh_from_db()

    with pytest.raises(NeedError, match="closed for good"):
        propose()


def test_link_that_is_cut_or_old_says_what_to_do(propose, now):
    propose()

    with pytest.raises(NeedError, match="Copy all of it"):
        confirm_proposal(token=link()[:-1], now=now)
    with pytest.raises(NeedError, match="Propose it again"):
        confirm_proposal(token=link(), now=now + 7 * DAY)


def test_what_nobody_confirmed_is_forgotten(propose, now):
    propose()
    kept = propose("Kept")
    confirm_proposal(token=link(), now=now)
    gone = [forget_unconfirmed(now=now + n * DAY) for n in (6, 7)]

    assert gone == [0, 1]
    assert Proposal.objects.get() == kept
    with pytest.raises(NeedError, match="Propose it again"):
        confirm_proposal(token=first_link(), now=now + 8 * DAY)


def first_link():
    mail = Mail.objects.filter(subject__startswith="Please confirm").order_by("pk").first()
    return mail.text.split("/proposals/")[1].split("/")[0]


def test_log_keeps_no_address(propose):
    propose()

    entry = LogEntry.objects.get(action="needs.propose")
    assert "ines@" not in str(entry.__dict__)
