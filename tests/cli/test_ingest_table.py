import csv
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from parvis.cli.clock import today
from parvis.cli.edge import DONE, FAILED, MISUSE, SET_ASIDE

MAPPING = """
[columns]
id = "nr"
account = "who"
name = "called"
date = "when"

[constant]
kind = "report"
area = "engagement"

[date]
formats = ["%d/%m/%Y"]
"""
HEADER = "nr,who,called,when"
GOOD = ["1,ada,Ada,2019-03-01", "2,ada,Ada,2019-04-01T10:00:00+02:00", "3,grace,Grace,2019-05-01"]


@pytest.fixture
def write(tmp_path):
    """Write a table of these lines; where it is."""

    def written(*lines, name="reports.csv"):
        path = tmp_path / name
        path.write_bytes(
            b"\n".join(x if isinstance(x, bytes) else x.encode() for x in lines) + b"\n"
        )
        return path

    return written


@pytest.fixture
def load(parvis, write):
    mapping = write(MAPPING, name="mapping.toml")
    return lambda file, *more: parvis("ingest", "table", file, "--mapping", mapping, *more)


def set_aside(home):
    """The rows of the one list of rows that were set aside."""
    (path,) = home.set_aside.glob("*.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_table_is_loaded_under_its_file_name(load, write):
    done = load(write(HEADER, *GOOD))

    assert done.exit_code == DONE, done.output
    assert done.stdout == (
        "reports: 3 new rows, 0 known, 0 set aside.\n"
        "It holds 3 rows by 2 accounts, 2019-03-01 to 2019-05-01.\n"
    )


def test_table_again_adds_only_what_is_new(load, write):
    load(write(HEADER, *GOOD[:2]))

    done = load(write(HEADER, *GOOD))

    assert done.stdout.startswith("reports: 1 new row, 2 known, 0 set aside.\n")


def test_table_in_place_of_what_was_loaded(load, write):
    load(write(HEADER, *GOOD))

    done = load(write(HEADER, GOOD[0]), "--replace")

    assert "It holds 1 row by 1 account, 2019-03-01 to 2019-03-01." in done.stdout


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        ("4,eve,Eve,31/02/2019", "when"),
        ("4,eve,Eve,in spring", "when"),
        ("4,eve,Eve,1989-12-31", "when"),
        (f"4,eve,Eve,{today().year + 2}-01-01", "when"),
        ("4,eve,Eve,", "when"),
        ("4,,,2019-06-01", "who"),
    ],
)
def test_bad_row_is_set_aside_and_the_good_rows_stay(load, write, home, bad, column):
    file = write(HEADER, GOOD[0], bad, *GOOD[1:])

    done = load(file)

    (row,) = set_aside(home)
    assert done.exit_code == SET_ASIDE
    assert done.stdout.startswith("reports: 3 new rows, 0 known, 1 set aside.\n")
    assert (row["file"], row["row"]) == (str(file), "row 3")
    assert row["problem"]
    assert row["remedy"]
    assert f"{file}, row 3: {row['problem']}. {row['remedy']}" in done.stderr


def test_dates_in_three_formats_in_one_table(load, write):
    rows = [
        "1,ada,Ada,2019-03-01",
        "2,ada,Ada,02/03/2019",
        '3,ada,Ada,"Sun, 03 Mar 2019 10:00:00 +0000"',
    ]

    done = load(write(HEADER, *rows))

    assert done.exit_code == DONE, done.output
    assert "2019-03-01 to 2019-03-03" in done.stdout


def test_name_in_a_broken_encoding_does_not_cost_its_row(load, parvis, write):
    loaded = load(write(HEADER, *GOOD, b"4,zoe,Zo\xeb,2019-06-01"))
    parvis("resolve")

    person = json.loads(parvis("people", "explain", "zoe", "--format", "json").stdout)

    assert (loaded.exit_code, loaded.stderr.count("Traceback")) == (DONE, 0)
    assert loaded.stdout.startswith("reports: 4 new rows, 0 known, 0 set aside.")
    assert person["name"] == "Zoë"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([b"\x7fELF\x02\x01\x01" + bytes(200)], "reports.csv"),
        ([b"PK\x03\x04" + bytes(200)], "spreadsheet"),
        (["nr,who,called", "1,ada,Ada"], "'when'"),
        ([], "reports.csv"),
    ],
)
def test_file_that_is_no_such_table_is_one_sentence(load, write, home, lines, told):
    load(write(HEADER, *GOOD, name="good.csv"))
    before = (home.lake / "manifest.json").read_bytes()
    file = write(*lines)

    done = load(file)

    assert (done.exit_code, done.stdout) == (FAILED, "")
    assert str(file) in done.stderr
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert (home.lake / "manifest.json").read_bytes() == before


@pytest.mark.parametrize("gone", ["table", "mapping"])
def test_file_that_is_not_there_is_one_sentence(parvis, write, tmp_path, gone):
    parvis("init", "--no-input")
    files = {"table": write(HEADER, *GOOD), "mapping": write(MAPPING, name="mapping.toml")}
    files[gone] = tmp_path / "nowhere"

    done = parvis("ingest", "table", files["table"], "--mapping", files["mapping"])

    assert done.exit_code == FAILED
    assert str(tmp_path / "nowhere") in done.stderr
    assert done.stderr.count("\n") == 1


def test_mapping_with_a_misspelt_entry_names_it(parvis, write):
    parvis("init", "--no-input")
    mapping = write(MAPPING.replace("[columns]", "[colums]"), name="mapping.toml")

    done = parvis("ingest", "table", write(HEADER, *GOOD), "--mapping", mapping)

    assert done.exit_code == FAILED
    assert f"{mapping}: colums is nothing a mapping can say." in done.stderr


def test_json_lines_and_parquet_say_the_same(load, write, tmp_path):
    rows = [dict(zip(HEADER.split(","), line.split(","), strict=True)) for line in GOOD]
    lines = write(*map(json.dumps, rows), name="lines.jsonl")
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "columns.parquet")

    answers = [load(file).stdout for file in (lines, tmp_path / "columns.parquet")]

    told = (
        "3 new rows, 0 known, 0 set aside.\n"
        "It holds 3 rows by 2 accounts, 2019-03-01 to 2019-05-01.\n"
    )
    assert [answer.partition(": ")[2] for answer in answers] == [told, told]


def test_area_that_is_none_is_refused(load, write):
    done = load(write(HEADER, *GOOD), "--area", "enggement")

    assert done.exit_code == MISUSE
    assert done.stderr.splitlines()[-1].endswith("Did you mean engagement?")


def test_rows_of_areas_that_nobody_counts_are_told(parvis, write):
    text = MAPPING.replace('date = "when"', 'date = "when"\narea = "field"')
    mapping = write(text, name="mapping.toml")
    table = write(
        "nr,who,called,when,field", "1,ada,Ada,2019-03-01,gardening", "2,ada,Ada,2019-03-01,qa"
    )

    done = parvis("ingest", "table", table, "--mapping", mapping)

    assert done.exit_code == DONE, done.output
    assert done.stderr.splitlines()[-1] == (
        "No focus area has these names, so that rows of them count nowhere: gardening."
    )


def test_file_name_that_cannot_name_a_source_asks_for_one(load, write):
    done = load(write(HEADER, *GOOD, name="My Reports.csv"))

    assert done.exit_code == MISUSE
    assert "Use --source" in done.stderr
