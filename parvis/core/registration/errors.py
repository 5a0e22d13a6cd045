"""What may go wrong at sign-up and at the door. Every message says what to do."""


class RegistrationError(Exception):
    """A sign-up, a link or a check-in that cannot be: what is wrong, and the remedy."""


class NotComingError(RegistrationError):
    """Somebody who may not come. The sentence is polite, and says whom to ask."""


class ClosedError(RegistrationError):
    """An event that takes no sign-ups (any more): why."""
