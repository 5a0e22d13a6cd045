import pytest
from django.utils import timezone

from tests.core.registration.conftest import *  # noqa: F403  # the same events and sign-ups


@pytest.fixture
def now():
    """The pages read the clock."""
    return timezone.now().replace(second=0, microsecond=0)
