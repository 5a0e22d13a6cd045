"""Visitors at a site, in processes of their own: a client with many threads measures itself."""

import json
import subprocess
import sys
from contextlib import contextmanager

from bench.site import PROJECT

NO_ANSWER = 900  # seconds after which a client hangs; it takes a fraction of it
COMMAND = (sys.executable, "-m", "tests.concurrency.sign_up_client")


def sign_ups(site, event, *, visitors, each, processes=4):
    """What each sign-up was told, when all are done."""
    with signing_up(site, event, visitors=visitors, each=each, processes=processes) as answers:
        pass
    return answers


@contextmanager
def signing_up(site, event, *, visitors, each=0, processes=4, patience=0):
    """Let visitors sign up while the block runs; what they were told is in the list after it.

    Without `each` they go on until the block ends.
    """
    answers, share = [], visitors // processes
    started = [
        subprocess.Popen(
            [*COMMAND, site.url, str(event.uid), f"p{n}", str(share), str(each), str(patience)],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for n in range(processes)
    ]
    try:
        for one in started:
            assert one.stdout.readline() == b"ready\n"
        for one in started:
            one.stdin.write(b"go\n")
            one.stdin.flush()
        yield answers
        for one in started:
            answers += json.loads(one.communicate(timeout=NO_ANSWER)[0])
    finally:
        for one in started:
            one.kill()
            one.communicate()
