"""Who is who: from accounts to persons, in one call."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parvis.measure.identity.by_hand import by_hand
from parvis.measure.identity.clusters import Clusters, Joins, cluster
from parvis.measure.identity.decisions import Decision
from parvis.measure.identity.evidence import Evidence, github_id, github_login, same_address
from parvis.measure.identity.known import Known, known_accounts
from parvis.measure.identity.mailmap import at_shared_addresses, mailmap, read_aliases
from parvis.measure.identity.match import match_rules
from parvis.measure.identity.rules import Rules
from parvis.measure.identity.standing import persons_table
from parvis.measure.keys import Keys
from parvis.measure.tables import LINKS, PERSON_ACCOUNTS


@dataclass(frozen=True)
class WhoIsWho:
    """Tables as `tables.py` promises them: PERSON_ACCOUNTS, LINKS and PERSONS."""

    person_accounts: pa.Table
    links: pa.Table
    persons: pa.Table


def who_is_who(
    accounts: pa.Table,
    aliases: pa.Table,
    use: pa.Table,
    *,
    rules: Rules,
    keys: Keys,
    decisions: Sequence[Decision] = (),
) -> WhoIsWho:
    """Find the persons behind the accounts.

    `accounts` and `aliases` are as in `tables.py`, over all loads and in any order; the same row
    twice counts once. `use` has one row per account that did anything: `account`, `activities`
    (how many) and `first_on` (UTC day of the first). `keys` are those the lake was written with.
    Equal input gives equal output, whatever the order of its rows and of the decisions.
    """
    known = known_accounts(accounts, use)
    lines = read_aliases(aliases)
    matches = match_rules(known, rules, keys)
    shared = matches.shared_address | (at_shared_addresses(known, lines) & ~matches.bot)
    matches = replace(matches, shared_address=shared)
    decided = by_hand(known, decisions)
    evidence = [
        decided.same,
        same_address(known, matches),
        github_id(known, matches),
        mailmap(known, lines, matches),
        github_login(known, matches),
    ]
    clusters = cluster(known.count, evidence, decided.different)
    return WhoIsWho(
        _person_accounts(known, clusters),
        _links(known, clusters, evidence),
        persons_table(known, matches, clusters.first),
    )


def _person_accounts(known: Known, clusters: Clusters) -> pa.Table:
    """Numbers follow the keys, so sorting by them sorts by the keys."""
    order = np.lexsort((np.arange(known.count), clusters.first))
    columns = {"account": known.keys[order], "person": known.keys[clusters.first[order]]}
    return pa.table(columns).cast(PERSON_ACCOUNTS.schema)


def _links(known: Known, clusters: Clusters, evidence: Sequence[Evidence]) -> pa.Table:
    """The joins as rows, one for each account beyond a person's first."""
    joins = clusters.joins
    joins = joins.where(np.lexsort((joins.right, joins.left, clusters.first[joins.left])))
    columns = {
        "left": known.keys[joins.left],
        "right": known.keys[joins.right],
        "person": known.keys[clusters.first[joins.left]],
        "reason": pa.array([e.reason for e in evidence]).take(pa.array(joins.evidence)),
        "explanation": _explanations(joins, evidence),
    }
    return pa.table(columns).cast(LINKS.schema)


def _explanations(joins: Joins, evidence: Sequence[Evidence]) -> pa.Array:
    """Each join's sentence, from the evidence that made it."""
    which = [np.flatnonzero(joins.evidence == at) for at in range(len(evidence))]
    said = [e.explain(joins.group[at]) for e, at in zip(evidence, which, strict=True)]
    back = np.argsort(np.concatenate(which))
    return pc.take(pa.concat_arrays(said), pa.array(back))
