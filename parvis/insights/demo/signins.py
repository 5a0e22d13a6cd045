"""Who signs in to the demo network, as which role. For demo installations only."""

from dataclasses import dataclass

PASSWORD = "three-events-a-week"  # noqa: S105  # known to all; a demo is not for the open network
DOMAIN = "demo.example"


@dataclass(frozen=True)
class SignIn:
    """A user of the demo: what they may do, and how to sign in as them."""

    role: str  # as shown
    email: str
    password: str
    name: str
    role_slug: str | None = None  # of the roles across the network
    space: str | None = None  # the space they coordinate


def sign_ins() -> tuple[SignIn, ...]:
    """One user for each role, for the demo command to show."""
    return (
        _sign_in("programme lead", "lead", "Leila Haddad", role_slug="lead"),
        _sign_in("data steward", "steward", "Stefan Novák", role_slug="steward"),
        _sign_in("coordinator in Paris", "coordinator-paris", "Claire Fontaine", space="paris"),
        _sign_in("staff member", "staff", "Samira Keller", role_slug="staff"),
        _sign_in("contributor", "contributor", "Noor Okafor"),
    )


def _sign_in(
    role: str, local_part: str, name: str, role_slug: str | None = None, space: str | None = None
) -> SignIn:
    return SignIn(role, f"{local_part}@{DOMAIN}", PASSWORD, name, role_slug, space)
