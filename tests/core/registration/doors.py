"""What tests of the door share: tickets as codes, and who counts as in."""

from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.tickets import Ticket, code_of


def code(row):
    return code_of(Ticket(row.pk, row.event_id))


def counted(row):
    return [one.at for one in CheckIn.objects.filter(registration=row, is_counted=True)]
