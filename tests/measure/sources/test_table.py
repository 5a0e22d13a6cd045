"""Tables of every kind, through a mapping."""

import gzip
import json
from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.measure.sources.conftest import KEYS
from tests.measure.sources.tables import PLAIN, ROW, facts


def test_row_is_one_activity(bench):
    loaded = bench.load("nr,who,day\n7,ann,2014-05-13T10:00:00+02:00\n")

    assert loaded.activity == [
        {
            "id": KEYS.key("help", "7"),
            "source": "help",
            "native_id": "7",
            "account": KEYS.key("help", "ann"),
            "kind": "answer",
            "area": "support",
            "happened_at": datetime(2014, 5, 13, 8),
            "utc_offset": 120,
            "object": KEYS.key("help", "7"),
        }
    ]


WANTED = [("7", "answer", "support", datetime(2014, 5, 13))]


@pytest.mark.parametrize(
    "content",
    [
        "nr,who,day\n7,Zoë,2014-05-13\n",
        "nr;who;day;note\n7;Zoë;2014-05-13;a, b, c\n",
        "nr\twho\tday\n7\tZoë\t2014-05-13\n",
        "\ufeffnr,who,day\r\n7,Zoë,2014-05-13\r\n\r\n",
        '"nr", day,"who"\n7,2014-05-13,"Zoë"\n',
        "nr,who,day\n7,Zoë,2014-05-13,,\n",
        "nr,who,day\n7,Zoë,2014-05-13\n".encode("latin-1"),
        "nr,who,day\n7,Zoë,2014-05-13\n".encode("utf-16"),
        gzip.compress("nr,who,day\n7,Zoë,2014-05-13\n".encode(), mtime=0),
        json.dumps(ROW) + "\n\n",
        gzip.compress(json.dumps(ROW, ensure_ascii=False).encode(), mtime=0),
    ],
)
@pytest.mark.parametrize("file", ["table.csv", "table.jsonl"])
def test_content_decides_what_a_file_is(bench, content, file):
    loaded = bench.load(content, file=file)

    assert facts(loaded) == WANTED
    assert loaded.activity[0]["account"] == KEYS.key("help", "Zoë")
    assert loaded.set_aside == []


@pytest.mark.parametrize(
    "days",
    [
        pa.array(["2014-05-13"]),
        pa.array([date(2014, 5, 13)]),
        pa.array([datetime(2014, 5, 13)], pa.timestamp("ns")),
        pa.array([datetime(2014, 5, 13)], pa.timestamp("ms", "Europe/Paris")),
    ],
)
def test_parquet_is_read(bench, tmp_path, days):
    rows = pa.table({"nr": [7], "who": pa.array(["Zoë"]).dictionary_encode(), "day": days})
    pq.write_table(rows, tmp_path / "made")

    assert facts(bench.load((tmp_path / "made").read_bytes())) == WANTED


def test_json_columns_may_be_paths_and_lists(bench):
    mapping = """
        [columns]
        id = "nr"
        account = "by.login"
        date = "day"
        area = "areas"
        kind = "kind"
    """
    row = {"nr": "a", "by": {"login": "ann"}, "day": "2014-05-13", "kind": "answer"}

    loaded = bench.load(json.dumps(row | {"areas": ["qa", "coding", "qa"]}), mapping)

    assert [(r["native_id"], r["area"]) for r in loaded.activity] == [
        ("a:qa", "qa"),
        ("a:coding", "coding"),
    ]
    assert {r["object"] for r in loaded.activity} == {KEYS.key("help", "a")}


AREAS = """
[columns]
id = "nr"
account = "who"
date = "day"
kind = "did"
area = "areas"
[kind.values]
"Bug reported" = "issue"
[area]
separator = "|"
{}
[area.values]
"Code" = "coding"
"Help" = "support"
"Swag" = ""
"""


@pytest.mark.parametrize(
    ("others", "constant", "cell", "areas"),
    [
        ("", "", "Code|Help", ["coding", "support"]),
        ("", "", " code |Code", ["coding"]),
        ("", "", "Swag|Help", ["support"]),
        ("", "", "coding", ["coding"]),
        ('others = "qa"', "", "Cooking|Help", ["qa", "support"]),
        ('others = ""', "engagement", "Cooking", ["engagement"]),
        ("", "engagement", "", ["engagement"]),
        ("", "engagement", "Swag", ["engagement"]),
    ],
)
def test_words_of_areas_mean_what_the_mapping_says(bench, others, constant, cell, areas):
    content = f"nr,who,day,did,areas\n1,ann,2014-05-13,bug REPORTED,{cell}\n"

    loaded = bench.load(content, AREAS.format(others), area=constant or None)

    assert [r["area"] for r in loaded.activity] == areas
    assert {r["kind"] for r in loaded.activity} == {"issue"}


def test_source_has_no_area_of_its_own_when_rows_name_theirs(bench):
    assert bench.source("", AREAS.format(""), area="qa").area is None
    assert bench.source("", PLAIN).area == "support"
    assert bench.source("", PLAIN, area="qa").area == "qa"


def test_words_the_mapping_does_not_know_are_set_aside(bench):
    content = (
        "nr,who,day,did,areas\n"
        "1,ann,2014-05-13,Bug reported,Cod\n"
        "2,ann,2014-05-13,bug-reported,Code\n"
        "3,ann,2014-05-13,Bug reported,\n"
        "4,ann,2014-05-13,,Code\n"
        "5,ann,2014-05-13,issue,Code\n"
    )

    assert bench.aside(content, AREAS.format("")) == [
        (
            "row 2: the mapping does not say which area 'Cod' is. Add it to [area.values], or "
            "mend the row. Did you mean 'code'?"
        ),
        (
            "row 3: the mapping does not say which kind 'bug-reported' is. Add it to "
            "[kind.values], or mend the row. Did you mean 'bug reported'?"
        ),
        "row 4: it names no focus area. Set constant.area in the mapping, or mend it.",
        "row 5: it names no kind of contribution. Mend the row and load the file again.",
    ]


def test_only_the_rows_asked_for_are_loaded(bench):
    content = "nr,who,day,state\n1,ann,2014-05-13,done\n2,ann,2014-05-14,new\n3,ann,bad,new\n"

    loaded = bench.load(content, PLAIN + '[only]\nstate = ["done"]\n')

    assert [r["native_id"] for r in loaded.activity] == ["1"]
    assert loaded.set_aside == []


def test_coverage_is_what_the_mapping_says(bench):
    content = "nr,who,day\n1,ann,2014-05-13\n"
    said = "[coverage]\nfrom = 2011-02-01\nto = 2015-01-01T12:00:00+01:00\nfrom_birth = true\n"

    extent = bench.load(content, PLAIN + said).extent

    assert (extent.covered_from, extent.covered_to) == (
        datetime(2011, 2, 1),
        datetime(2015, 1, 1, 11),
    )
    assert extent.from_birth
    assert not bench.load(content).extent.from_birth
