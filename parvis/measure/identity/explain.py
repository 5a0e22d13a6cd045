"""Why some accounts are one person, in sentences."""

import pyarrow as pa
import pyarrow.compute as pc


def explain(
    person_accounts: pa.Table,
    links: pa.Table,
    *,
    person: int | None = None,
    account: int | None = None,
) -> list[str]:
    """A sentence for each join that made the person, or the person of the account.

    One sentence where nothing was joined. Raises LookupError where nobody has that key.
    """
    if person is None:
        person = _person_of(person_accounts, account)
    if not pc.any(pc.equal(person_accounts["person"], person)).as_py():
        message = f"There is no person {person}. Look it up in the table of persons."
        raise LookupError(message)
    mine = links.filter(pc.equal(links["person"], person)).to_pylist()
    if not mine:
        return [f"Account {person} stands alone: nothing joins it to another."]
    return [
        f"Accounts {link['left']} and {link['right']} are one person. {link['explanation']}"
        for link in mine
    ]


def _person_of(person_accounts: pa.Table, account: int | None) -> int:
    if account is None:
        raise ValueError("Say which person, or which account.")
    found = person_accounts.filter(pc.equal(person_accounts["account"], account))
    if not found.num_rows:
        message = f"There is no account {account}. Resolve again, or look it up in the accounts."
        raise LookupError(message)
    return int(found["person"][0].as_py())
