"""Decisions by hand, turned into evidence and into pairs that stay apart."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parvis.measure.identity.decisions import Decision, Node
from parvis.measure.identity.evidence import BY_HAND, Evidence, from_groups
from parvis.measure.identity.known import Known
from parvis.measure.identity.unions import Unions


@dataclass(frozen=True)
class ByHand:
    """What was decided: accounts that are one person's, and pairs (by number) that are not."""

    same: Evidence
    different: list[tuple[int, int]]


def by_hand(known: Known, decisions: Sequence[Decision]) -> ByHand:
    """Look up whom the decisions are about. Those about accounts not seen yet wait."""
    numbers = _numbers(known, decisions)
    same = sorted((d for d in decisions if d.verdict == "same"), key=repr)
    together = Unions((d.left, d.right) for d in same)
    sentences: dict[Node, list[str]] = defaultdict(list)
    for decision in same:
        sentences[together.find(decision.left)].append(decision.sentence)
    groups = [
        (
            [n for node in nodes for n in numbers[node]],
            " ".join(dict.fromkeys(sentences[together.find(nodes[0])])),
        )
        for nodes in together.sets()
    ]
    return ByHand(from_groups(groups, "by-hand", BY_HAND), _apart(numbers, decisions))


def _apart(numbers: dict[Node, list[int]], decisions: Sequence[Decision]) -> list[tuple[int, int]]:
    pairs = {
        (min(left, right), max(left, right))
        for decision in decisions
        if decision.verdict == "different"
        for left, right in product(numbers[decision.left], numbers[decision.right])
        if left != right
    }
    return sorted(pairs)


def _numbers(known: Known, decisions: Sequence[Decision]) -> dict[Node, list[int]]:
    """The account numbers behind every node: an address may have none, or several."""
    nodes = {node for decision in decisions for node in (decision.left, decision.right)}
    at = _at_addresses(known, {node.address for node in nodes if node.address is not None})
    keys = sorted(node.account for node in nodes if node.account is not None)
    for key, number in zip(keys, known.of_keys(keys), strict=True):
        if number is not None:
            at[Node.of_account(key)] = [number]
    return {node: at.get(node, []) for node in nodes}


def _at_addresses(known: Known, addresses: set[str]) -> dict[Node, list[int]]:
    wanted = pc.is_in(known.rows["address"], value_set=pa.array(sorted(addresses), pa.string()))
    which = np.flatnonzero(wanted.to_numpy())
    found: dict[Node, set[int]] = defaultdict(set)
    hashes = known.rows["address"].take(pa.array(which)).to_pylist()
    for number, hashed in zip(known.number[which].tolist(), hashes, strict=True):
        found[Node.of_address(hashed)].add(number)
    return {node: sorted(numbers) for node, numbers in found.items()}
