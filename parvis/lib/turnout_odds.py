"""How many come of those who have a place: a beta-binomial, fitted to past evenings.

Each evening has a share of its own (rain, a match on television), drawn from a beta distribution;
given that share, each person comes or not. Its mean is the pooled share, with one who came and one
who did not added, so that ten of ten is not certainty. Its spread is that between the evenings, by
moments (Kleinman 1973, weighted by size), plus that of the share itself, which few people leave
unsure. Where all evenings are alike, that is the posterior of a flat prior.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma

RISK = 0.1  # one evening of ten
ROUNDING = 1e-9  # of the sum of logarithms: a chance of exactly a tenth is a tenth
MOST = 0.99  # of how much one evening may say about all who come: below 1, so that odds are finite

Evening = tuple[int, int]  # came, of how many


@dataclass(frozen=True)
class Odds:
    """A beta distribution of an evening's share: as if so many had come, and so many had not."""

    came: float
    missed: float


def fitted(evenings: Sequence[Evening]) -> Odds:
    """Return the odds that past evenings leave for the next one; each has had a place at least."""
    came, people = (sum(column) for column in zip(*evenings, strict=True))
    share = (came + 1) / (people + 2)
    likeness = min(_likeness(evenings) + 1 / (people + 3), MOST)
    strength = 1 / likeness - 1
    return Odds(share * strength, (1 - share) * strength)


def chance_of_more(places: int, *, admitted: int, odds: Odds) -> float:
    """Return the chance that more than `places` of `admitted` come."""
    terms = (_chance(count, admitted, odds) for count in range(places + 1, admitted + 1))
    return min(1.0, sum(terms))


def most_to_admit(places: int, *, odds: Odds, risk: float = RISK) -> int:
    """Return the largest number to admit with which more than `places` come at most at `risk`.

    At most twice the places: beyond that no past evening says enough.
    """
    low, high = places, 2 * places  # the chance grows with every one admitted, so halve the stretch
    while low < high:
        middle = (low + high + 1) // 2
        fits = chance_of_more(places, admitted=middle, odds=odds) <= risk + ROUNDING
        low, high = (middle, high) if fits else (low, middle - 1)
    return low


def _likeness(evenings: Sequence[Evening]) -> float:
    """How alike two people of one evening are (intra-class correlation), by moments; 0 if not."""
    came, people = (sum(column) for column in zip(*evenings, strict=True))
    varies = came / people * (1 - came / people)
    between = len(evenings) - 1
    room = people - sum(n * n for _, n in evenings) / people - between
    if not varies or room <= 0:
        return 0.0
    apart = sum(n * (one / n - came / people) ** 2 for one, n in evenings) / varies
    return max(0.0, (apart - between) / room)


def _chance(count: int, admitted: int, odds: Odds) -> float:
    ways = lgamma(admitted + 1) - lgamma(count + 1) - lgamma(admitted - count + 1)
    together = _log_beta(count + odds.came, admitted - count + odds.missed)
    return exp(ways + together - _log_beta(odds.came, odds.missed))


def _log_beta(one: float, other: float) -> float:
    return lgamma(one) + lgamma(other) - lgamma(one + other)
