"""What goes with a mail, through a real mail server: calendar, pictures, headers, and failures."""

from email.message import EmailMessage

import pytest
from django.db import OperationalError

from parvis.core.ground.enclosures import Attachment, MakerTakenError
from parvis.core.ground.outbox import Mail

ENTRY = "BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nSUMMARY:Soirée\r\nEND:VCALENDAR\r\n".encode()
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def calendar(argument, now):
    return Attachment(f"event-{argument}.ics", ENTRY, "text/calendar", method="PUBLISH")


def ticket(argument, now):
    return Attachment("ticket.png", PICTURE, "image/png", is_inline=True, alt="Your code")


def parts(taken: EmailMessage):
    return list(taken.iter_attachments())


def test_calendar_entry_goes_along_with_its_method_and_its_lines(server, post, deliver, makers):
    makers("calendar", calendar)
    post(enclosures=[("calendar", "17")])

    assert deliver() == (1, 0, 0)
    (part,) = parts(server.taken[0])
    assert part["Content-Type"].params == {"charset": "utf-8", "method": "PUBLISH"}
    assert (part.get_content_type(), part.get_filename()) == ("text/calendar", "event-17.ics")
    assert part.get_payload(decode=True) == ENTRY


def test_picture_stands_in_the_letter(server, post, deliver, makers):
    makers("ticket", ticket)
    mail = post(enclosures=[("ticket", "17")])

    deliver()

    (part,) = parts(server.taken[0])
    cid = f"0.{mail.message_id[1:-1]}"
    assert (part["Content-ID"], part.get_content_disposition()) == (f"<{cid}>", "inline")
    assert part.get_payload(decode=True) == PICTURE
    assert (
        f'<img src="cid:{cid}" alt="Your code"' in server.taken[0].get_body(["html"]).get_content()
    )


def test_any_other_file_is_a_file(server, post, deliver, makers):
    makers("paper", lambda argument, now: Attachment("a.pdf", b"%PDF", "application/pdf"))
    post(enclosures=[("paper", "")])

    deliver()

    (part,) = parts(server.taken[0])
    assert (part.get_content_type(), part.get_content_disposition()) == (
        "application/pdf",
        "attachment",
    )


def test_maker_that_fails_or_knows_nothing_holds_no_mail_up(server, post, deliver, makers, caplog):
    makers("broken", lambda argument, now: 1 / 0)
    makers("gone", lambda argument, now: None)
    makers("calendar", calendar)
    post(enclosures=[("broken", "1"), ("gone", "1"), ("unheard", "1"), ("calendar", "1")])

    assert deliver() == (1, 0, 0)
    assert [part.get_filename() for part in parts(server.taken[0])] == ["event-1.ics"]
    note = "Sent without what should be enclosed: broken, gone, unheard."
    assert Mail.objects.get().problem == note
    assert len(caplog.records) == 2  # one that failed, one that nobody makes


def test_database_that_is_away_lets_the_mail_wait(server, post, deliver, makers):
    def away(argument, now):
        raise OperationalError("the connection is closed")

    makers("ticket", away)
    post(enclosures=[("ticket", "1")])

    with pytest.raises(OperationalError):
        deliver()

    assert (server.taken, Mail.objects.get().state) == ([], "waiting")


def test_two_makers_cannot_have_one_name(makers):
    makers("ticket", ticket)
    makers("ticket", ticket)

    with pytest.raises(MakerTakenError, match="another maker of “ticket”"):
        makers("ticket", calendar)


def test_answers_and_the_wish_for_no_more_have_their_headers(server, post, deliver):
    stop = "https://spaces.example/stop/17"
    post(reply_to="ines@paris.example", unsubscribe=stop)
    post(to="bo@example.org")

    deliver()

    first, second = server.taken
    assert first["Reply-To"] == "ines@paris.example"
    assert first["List-Unsubscribe"] == f"<{stop}>"
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [second[name] for name in ("Reply-To", "List-Unsubscribe")] == [None, None]
