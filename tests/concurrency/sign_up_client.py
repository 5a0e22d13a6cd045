"""Several visitors of one process who sign up through the page: run as a process by the tests.

Arguments: the site, the event, a word for the addresses, how many visitors, how many sign-ups of
each (0: one after the other, with pauses, until standard input ends), and for how many seconds a
sign-up that got no yes is sent again, with the same key. Each opens the form once; then all wait
for a line on standard input. Prints one JSON list.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier, Event
from uuid import uuid4

from bench.visitor import Visitor

PAUSE = 0.2  # seconds before something is sent again
REST = 1  # seconds between sign-ups without a number
YES = 302  # to the page of the sign-up


def main(url, event, word, visitors, each, patience):
    together, ended = Barrier(visitors + 1), Event()

    def visit(number):
        visitor = Visitor(url)
        page = visitor.open_form(event)
        assert page.status == 200, page
        together.wait()
        together.wait()
        numbers = range(each) if each else until(ended)
        done = [signed_up(visitor, f"{word}-{number}-{n}", patience) for n in numbers]
        visitor.close()
        return done

    with ThreadPoolExecutor(visitors) as pool:
        visiting = [pool.submit(visit, number) for number in range(visitors)]
        together.wait()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        together.wait()
        if not each:
            sys.stdin.read()
            ended.set()
        return [done for one in visiting for done in one.result()]


def until(ended):
    """Numbers with pauses between them."""
    for n in count():
        yield n
        if ended.wait(REST):
            return


def signed_up(visitor, word, patience):
    """One sign-up, and what the site said each time it was sent."""
    email, key, said = f"{word}@example.org", str(uuid4()), []
    asked_at = time.monotonic()
    while not said or (said[-1][0] != YES and time.monotonic() < asked_at + patience):
        if said:
            time.sleep(PAUSE)
        answer = visitor.sign_up(word.title(), email, key)
        said.append((answer.status, answer.location or answer.body[:3000]))
    answered_at = time.monotonic()
    return {"email": email, "key": key, "said": said, "at": (asked_at, answered_at)}


if __name__ == "__main__":
    address, uid, prefix, *numbers = sys.argv[1:]
    sys.stdout.write(json.dumps(main(address, uid, prefix, *map(int, numbers))))
