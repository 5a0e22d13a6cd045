"""Clusters against a plain second implementation, on random evidence."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from parvis.measure.identity.clusters import cluster
from parvis.measure.identity.evidence import from_groups

COUNT = 12
ACCOUNT = st.integers(0, COUNT - 1)
GROUPS = st.lists(st.lists(ACCOUNT, max_size=5), max_size=5)
KINDS = st.lists(GROUPS, max_size=3)
APART = st.lists(st.tuples(ACCOUNT, ACCOUNT).filter(lambda p: p[0] != p[1]), max_size=6)


def clustered(kinds, apart=()):
    evidence = [
        from_groups([(group, "because") for group in groups], f"kind-{at}", 100.0 - at)
        for at, groups in enumerate(kinds)
    ]
    return cluster(COUNT, evidence, list(apart))


def reached(kinds, start):
    """Everybody reached from `start` by going from neighbour to neighbour."""
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        near = {n for groups in kinds for g in groups if here in g for n in g} - seen
        seen |= near
        waiting += near
    return seen


def joined_one_by_one(kinds, apart):
    """All pairs, strongest first, each tried against all that is forbidden."""
    forbidden = {frozenset(pair) for pair in apart}
    clusters = {n: {n} for n in range(COUNT)}
    for groups in kinds:
        for left, right in sorted({p for g in groups for p in combinations(sorted(set(g)), 2)}):
            both = clusters[left] | clusters[right]
            if not any(frozenset(pair) in forbidden for pair in combinations(both, 2)):
                clusters |= dict.fromkeys(both, both)
    return [min(clusters[n]) for n in range(COUNT)]


@given(KINDS)
def test_clusters_are_what_can_be_reached(kinds):
    found = clustered(kinds).first.tolist()

    assert found == [min(reached(kinds, n)) for n in range(COUNT)]


@given(KINDS, APART)
def test_clusters_with_decisions_are_those_of_trying_every_pair(kinds, apart):
    found = clustered(kinds, apart).first.tolist()

    assert found == joined_one_by_one(kinds, apart)


@given(KINDS, APART)
def test_clusters_never_hold_two_who_are_different(kinds, apart):
    first = clustered(kinds, apart).first

    assert [pair for pair in apart if first[pair[0]] == first[pair[1]]] == []


@given(KINDS, APART)
def test_joins_lead_to_exactly_the_clusters(kinds, apart):
    found = clustered(kinds, apart)
    pairs = zip(found.joins.left.tolist(), found.joins.right.tolist(), strict=True)
    taken = [[list(pair) for pair in pairs]]

    assert found.first.tolist() == [min(reached(taken, n)) for n in range(COUNT)]
    assert len(taken[0]) == COUNT - len(np.unique(found.first))


@given(KINDS, APART, st.randoms(use_true_random=False))
def test_clusters_do_not_depend_on_the_order_of_groups_and_pairs(kinds, apart, random):
    shuffled = [[random.sample(g, len(g)) for g in random.sample(gs, len(gs))] for gs in kinds]
    turned = [pair[::-1] for pair in random.sample(apart, len(apart))]

    assert clustered(shuffled, turned).first.tolist() == clustered(kinds, apart).first.tolist()
