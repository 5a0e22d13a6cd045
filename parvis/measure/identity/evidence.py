"""What speaks for two accounts being one person's: each kind of evidence, with its weight.

Evidence comes as groups of accounts that share one value. What is empty, or shared by several
people, is no evidence. The weights only order the kinds, strongest first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parvis.measure.identity.known import Flags, Known, Numbers
from parvis.measure.identity.match import Matches
from parvis.measure.keys import NOREPLY

BY_HAND, SAME_ADDRESS, GITHUB_ID, MAILMAP, GITHUB_LOGIN = 1000.0, 100.0, 90.0, 80.0, 70.0
ON_GITHUB = ("git", "github")  # platforms whose logins are GitHub's


@dataclass(frozen=True)
class Evidence:
    """One kind of evidence: accounts (by number) in groups, sorted by group, then by account.

    `sentence` says why to a reader; {} in it stands for the group's text in `texts`.
    """

    reason: str
    weight: float
    account: Numbers
    group: Numbers
    sentence: str
    texts: pa.StringArray

    def explain(self, groups: Numbers) -> pa.StringArray:
        """The sentence for each of these groups."""
        before, hole, after = self.sentence.partition("{}")
        if not hole:
            return pa.array([before]).take(pa.array(np.zeros(len(groups), dtype=np.int64)))
        return pc.binary_join_element_wise(before, self.texts.take(pa.array(groups)), after, "")


@dataclass(frozen=True)
class Join:
    """Two accounts of one person, the smaller key first, and why."""

    left: int
    right: int
    reason: str
    explanation: str
    weight: float


def same_address(known: Known, matches: Matches) -> Evidence:
    """Accounts with the same keyed hash of the address, in whatever source."""
    usable = ~matches.shared_address
    say = "Both have the same address; case and plus-tag make no difference."
    return _sharing(known, known.rows["address"], usable, ("same-address", SAME_ADDRESS, say))


def github_id(known: Known, matches: Matches) -> Evidence:
    """Accounts with the same number at GitHub, which stays when the login changes."""
    say = "Both are GitHub's account number {}."
    usable = ~matches.shared_login
    return _sharing(known, known.rows["github_id"], usable, ("github-id", GITHUB_ID, say))


def github_login(known: Known, matches: Matches) -> Evidence:
    """Accounts with the same GitHub login, from a noreply address or from GitHub itself.

    GitHub gives a login that was left to the next who asks: one seen with two numbers belonged
    to two accounts, and joins nobody.
    """
    logins = _github_logins(known.rows)
    numbers = pa.table({"login": logins, "id": known.rows["github_id"]}).drop_null()
    many = numbers.group_by("login").aggregate([("id", "count_distinct")])
    reused = many.filter(pc.greater(many["id_count_distinct"], 1))["login"].combine_chunks()
    once = _or_null(logins, pc.invert(pc.is_in(logins, value_set=reused)))
    say = "Both have the GitHub login {}."
    return _sharing(known, once, ~matches.shared_login, ("github-login", GITHUB_LOGIN, say))


def from_groups(
    groups: Sequence[tuple[Sequence[int], str]], reason: str, weight: float
) -> Evidence:
    """Evidence of groups at hand: the account numbers of each, and its sentence."""
    members = [sorted(set(numbers)) for numbers, _ in groups]
    account = [n for numbers in members for n in numbers]
    group = np.repeat(np.arange(len(groups)), [len(numbers) for numbers in members])
    texts = pa.array([sentence for _, sentence in groups], pa.string())
    return Evidence(reason, weight, np.array(account, dtype=np.int64), group, "{}", texts)


def _github_logins(rows: pa.Table) -> pa.ChunkedArray:
    """The row's login, lower case, where it is one at GitHub; else null."""
    at_github = pc.or_kleene(
        pc.is_in(rows["platform"], value_set=pa.array(ON_GITHUB)),
        pc.or_kleene(pc.equal(rows["domain"], NOREPLY), pc.is_valid(rows["github_id"])),
    )
    return _or_null(pc.utf8_lower(rows["login"]), at_github)


def _or_null(values: pa.ChunkedArray, keep: pa.ChunkedArray) -> pa.ChunkedArray:
    """The values, or null where they are not kept or have no letter."""
    kept = pc.and_(pc.fill_null(keep, fill_value=False), pc.not_equal(values, ""))
    return pc.if_else(kept, values, pa.scalar(None, values.type))


def _sharing(
    known: Known, values: pa.ChunkedArray, usable: Flags, kind: tuple[str, float, str]
) -> Evidence:
    """Groups of two or more usable accounts with the same value; null is no value."""
    reason, weight, say = kind
    coded = values.combine_chunks().dictionary_encode()
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    kept = (codes >= 0) & usable[known.number]
    together = np.unique(codes[kept] * known.count + known.number[kept])
    group, account = np.divmod(together, max(known.count, 1))
    shared = np.bincount(group, minlength=1)[group] > 1
    texts = coded.dictionary.cast(pa.string())
    return Evidence(reason, weight, account[shared], group[shared], say, texts)
