"""Which functions of the product write mail, found in its source; and that a test ran them."""

import ast
import sys
from functools import cache, wraps
from pathlib import Path

import parvis

TOP = Path(parvis.__file__).parent
POSTS = {"post_mail", "post_many", "Letter"}  # of ground/posting.py
SENDERS = ("django.core.mail", "parvis.core.ground.sending", "parvis.core.ground.composing")
MAKING = {"create", "bulk_create", "get_or_create", "update_or_create"}


@cache
def mail_writers():
    """Every public function or class that writes mail, itself or by others of its module.

    As “registration.letters.confirm”, from `parvis/core`, or “web.me.data.page”. What `ground`
    does with a mail once it is written is not writing one.
    """
    found = set()
    for path in sorted(TOP.rglob("*.py")):
        place = path.relative_to(TOP).with_suffix("").parts
        if place[:2] == ("core", "ground"):
            continue
        name = ".".join(place[1:] if place[0] == "core" else place)
        found |= {f"{name}.{unit}" for unit in writers_in(path.read_text(encoding="utf-8"))}
    return found


def writers_in(source):
    """The functions and classes of one module that write mail.

    A private one that no other of its module uses is told too, so that none hides; what writes
    outside of any is “module”.
    """
    tree = ast.parse(source)
    makers = _makers(tree)
    units = {one.name: one for one in tree.body if isinstance(one, UNITS)}
    rest = [one for one in tree.body if not isinstance(one, UNITS) and not _is_import(one)]
    uses = {name: _names(unit) for name, unit in units.items()}
    writers = {name for name, unit in units.items() if uses[name] & makers or _keeps(unit)}
    while True:
        more = {name for name in units if uses[name] & writers} - writers
        if not more:
            break
        writers |= more
    used = set().union(*(uses[name] - {name} for name in writers)) if writers else set()
    hidden = {name for name in writers if name.startswith("_") and name not in used}
    outside = {"module"} if any(_names(one) & makers or _keeps(one) for one in rest) else set()
    return {name for name in writers if not name.startswith("_")} | hidden | outside


UNITS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _is_import(node):
    return isinstance(node, (ast.Import, ast.ImportFrom))


def _makers(tree):
    """By which names this module can write mail: imported here or inside a function."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.asname or one.name for one in node.names if one.name in SENDERS}
        elif isinstance(node, ast.ImportFrom):
            is_sender = node.module in SENDERS
            found |= {
                one.asname or one.name
                for one in node.names
                if is_sender or one.name in {*POSTS, "posting", "sending", "composing", "mail"}
            }
    return found


def _names(node):
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def _keeps(node):
    """Whether it makes a row that is sent, without posting it: `Mail(…)`, `Mail.objects.create`."""
    calls = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
    return any(
        (isinstance(one, ast.Name) and one.id == "Mail")
        or (
            isinstance(one, ast.Attribute)
            and one.attr in MAKING
            and ast.unparse(one.value) == "Mail.objects"
        )
        for one in calls
    )


WALKED = set()


def walks(*writers):
    """Mark a test that runs these writers of mail; it fails if one of them did not run."""
    WALKED.update(writers)

    def mark(test):
        @wraps(test)
        def run(*args, **named):
            called = set()
            sys.setprofile(lambda frame, event, _: event == "call" and called.add(_name(frame)))
            try:
                test(*args, **named)
            finally:
                sys.setprofile(None)
            assert set(writers) - called == set()

        return run

    return mark


def _name(frame):
    module = frame.f_globals.get("__name__", "")
    return f"{module.removeprefix('parvis.').removeprefix('core.')}.{frame.f_code.co_qualname}"
