"""`parvis ingest logbook`."""

import json
from datetime import date

from parvis.cli.edge import DONE, MISUSE
from parvis.core.followup.logged import LoggedContribution
from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.models import FocusArea


def _told(user, now):
    load_pathways(by=None, now=now)
    return LoggedContribution.objects.create(
        user=user,
        area=FocusArea.objects.get(slug="support"),
        kind="answer",
        what="Helped at the desk",
        on=date(2026, 2, 27),
        state="confirmed",
        told_at=now,
        decided_at=now,
    )


def test_ingest_logbook_loads_what_was_confirmed(parvis, outsider, now):
    empty = parvis("ingest", "logbook")
    _told(outsider, now)

    done = parvis("ingest", "logbook")
    again = parvis("ingest", "logbook", "--format", "json")

    assert (empty.exit_code, empty.stdout) == (
        DONE,
        "logbook: 0 new rows, 0 known, 0 set aside.\n",
    )
    assert (done.exit_code, done.stdout.splitlines()[0]) == (
        DONE,
        "logbook: 1 new row, 0 known, 0 set aside.",
    )
    answer = json.loads(again.stdout)
    assert (answer["source"], answer["rows_new"], answer["changed"]) == ("logbook", 0, False)


def test_no_other_source_takes_the_logbooks_name(parvis, tmp_path):
    done = parvis("ingest", "git", tmp_path, "--source", "logbook", "--area", "qa")

    assert done.exit_code == MISUSE
    assert "what people told of by hand" in done.stderr
