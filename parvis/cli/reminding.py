"""`parvis remind`: the mails that are due by now."""

from typing import Any

from parvis.cli import clock, home
from parvis.cli.output import Format, FormatOption, say, say_json


def remind(form: FormatOption = Format.TEXT) -> None:
    """Remind by mail of reports that are due. Run it every hour; each event is asked for once."""
    home.opened()
    from parvis.core.events.reminders import remind_of_reports  # noqa: PLC0415  needs the models

    count = remind_of_reports(now=clock.now(), send=_send)
    if form is Format.JSON:
        say_json({"events": count})
    else:
        say(f"Reminded of {count} {'report' if count == 1 else 'reports'}.")


def _send(*, to: Any, subject: str, text: str) -> None:
    from django.core.mail import send_mail  # noqa: PLC0415  needs the settings

    send_mail(subject, text, None, [to.email])
