"""What the demo's staff ask the spaces for, and what somebody from outside proposes."""

from datetime import datetime, timedelta

from parvis.core.events.models import Event
from parvis.core.ground.outbox import Mail
from parvis.core.needs.asking import ask_need, decline
from parvis.core.needs.models import Need, Proposal
from parvis.core.needs.supporting import support_need
from parvis.core.pathways.models import FocusArea
from parvis.core.people.models import User
from parvis.core.spaces.models import Space
from parvis.insights.demo.signins import DOMAIN

DAY = timedelta(days=1)
NEEDS = (  # title, words, area, for whom, when, people, days ago
    (
        *("Testers for the new release", "coding", "anybody with a phone", "two evenings", 15, 9),
        (
            "We ship in six weeks and nobody outside the team has tried it on a slow phone. An "
            "evening of trying, with us beside them to write down what goes wrong."
        ),
    ),
    (
        *("First patch, together", "coding", "people who program", "a Saturday", 20, 23),
        (
            "Forty small bugs wait with a label that says so. A day with three of us in the room "
            "would bring twenty people from “it does not build” to a patch that is merged."
        ),
    ),
    (
        *("Offices for a board meeting", None, "the board", "any Friday", 12, 30),
        "We need a quiet room for the whole of a Friday, with lunch.",
    ),
)
BECAUSE = "The spaces are for work with volunteers; the office upstairs has meeting rooms."
PROPOSED = (
    "Map the neighbourhood",
    (
        "We walk for two hours, note ramps, benches and toilets, and put them on the open map. No "
        "knowledge needed; bring a phone and shoes."
    ),
)


def ask(spaces: list[Space], users: dict[str, User], now: datetime) -> None:
    """Three needs in Paris: open and wanted by others, planned, declined; and a proposal."""
    paris = next(space for space in spaces if space.slug == "paris")
    staff, lead = users[f"staff@{DOMAIN}"], users[f"lead@{DOMAIN}"]
    waiting, planned, refused = (_need(paris, staff, row, now) for row in NEEDS)
    support_need(need=waiting, by=lead, now=now - 2 * DAY)
    _answer(planned, now)
    decline(wish=refused, because=BECAUSE, by=lead, now=now - 27 * DAY)
    Proposal.objects.create(
        space=paris,
        title=PROPOSED[0],
        words=PROPOSED[1],
        audience="neighbours",
        roughly_when="a Sunday in spring",
        name="Inès Moreau",
        email=f"ines@{DOMAIN}",
        state=Proposal.State.OPEN,
        asked_at=now - 4 * DAY,
        confirmed_at=now - 4 * DAY,
    )
    Mail.objects.all().delete()  # nobody waits for the mail of an invented past


def _need(space: Space, by: User, row: tuple[object, ...], now: datetime) -> Need:
    title, area, audience, when, people, days, words = row
    assert isinstance(days, int)  # noqa: S101
    return ask_need(
        title=str(title),
        words=str(words),
        area=FocusArea.objects.filter(slug=area).first(),
        audience=audience,
        roughly_when=when,
        expected_attendance=people,
        space=space,
        by=by,
        now=now - days * DAY,
    )


def _answer(need: Need, now: datetime) -> None:
    """Let the next announced event of its space be for it."""
    events = Event.objects.filter(space=need.space, state="published", starts_at__gt=now)
    found = events.order_by("starts_at").first()
    if found is not None:
        Event.objects.filter(pk=found.pk).update(need=need)
        Need.objects.filter(pk=need.pk).update(state=Need.State.PLANNED, decided_at=now - 21 * DAY)
