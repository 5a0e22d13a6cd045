"""The same accounts give the same people: in any order, and loaded any number of times."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.measure.identity.drawn import account, alias, different, same, who

ADDRESSES = [
    "ann@x.example",
    "Ann+tag@x.example",
    "bo@staff.example",
    "info@x.example",
    "x@bots.example",
    "5+ann@users.noreply.github.com",
    "6+ann@users.noreply.github.com",
    "bo@users.noreply.github.com",
    "root@localhost",
    None,
]
ADDRESS = st.sampled_from(ADDRESSES)
REAL = st.sampled_from([a for a in ADDRESSES if a and a != "root@localhost"])
NAME = st.sampled_from(["Ann", "ann", "Bo", "Pontoon", None])
SIDE = st.integers(1, 9) | REAL
ROWS = st.lists(
    st.builds(account, st.integers(1, 9), ADDRESS, NAME, source=st.sampled_from(["s", "t"])),
    min_size=1,
    max_size=9,
)
LINES = st.lists(st.builds(alias, REAL, REAL, name=st.sampled_from([None, "ann"])), max_size=4)
BECAUSE = st.sampled_from(["met", "said"])
DECISIONS = st.lists(
    st.builds(same, SIDE, SIDE, BECAUSE) | st.builds(different, SIDE, SIDE), max_size=4
)
USE = st.dictionaries(
    st.integers(1, 9), st.tuples(st.integers(1, 3), st.just(date(2014, 5, 1))), max_size=9
)


@given(ROWS, LINES, DECISIONS, USE, st.randoms(use_true_random=False))
def test_people_do_not_depend_on_order_or_repeats(rows, lines, decisions, use, random):
    used = [(key, *how) for key, how in use.items()]

    def mixed(things):
        repeated = [t for t in things for _ in range(random.randint(1, 3))]
        return random.sample(repeated, len(repeated))

    plain = who(rows, aliases=lines, decisions=decisions, use=used)
    other = who(
        mixed(rows),
        aliases=mixed(lines),
        decisions=mixed(decisions),
        use=random.sample(used, len(used)),
    )

    assert other.person_accounts.equals(plain.person_accounts)
    assert other.links.to_pylist() == plain.links.to_pylist()
    assert other.persons.to_pylist() == plain.persons.to_pylist()


@given(ROWS, LINES, DECISIONS)
def test_tables_hold_together(rows, lines, decisions):
    found = who(rows, aliases=lines, decisions=decisions)

    pairs = [(row["person"], row["account"]) for row in found.person_accounts.to_pylist()]
    persons = found.persons.to_pylist()
    links = found.links.to_pylist()
    assert pairs == sorted(pairs)
    assert {a for _, a in pairs} == {row["account"] for row in rows}
    assert [p["person"] for p in persons] == sorted({person for person, _ in pairs})
    assert sum(p["accounts"] for p in persons) == len(pairs)
    assert len(links) == len(pairs) - len(persons)
    assert {(link["person"], link[side]) for link in links for side in ("left", "right")} <= {
        *pairs
    }
    assert [link["person"] for link in links] == sorted(link["person"] for link in links)
    assert all(person == min(a for p, a in pairs if p == person) for person, _ in pairs)
