"""Delivery reports as mail servers write them; what is none is named."""

import pytest

from parvis.lib.delivery_report import Failure, NoReportError, failures_in

HEAD = b"""\
From: MAILER-DAEMON@mail.example.org (Mail Delivery System)
To: parvis@example.org
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=%(report)s; boundary="LINE"

--LINE
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--LINE
Content-Type: %(status)s

Reporting-MTA: dns; mail.example.org
Arrival-Date: Sun, 1 Mar 2026 12:00:00 +0000

%(blocks)s
--LINE
Content-Type: %(original)s

%(returned)s
--LINE--
"""
FAILED = b"""\
Final-Recipient: rfc822; gone@example.org
Original-Recipient: rfc822;gone@example.org
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550 5.1.1 <gone@example.org>: Recipient address rejected:
    User unknown
"""
RETURNED = b"""\
Return-Path: <parvis@example.org>
Message-ID: <17@example.org>
Subject: Welcome
To: gone@example.org

Come in.
"""
WHY = "550 5.1.1 <gone@example.org>: Recipient address rejected: User unknown"


def report(
    blocks=FAILED,
    returned=RETURNED,
    original=b"message/rfc822",
    status=b"message/delivery-status",
):
    said = {b"blocks": blocks, b"returned": returned, b"original": original, b"status": status}
    return HEAD % {**said, b"report": status.split(b"/")[1].replace(b"global-", b"")}


@pytest.mark.parametrize(
    ("status", "original"),
    [
        (b"message/delivery-status", b"message/rfc822"),
        (b"message/delivery-status", b"text/rfc822-headers"),
        (b"message/global-delivery-status", b"message/global"),
        (b"message/global-delivery-status", b"message/global-headers"),
    ],
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_report_says_who_did_not_get_what_and_why(status, original, end):
    message = report(status=status, original=original).replace(b"\n", end)

    assert failures_in(message) == [Failure("gone@example.org", WHY, "<17@example.org>")]


def test_each_recipient_is_read_and_only_failures_count():
    delayed = b"Final-Recipient: rfc822; slow@example.org\nAction: delayed\nStatus: 4.4.1\n"
    other = b"Final-Recipient: rfc822; full@example.org\nAction: Failed\nStatus: 5.2.2\n"

    found = failures_in(report(blocks=b"\n".join([FAILED, delayed, other])))

    assert [(one.recipient, one.reason) for one in found] == [
        ("gone@example.org", WHY),
        ("full@example.org", "5.2.2"),
    ]


def test_report_of_a_delay_is_no_failure():
    assert failures_in(report(blocks=FAILED.replace(b"failed", b"delayed"))) == []


def test_report_may_leave_out_what_it_knows():
    bare = b"Final-Recipient: rfc822; gone@example.org\nAction: failed\n"

    assert failures_in(report(blocks=bare, returned=b"Subject: Welcome\n")) == [
        Failure("gone@example.org", "The mail server gave no reason.", "")
    ]


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: Out of office\n\nI am away.\n",
        report(status=b"text/plain"),
    ],
)
def test_any_other_message_is_no_report(message):
    with pytest.raises(NoReportError, match="This is no delivery report"):
        failures_in(message)


@pytest.mark.parametrize("cut", range(0, 1400, 35))
def test_report_that_is_cut_off_is_read_as_far_as_it_goes(cut):
    try:
        found = failures_in(report()[:cut])
    except NoReportError:
        found = []

    assert {one.recipient for one in found} <= {"gone@example.org"}
