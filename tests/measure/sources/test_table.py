"""Tables of every kind, through a mapping."""

import csv
import gzip
import json
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.measure.sources.base import SourceError
from parvis.measure.sources.mapping import read_mapping
from parvis.measure.sources.table import TableSource
from tests.measure.sources.conftest import KEYS, NOW, Loaded

PLAIN = """
[columns]
id = "nr"
account = "who"
date = "day"
[constant]
kind = "answer"
area = "support"
"""
NO_ID = PLAIN.replace('id = "nr"', "")


class Bench:
    """Writes a table and its mapping, and loads them."""

    def __init__(self, folder):
        self.folder = folder

    def source(self, content, mapping=PLAIN, file="table.csv", **options):
        path = self.folder / file
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        (self.folder / "m.toml").write_text(mapping)
        chosen = {"name": "help", "keys": KEYS, "now": NOW} | options
        return TableSource(path, read_mapping(self.folder / "m.toml"), **chosen)

    def load(self, *arguments, **options):
        return Loaded(self.source(*arguments, **options))

    def aside(self, *arguments, **options):
        """What is said of the rows set aside, without the file."""
        loaded = self.load(*arguments, **options)
        return [str(s).partition("/table.csv, ")[2] for s in loaded.set_aside]

    def refusal(self, *arguments, **options):
        with pytest.raises(SourceError) as refused:
            self.load(*arguments, **options)
        return str(refused.value).replace(f"{self.folder}/", "")


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


def facts(loaded):
    return [(r["native_id"], r["kind"], r["area"], r["happened_at"]) for r in loaded.activity]


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
ROW = {"nr": 7, "who": "Zoë", "day": "2014-05-13"}


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
        gzip.compress("nr,who,day\n7,Zoë,2014-05-13\n".encode()),
        json.dumps(ROW) + "\n\n",
        gzip.compress(json.dumps(ROW, ensure_ascii=False).encode()),
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


WHO = """
platform = "github"
[columns]
account = "acc"
name = "name"
login = "login"
address = "mail"
date = "day"
[constant]
kind = "issue"
area = "qa"
"""


def account(bench, row):
    loaded = bench.load(f"acc,name,login,mail,day\n{row},2014-05-13\n", WHO)
    assert "@" not in str([loaded.activity, loaded.accounts, loaded.set_aside])
    only = loaded.accounts[0]
    assert only["platform"] == "github"
    assert only["account"] == loaded.activity[0]["account"]
    return only


ANN = KEYS.address("ann@example.org")


@pytest.mark.parametrize(
    ("row", "key", "facts"),
    [
        ("17,Ann Lee,annlee,Ann@example.org", "17", ("Ann Lee", "annlee", ANN)),
        ("ann@example.org,,,", "ann@example.org", (None, None, ANN)),
        (",Ann <ann@example.org>,ann@example.org,", "ann@example.org", ("Ann", None, ANN)),
        (",,,ann@example.org", "ann@example.org", (None, None, ANN)),
        (",Ann Lee,,", "Ann Lee", ("Ann Lee", None, None)),
        (",ann@example.org,,", "ann@example.org", ("ann", None, None)),
    ],
)
def test_account_keeps_no_address(bench, row, key, facts):
    found = account(bench, row)

    assert found["account"] == KEYS.key("help", key)
    assert (found["name"], found["login"], found["address"]) == facts


def test_noreply_address_gives_login_and_number(bench):
    found = account(bench, "17,,,583231+octocat@users.noreply.github.com")

    assert (found["login"], found["github_id"]) == ("octocat", 583231)


def test_address_in_an_id_is_not_kept(bench):
    loaded = bench.load("nr,who,day\nann@example.org#1,ann,2014-05-13\n")

    assert loaded.activity[0]["native_id"] == f"{KEYS.key('id', 'ann@example.org#1'):016x}"


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
    packed = gzip.compress(f"nr,who,day\n{rows}".encode())

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
        (gzip.compress(b"nr,who,day\n")[:8], "table.csv is empty."),
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


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["ann", "ben", "Zoë, sr.", 'the "cat"']),
        st.sampled_from(["2014-05-13", "2014-05-14", "no date"]),
    ),
    max_size=12,
)


def written(path, rows):
    with path.open("w", newline="") as handle:
        csv.writer(handle).writerows([("who", "day"), *rows])
    return path


@given(ROWS, st.randoms(use_true_random=False))
def test_rows_without_ids_are_the_same_in_any_order(tmp_path_factory, rows, random):
    folder = tmp_path_factory.mktemp("rows")
    (folder / "m.toml").write_text(NO_ID)
    mapping = read_mapping(folder / "m.toml")

    def ids(some):
        file = written(folder / "t.csv", some)
        loaded = Loaded(TableSource(file, mapping, name="help", keys=KEYS, now=NOW))
        return [r["id"] for r in loaded.activity]

    first, again = ids(rows), ids(rows)
    shuffled = ids(random.sample(rows, len(rows)))

    good = [r for r in rows if r[1] != "no date"]
    assert first == again
    assert sorted(first) == sorted(shuffled)
    assert len(set(first)) == len(good)
    assert set(ids(rows[: len(rows) // 2])) <= set(first)


def test_many_rows_come_in_bounded_batches(bench):
    content = "who,day\n" + "ann,2014-05-13\n" * 120_001

    loaded = bench.load(content, NO_ID)

    assert [b.activity.num_rows for b in loaded.batches] == [50_000, 50_000, 20_001]
    assert len({r["id"] for r in loaded.activity}) == 120_001
    assert len(loaded.accounts) == 1


def test_reports_of_the_reps_portal_are_loaded(shared_data):
    mapping = Path(__file__).with_name("reps.toml")
    file = shared_data / "reps" / "reports.csv"

    loaded = Loaded(TableSource(file, read_mapping(mapping), name="reps", keys=KEYS, now=NOW))

    with file.open(encoding="utf-8", newline="") as handle:
        reports = list(csv.DictReader(handle))
    areas = Counter(a for report in reports for a in meant(report["areas"]))
    assert len(reports) == 3160
    assert len({r["object"] for r in loaded.activity}) == 3160
    assert Counter(r["area"] for r in loaded.activity) == areas
    assert {r["kind"] for r in loaded.activity} == {"report"}
    assert len({r["account"] for r in loaded.activity}) == len({r["person"] for r in reports})
    days = [r["happened_at"].date().isoformat() for r in loaded.activity]
    assert (min(days), max(days)) == (
        min(r["date"] for r in reports),
        max(r["date"] for r in reports),
    )
    assert loaded.set_aside == []
    assert loaded.extent.from_birth


def meant(cell):
    """The areas of a report, read without the mapping's code."""
    told = {
        "coding": ("Code Contributions", "Web Development", "Developer Tools"),
        "engagement": ("User Engagement", "Evangelism Product", "Marketing"),
        "location-services": ("Location Services",),
        "qa": ("Quality Assurance",),
        "user-research": ("User Research", "UX"),
        "documentation": ("Developer Documentation",),
        "localization": ("Localization",),
        "privacy-policy": ("Privacy", "Legal"),
        "support": ("User Support (SUMO)",),
    }
    words = cell.split("|")
    return {a for a, names in told.items() if set(names) & set(words)} or {"engagement"}
