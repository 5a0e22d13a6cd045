"""The database itself refuses a row, whatever code wrote it."""

import pytest
from django.db import IntegrityError, transaction


def refused(constraint, write):
    """`write` fails on this constraint, and the test's transaction goes on."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write()
