"""Six tasks for each of 10,000 people over 50,000 open ones, beside the plain way on a sample.

The plain way, as a page would have it: go through all open tasks for each person and sort them.
"""

import time
from typing import Any

import numpy as np

from parvis.lib.choosing import Tasks, Wish, choose

TASKS, PEOPLE, SAMPLE = 50_000, 10_000, 20
AREAS, LANGUAGES = 10, 6
MINUTES = (0, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 480)


def run() -> dict[str, Any]:
    """Seconds for all, milliseconds for one person both ways, and how evenly tasks are taken."""
    tasks, wishes = drawn(TASKS, PEOPLE)
    started = time.perf_counter()
    answers = choose(tasks, wishes)
    seconds = time.perf_counter() - started
    started = time.perf_counter()
    for wish in wishes[:SAMPLE]:
        plainly(tasks, wish)
    plain = (time.perf_counter() - started) / SAMPLE
    times = np.bincount(np.concatenate([np.array(six, np.int64) for six in answers]))
    return {
        "seconds": seconds,
        "milliseconds_a_person": seconds / PEOPLE * 1000,
        "milliseconds_a_person_plainly": plain * 1000,
        "ratio": plain * PEOPLE / seconds,
        "people_with_six": sum(len(six) == 6 for six in answers),
        "most_people_given_one_task": int(times.max()),
    }


def drawn(tasks: int, people: int) -> tuple[Tasks, list[Wish]]:
    """Tasks and people in any number; the same for the same sizes."""
    rng = np.random.default_rng(2014)
    made = Tasks(
        key=np.arange(1, tasks + 1),
        area=rng.integers(1, AREAS + 1, tasks),
        minutes=rng.choice(MINUTES, tasks),
        difficulty=rng.choice(3, tasks, p=[0.6, 0.3, 0.1]),
        language=rng.choice(LANGUAGES, tasks, p=[0.6, 0.2, 0.05, 0.05, 0.05, 0.05]),
        age_days=rng.integers(0, 900, tasks),
        trying=rng.poisson(0.3, tasks),
    )
    return made, [_wish(rng, key) for key in range(people)]


def _wish(rng: np.random.Generator, key: int) -> Wish:
    some = {int(one) for one in rng.integers(1, AREAS + 1, rng.integers(0, 3))}
    spoken = frozenset({1, int(rng.integers(1, LANGUAGES))})
    longest = int(rng.choice(MINUTES))
    tried = frozenset({int(one) for one in rng.integers(1, TASKS, rng.integers(0, 5))})
    return Wish(key, frozenset(some), spoken, longest or None, int(rng.integers(0, 3)), tried)


def plainly(tasks: Tasks, wish: Wish) -> list[int]:
    """Six for one person, spread over nothing: go through all of them, and sort."""
    columns = (tasks.area, tasks.minutes, tasks.difficulty, tasks.language, tasks.trying)
    rows = zip(tasks.key.tolist(), *(one.tolist() for one in columns), strict=True)
    speaks = {0, *(wish.languages or ())}
    longest = wish.minutes or 10**9
    fit = [
        (area not in wish.areas, trying, minutes, key)
        for key, area, minutes, difficulty, language, trying in rows
        if language in speaks
        and difficulty <= wish.ready
        and minutes <= longest
        and key not in wish.tried
    ]
    return [key for *_, key in sorted(fit)[:6]]


if __name__ == "__main__":
    print(run())
