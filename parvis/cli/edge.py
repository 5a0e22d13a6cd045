"""The edge: what goes wrong below becomes one sentence on stderr and an exit code."""

import errno
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from parvis.cli.output import note, sentence

DONE, FAILED, MISUSE, SET_ASIDE = 0, 1, 2, 3
INTERRUPTED = 130  # as shells have it for Ctrl-C
OF_THE_DATABASE = {"django.db.utils.OperationalError", "django.db.utils.DatabaseError"}
OF_THE_MACHINE = {errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EROFS, errno.EDQUOT}


class MisuseError(Exception):
    """The command was called in a way that cannot work: what is wrong, what to write instead."""


class Edge(TyperGroup):
    """A group of commands that never shows a traceback for something we expected."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            told = expected(error)
            if told is None:
                raise
            stop(*told)
        except KeyboardInterrupt:
            stop("Stopped", INTERRUPTED)


def stop(text: str, code: int = FAILED) -> NoReturn:
    """Say why, and end the command."""
    note(sentence(text))
    raise typer.Exit(code)


def expected(error: Exception) -> tuple[str, int] | None:
    """The sentence and exit code for an error; None for one that nobody expected.

    Every error that Parvis defines is one that somebody can do something about, and says what.
    Of the machine's errors the ones are expected that come with disks and databases.
    """
    if isinstance(error, MisuseError) or type(error).__name__ == "AreaError":
        return str(error), MISUSE
    if _is_ours(error):
        return str(error), FAILED
    if isinstance(error, OSError) and error.errno in OF_THE_MACHINE:
        where = error.filename or "The installation"
        return (
            f"{where} cannot be written or read: {error.strerror}. Mend that and try again",
            FAILED,
        )
    if f"{type(error).__module__}.{type(error).__name__}" in OF_THE_DATABASE:
        return f"The database cannot be used: {error}. Is it there, and is its disk full?", FAILED
    return None


def _is_ours(error: Exception) -> bool:
    return type(error).__module__.startswith("parvis.")
