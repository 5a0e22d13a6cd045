"""Who a table's row names: its account, and what of it may stand in the lake."""

from typing import Any

from parvis.measure.keys import Keys, github_noreply, is_real_address, scrub
from parvis.measure.sources.moments import Problem

NOBODY = Problem("it does not say who did it")


class People:
    """The accounts of one table, a row for each name an account goes by."""

    def __init__(self, source: str, platform: str, keys: Keys) -> None:
        self.source = source
        self.platform = platform
        self.keys = keys
        self._accounts: dict[tuple[str, ...], int] = {}
        self._rows: list[tuple[Any, ...]] = []

    def account(self, named: tuple[str, ...]) -> int | Problem:
        """The account of a row's account, login, address and name: the first that it has."""
        if named not in self._accounts:
            who = next(filter(None, named), None)
            if who is None:
                return NOBODY
            self._accounts[named] = self.keys.key(self.source, who)
            self._rows.append(self._row(self._accounts[named], *named))
        return self._accounts[named]

    def take_accounts(self, used: set[int]) -> list[tuple[Any, ...]]:
        """The account rows of `used` keys not taken yet, in the order of the table's columns.

        The others wait: an account whose rows were all set aside did nothing we know of.
        """
        taken = [row for row in self._rows if row[0] in used]
        self._rows = [row for row in self._rows if row[0] not in used]
        return taken

    def _row(self, key: int, account: str, login: str, address: str, name: str) -> tuple[Any, ...]:
        """Logins may be addresses too, as in Bugzilla."""
        mail = next((a for a in (address, account, login) if is_real_address(a)), "")
        number, github = github_noreply(mail) or (None, None)
        shown_login = (login if "@" not in login else "") or github
        return (
            *(key, self.source, self.platform, scrub(name) or None, shown_login or None),
            *(number, *self.keys.traces(mail)),
        )
