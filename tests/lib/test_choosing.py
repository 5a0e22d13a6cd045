"""Six tasks for each person, beside the same said plainly: look at all of them, take the best."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.lib.choosing import Tasks, Wish, choose, mixed

KINDS = ("key", "area", "minutes", "difficulty", "language", "age_days", "trying")
LENGTHS = (0, 1, 15, 16, 30, 45, 60, 90, 120, 121, 240, 241, 999)
task = st.tuples(
    st.integers(1, 3),
    st.sampled_from(LENGTHS),
    st.integers(0, 2),
    st.integers(0, 2),
    st.sampled_from([0, 89, 90, 364, 365, 2000]),
    st.sampled_from([0, 0, 1, 2, 3, 9, 50]),
)
wish = st.builds(
    Wish,
    key=st.integers(0, 2**64 - 1),
    areas=st.frozensets(st.integers(1, 4), max_size=2),
    languages=st.none() | st.frozensets(st.integers(1, 3), max_size=2),
    minutes=st.none() | st.sampled_from(LENGTHS[1:]),
    ready=st.integers(0, 2),
    tried=st.frozensets(st.integers(1, 45), max_size=5),
)


@dataclass
class Plain:
    """One task, as somebody would write it down."""

    key: int
    area: int
    minutes: int
    difficulty: int
    language: int
    age_days: int
    trying: int

    @property
    def length(self):
        return sum(self.minutes > bound for bound in (15, 30, 60, 120, 240))

    @property
    def age(self):
        return (self.age_days >= 90) + (self.age_days >= 365)

    @property
    def shelf(self):
        length = self.length if self.minutes else 6
        alike = (self.area, self.language, self.difficulty * 16 + length)
        return (alike[0] << 32) + (alike[1] << 16) + (alike[2] << 4) + self.age

    def fits(self, who):
        in_time = who.minutes is None or not self.minutes or self.length <= class_of(who.minutes)
        speaks = who.languages is None or self.language in {0, *who.languages}
        return in_time and speaks and self.difficulty <= who.ready and self.key not in who.tried

    def worth(self, who, areas):
        crowd = min(30, 8 * int(np.log2(self.trying + 1)))
        short = 0 if who.ready else 3 * (self.length if self.minutes else 3)
        easy = 6 * (who.ready - self.difficulty)
        asked = 1000 * (self.area in who.areas)
        return asked - 12 * areas[self.area] - crowd - short - easy - 3 * self.age


def class_of(minutes):
    return Plain(0, 0, minutes, 0, 0, 0, 0).length


def by_chance(*words):
    """The same mixing, by Python's own integers."""
    word = 0
    for one in words:
        word ^= splitmix(one)
    return splitmix(word)


def splitmix(word):
    whole = 2**64 - 1
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 & whole
    word = (word ^ word >> 27) * 0x94D049BB133111EB & whole
    return word ^ word >> 31


def plainly(rows, wishes):
    """Serve each in turn: sort all that fits, six times."""
    tasks, answers = [Plain(*row) for row in rows], []
    for who in wishes:
        areas, got = Counter(), []
        for _ in range(6):
            left = [one for one in tasks if one.fits(who) and one not in got]
            if not left:
                break
            best = min(left, key=lambda one: _order(one, who, areas))
            got.append(best)
            areas[best.area] += 1
        for one in got:
            one.trying += 1
        answers.append([one.key for one in got])
    return answers


def _order(one, who, areas):
    shelf = by_chance(who.key, one.shelf) >> 32
    return -one.worth(who, areas), -shelf, one.trying, by_chance(who.key, one.key)


def columns(rows):
    by_name = np.array(rows, np.int64).reshape(-1, len(KINDS)).T
    return Tasks(**dict(zip(KINDS, by_name, strict=True)))


def numbered(tasks):
    return [(number, *one) for number, one in enumerate(tasks, 1)]


@given(tasks=st.lists(task, max_size=40), wishes=st.lists(wish, max_size=6))
def test_answers_are_those_of_sorting_everything(tasks, wishes):
    rows = numbered(tasks)

    assert choose(columns(rows), wishes) == plainly(rows, wishes)


@given(tasks=st.lists(task, max_size=40), who=wish, order=st.randoms(use_true_random=False))
def test_order_in_which_tasks_stand_decides_nothing(tasks, who, order):
    rows = numbered(tasks)
    shuffled = order.sample(rows, len(rows))

    assert choose(columns(rows), [who]) == choose(columns(shuffled), [who])


def alike(count, **changes):
    """So many tasks for a first time, of one area and length."""
    row = {"area": 1, "minutes": 30, "difficulty": 0, "language": 0, "age_days": 0, "trying": 0}
    return [(key, *(row | changes).values()) for key in range(1, count + 1)]


def test_many_people_are_spread_evenly_over_tasks_that_are_alike():
    wishes = [Wish(key, areas=frozenset({1})) for key in range(500)]

    answers = choose(columns(alike(300)), wishes)

    times = Counter(key for six in answers for key in six)
    assert {len(set(six)) for six in answers} == {6}
    assert set(times.values()) == {10}  # 500 people, six each, 300 tasks


def test_two_people_are_shown_different_ones_and_each_the_same_again():
    tasks = columns(alike(300))

    ada, ben, again = (choose(tasks, [Wish(key)])[0] for key in (1, 2, 1))

    assert (ada == again, ada == ben) == (True, False)


def test_six_come_from_all_areas_that_were_asked_for():
    rows = [(key, 1 + key % 4, 30, 0, 0, 0, 0) for key in range(1, 81)]

    (six,) = choose(columns(rows), [Wish(7, areas=frozenset({1, 2, 3}))])

    assert Counter(1 + key % 4 for key in six) == {1: 2, 2: 2, 3: 2}


def test_other_areas_only_fill_up():
    rows = [(key, 1 if key <= 4 else 2, 30, 0, 0, 0, 0) for key in range(1, 81)]

    (six,) = choose(columns(rows), [Wish(7, areas=frozenset({1}))])

    assert (set(six[:4]), all(key > 4 for key in six[4:])) == ({1, 2, 3, 4}, True)


@pytest.mark.parametrize(("ready", "first"), [(0, 15), (2, 240)])
def test_short_ones_come_first_for_newcomers_alone(ready, first):
    """The long one stands first by its difficulty, for those who are ready for it."""
    rows = [(1, 1, 240, ready, 0, 0, 0), (2, 1, 15, 0, 0, 0, 0)]

    (answer,) = choose(columns(rows), [Wish(7, ready=ready)])

    assert rows[answer[0] - 1][2] == first


def test_nothing_open_is_nothing_for_anybody():
    assert choose(columns([]), [Wish(1), Wish(2)]) == [[], []]


def test_mixing_is_that_of_the_paper():
    """Against the plain one above, at the edges."""
    words = [0, 1, 2**63, 2**64 - 1, 12345678901234567890]

    assert mixed(np.array(words, np.uint64)).tolist() == [splitmix(word) for word in words]
