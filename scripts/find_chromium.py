"""Print the path of the Chromium to test with: $CHROMIUM, else one on the PATH. Exit 1: none."""

import os
import shutil
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The first that is there; $CHROMIUM may hold a name or a path."""
    named = os.environ.get("CHROMIUM", "")
    found = (shutil.which(name) for name in (named, *NAMES) if name)
    return next(filter(None, found), None)


if __name__ == "__main__":
    path = find()
    print(path or "", end="")
    sys.exit(path is None)
