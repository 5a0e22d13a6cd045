"""What took long to draw, kept in the installation for all its processes and the next start.

What is kept is found by everything it is made of, the code that draws it included: it is never out
of date, and losing it costs no more than drawing it again.
"""

import hashlib
import pickle
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.core.cache import caches

PACKAGE = Path(__file__).resolve().parents[1]
DRAWN_BY = ("insights", "measure")  # what words, figures, definitions and charts come from
WITH = ("altair", "vl-convert-python")
DAMAGED = (OSError, zlib.error, pickle.UnpicklingError, EOFError)  # read as if it were not there


def kept(made_of: object, draw: Callable[[], Any]) -> Any:
    """What `draw` returns, drawn once for all that `made_of` shows when it is written out."""
    key = hashlib.sha256(repr((code(), made_of)).encode()).hexdigest()
    found = None
    with suppress(*DAMAGED):
        found = caches["pages"].get(key)
    if found is None:
        found = draw()
        with suppress(OSError):  # a full disk must not hide the page
            caches["pages"].set(key, found, timeout=None)
    return found


@cache
def code() -> str:
    """A hash of what draws: an update of Parvis, or of its chart libraries, draws anew."""
    files = sorted(file for part in DRAWN_BY for file in (PACKAGE / part).rglob("*.py"))
    said = [version(library) for library in WITH] + [file.read_text("utf-8") for file in files]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()
