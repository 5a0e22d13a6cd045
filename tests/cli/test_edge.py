import errno

import pytest
import typer
from django.db.utils import DatabaseError, IntegrityError, OperationalError
from typer.testing import CliRunner

from parvis.cli.edge import FAILED, INTERRUPTED, MISUSE, Edge, MisuseError, expected
from parvis.core.people.actions import LinkError
from parvis.measure.sources.base import SourceError


@pytest.mark.parametrize("error", [SourceError("gone"), LinkError("gone")])
def test_errors_of_ours_are_their_sentence(error):
    assert expected(error) == ("gone", FAILED)


def test_misuse_has_its_own_code():
    assert expected(MisuseError("write it so")) == ("write it so", MISUSE)


def test_full_disk_names_the_file():
    told = expected(OSError(errno.ENOSPC, "No space left on device", "/x"))

    assert told == (
        "/x cannot be written or read: No space left on device. Mend that and try again",
        FAILED,
    )


@pytest.mark.parametrize("kind", [OperationalError, DatabaseError])
def test_database_that_cannot_be_used_is_a_sentence(kind):
    text, code = expected(kind("disk I/O error"))

    assert (text.startswith("The database cannot be used: disk I/O error."), code) == (True, FAILED)


@pytest.mark.parametrize("error", [KeyError("x"), IntegrityError("x"), OSError(errno.EBADF, "x")])
def test_what_nobody_expected_keeps_its_traceback(error):
    assert expected(error) is None


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (SourceError("x.csv is\nbinary"), FAILED, "x.csv is binary.\n"),
        (MisuseError("Write --as-of"), MISUSE, "Write --as-of.\n"),
        (KeyboardInterrupt(), INTERRUPTED, "Stopped.\n"),
    ],
)
def test_edge_says_one_sentence_and_ends_with_its_code(error, code, told):
    app = typer.Typer(cls=Edge)

    @app.command()
    def fail():
        raise error

    app.command("other")(fail)
    done = CliRunner().invoke(app, ["fail"])

    assert (done.exit_code, done.stdout, done.stderr) == (code, "", told)
