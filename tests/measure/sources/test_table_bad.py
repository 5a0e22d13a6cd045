"""Bad tables: a sentence for each, and the good rows stay."""

import gzip
import json

import pytest

from parvis.measure.sources.base import SourceError
from tests.measure.sources.conftest import KEYS
from tests.measure.sources.tables import NO_ID, PLAIN, ROW


def test_row_that_says_too_little_is_set_aside(bench):
    content = "nr,who,day\n,ann,2014-05-13\n2,,2014-05-13\n3,ann,\n  \n5,ann\n6,a,2014-05-13,x\n"

    assert bench.aside(content) == [
        (
            "row 6: it has 2 cells where the header has 3. "
            "Mend the row; a cell that holds the delimiter stands in quotation marks."
        ),
        (
            "row 7: it has 4 cells where the header has 3. "
            "Mend the row; a cell that holds the delimiter stands in quotation marks."
        ),
        "row 2: there is no id. Mend the row and load the file again.",
        "row 3: it does not say who did it. Mend the row and load the file again.",
        "row 4: there is no date. Mend the row and load the file again.",
    ]


def test_row_after_a_cell_of_two_lines_is_numbered_as_in_a_spreadsheet(bench):
    content = 'nr,who,day\n1,"ann\nlee",2014-05-13\n2,ann,never\n'

    loaded = bench.load(content)

    assert len(loaded.activity) == 1
    assert [s.row for s in loaded.set_aside] == ["row 3"]


def test_quotation_marks_that_do_not_match_cost_only_their_row(bench):
    content = 'nr,who,day\n1,"ann"lee,2014-05-13\n2,ann,2014-05-13\n3,"ann,2014-05-13\n'

    loaded = bench.load(content)

    assert [r["native_id"] for r in loaded.activity] == ["2"]
    assert [(s.row, s.problem[:34]) for s in loaded.set_aside] == [
        ("row 2", "the quotation marks do not match ("),
        ("row 4", "the quotation marks do not match ("),
    ]


def test_broken_encoding_of_one_cell_leaves_the_others(bench):
    content = "nr,who,day\n1,Zoë,2014-05-13\n".encode() + b"2,Zo\xeb,2014-05-13\n"

    loaded = bench.load(content)

    assert len({r["account"] for r in loaded.activity}) == 1
    assert loaded.set_aside == []


def test_broken_json_line_is_set_aside(bench):
    content = json.dumps(ROW) + '\n{"nr": 8,\n[1]\n' + json.dumps(ROW | {"nr": "\ud83d"})

    loaded = bench.load(content)

    assert [r["native_id"] for r in loaded.activity] == ["7", "?"]
    assert [(s.row, s.problem.partition(" (")[0]) for s in loaded.set_aside] == [
        ("row 2", "this line is not JSON"),
        ("row 3", "this line is not a JSON object"),
    ]


def test_json_values_need_not_be_texts(bench):
    row = {"nr": 1.5, "who": ["a", None], "day": None}

    loaded = bench.load(json.dumps(ROW | {"nr": True}) + "\n" + json.dumps(row))

    assert [r["native_id"] for r in loaded.activity] == ["true"]
    assert [(s.row, s.problem) for s in loaded.set_aside] == [("row 2", "there is no date")]


def test_many_json_rows_come_in_bounded_batches(bench):
    loaded = bench.load((json.dumps(ROW) + "\n") * 50_001, NO_ID)

    assert [b.activity.num_rows for b in loaded.batches] == [50_000, 1]


def test_truncated_gzip_keeps_its_whole_rows(bench):
    rows = "".join(f"{n},p{KEYS.key(str(n))},2014-05-13\n" for n in range(5000))
    packed = gzip.compress(f"nr,who,day\n{rows}".encode(), mtime=0)

    loaded = bench.load(packed[: len(packed) // 2], file="table.csv.gz")

    last = len(loaded.activity)
    assert 1000 < last < 4000
    assert [r["native_id"] for r in loaded.activity] == [str(n) for n in range(last)]
    assert all(
        r["account"] == KEYS.key("help", f"p{KEYS.key(r['native_id'])}") for r in loaded.activity
    )
    assert [(s.row, s.problem) for s in loaded.set_aside] == [
        (f"after row {last + 1}", "the compressed file breaks off or is damaged here")
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x00\x01\x02binary\xff", "table.csv is binary, not a table."),
        (b"PK\x03\x04...", "table.csv is a spreadsheet or a zip archive, not a table. Save it"),
        (b"", "table.csv is empty. Load a file that has a header and rows."),
        (b"\xef\xbb\xbf \n", "table.csv is empty."),
        (b'[{"nr": 1}]', "table.csv is one JSON array. Write one object on each line: jq -c"),
        (b"PAR1xxxx", "table.csv is a damaged Parquet file ("),
        (gzip.compress(b"nr,who,day\n", mtime=0)[:8], "table.csv is empty."),
        (
            b"nr,who,date\n1,ann,2014-05-13\n",
            (
                "table.csv has no column 'day', which m.toml names. It has: nr, who, date. Did you "
                "mean 'date'? Mend the mapping, or give it the file it is for."
            ),
        ),
        (b"nr,who,who,day\n", "table.csv has 2 columns called 'who'. Rename all but one."),
        (b'{"nr": 1, "who": "ann"}', "table.csv has no column 'day', which m.toml names."),
        (b'"nr"x,who\n', "table.csv has no header. Its first row names the columns."),
    ],
)
def test_file_that_is_no_such_table_is_refused(bench, content, said):
    assert bench.refusal(content).startswith(said)


def test_missing_file_is_refused(tmp_path, bench):
    source = bench.source("")
    source.file = tmp_path / "no.csv"

    with pytest.raises(SourceError, match=r"no.csv cannot be read \(No such file"):
        list(source.read())


def test_table_without_any_area_is_refused(bench):
    assert bench.refusal("", PLAIN.replace('area = "support"', "")) == (
        "m.toml does not say which focus area help is for. Name columns.area, set constant.area, "
        "or give an area with --area."
    )
