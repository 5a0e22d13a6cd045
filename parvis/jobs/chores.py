"""What falls due by the clock: one task for each chore, and how often it is done.

Each chore claims what it does, so that it harms nothing if two workers do it at once.
"""

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task

from parvis.core.events import reminders
from parvis.core.followup import following_up, introducing, nudging, trying
from parvis.core.ground import delivering
from parvis.core.needs import proposing
from parvis.core.registration import asking_back, passes, reminding, waiting
from parvis.insights import connecting, recognising
from parvis.jobs import keeping, offers


@task()
def pass_on_offers() -> int:
    """Offer places that nobody took in time to the next who waits."""
    return waiting.pass_on_offers(now=timezone.now())


@task()
def remind_visitors() -> int:
    """Remind visitors of tomorrow's event."""
    return reminding.remind_visitors(now=timezone.now())


@task()
def remind_of_reports() -> int:
    """Remind coordinators to report on an event."""
    return reminders.remind_of_reports(now=timezone.now())


@task()
def ask_back() -> int:
    """Ask visitors the day after whether it was worth it."""
    return asking_back.ask_back(now=timezone.now())


@task()
def pass_on_introductions() -> int:
    """Ask the next mentor where one did not answer, and for those who wait."""
    return introducing.pass_on_unanswered(now=timezone.now())


@task()
def recognise() -> int:
    """Give badges for what people who sign in have reached."""
    now, proves = timezone.now(), settings.SIGN_IN.proves
    connecting.claim_all_connected(settings.HOME, proves=proves, now=now)
    return recognising.recognise_all(settings.HOME, now=now)


@task()
def write_next_steps() -> int:
    """Write to visitors the day after about their next step."""
    return following_up.write_next_steps(now=timezone.now())


@task()
def nudge() -> int:
    """Nudge those who took a task and said nothing of it since."""
    return nudging.nudge(now=timezone.now())


@task()
def forget_sent() -> int:
    """Delete mail that was sent long ago."""
    return delivering.forget_sent(now=timezone.now())


@task()
def forget_unconfirmed() -> int:
    """Delete wishes whose address was never confirmed."""
    return proposing.forget_unconfirmed(now=timezone.now())


@task()
def forget_passes() -> int:
    """Delete links to the door of events long past."""
    return passes.forget_passes(now=timezone.now())


@task()
def forget_done() -> int:
    """Delete what was noted of tasks done long ago."""
    return keeping.forget_done(now=timezone.now())


@task()
def expire_attempts() -> int:
    """Take for let go what nobody said anything of in its time."""
    return trying.expire_attempts(now=timezone.now())


@task()
def sync_opportunities() -> int:
    """Read tasks from the source that waits longest, each once an hour."""
    return offers.sync_opportunities(now=timezone.now())


SOON, HOURLY = timedelta(minutes=1), timedelta(hours=1)

CHORES: Mapping[Task[[], int], timedelta] = {
    pass_on_offers: SOON,
    remind_visitors: SOON,
    remind_of_reports: SOON,
    ask_back: SOON,
    write_next_steps: SOON,
    nudge: SOON,
    pass_on_introductions: HOURLY,
    recognise: HOURLY,
    sync_opportunities: SOON,
    forget_sent: HOURLY,
    forget_unconfirmed: HOURLY,
    forget_passes: HOURLY,
    forget_done: HOURLY,
    expire_attempts: HOURLY,
}
REMINDERS = {
    one.module_path
    for one in (remind_visitors, remind_of_reports, ask_back, write_next_steps, nudge)
}
