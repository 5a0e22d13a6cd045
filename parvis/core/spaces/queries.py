"""Reading spaces."""

from datetime import date

from django.db.models import Q, QuerySet

from parvis.core.spaces.models import Space


def open_spaces(on: date) -> QuerySet[Space]:
    """Spaces that are open for the network on that day."""
    return Space.objects.filter(Q(closed_on=None) | Q(closed_on__gt=on), opened_on__lte=on)
