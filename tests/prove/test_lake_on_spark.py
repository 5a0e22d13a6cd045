"""Apache Spark reads the lake as it stands: the same rows, in the types that tables.py declares."""

import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from parvis.measure.lake import Lake
from parvis.measure.tables import ACCOUNTS, ACTIVITY, IN_LAKE

pytestmark = pytest.mark.prove

PARVIS = Path(sys.executable).with_name("parvis")
SPARK_TYPES = {
    "string": "string",
    "dictionary<values=string, indices=int32, ordered=0>": "string",
    "int64": "bigint",
    "int32": "int",
    "int16": "smallint",
    "timestamp[us]": "timestamp_ntz",
    "date32[day]": "date",
    "bool": "boolean",
}
REPORTS = """\
id,who,name,kind,day
1,amira@example.org,Amira,change,2014-05-03
2,Amira+work@example.org,"Amira, à Paris",change,2014-05-03T23:59:59.999999+02:00
3,,Jonas,answer,1990-01-01
4,bot@bots.example,Sweeper,change,2014-05-04
"""
MAPPING = """\
[columns]
id = "id"
address = "who"
name = "name"
kind = "kind"
date = "day"
[constant]
area = "support"
"""


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    sql = pytest.importorskip("pyspark.sql", reason="Spark is not installed: run `make prove`.")
    if not shutil.which("java"):
        pytest.skip("There is no Java here: sudo apt-get install default-jre-headless")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        scratch = tmp_path_factory.mktemp("spark")  # Java looks at /tmp only, which may be closed
        patch.setenv("SPARK_LOCAL_DIRS", str(scratch))
        patch.setenv("SPARK_SUBMIT_OPTS", f"-Djava.io.tmpdir={scratch}")
        builder = sql.SparkSession.builder.master("local[2]").appName("parvis-tests")
        builder = builder.config("spark.ui.enabled", "false")
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1")
        builder = builder.config("spark.sql.session.timeZone", "UTC")
        session = builder.getOrCreate()
        yield session
        session.stop()


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """A lake with two loads of a table, resolved: every file that an installation has."""
    folder = tmp_path_factory.mktemp("proof")
    (folder / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    for name in ("first", "second"):
        (folder / f"{name}.csv").write_text(REPORTS, encoding="utf-8")
        run(folder, "ingest", "table", f"{name}.csv", "--mapping", "mapping.toml", "--source", name)
    run(folder, "resolve")
    return Lake(folder / "var" / "lake")


def run(folder, *words):
    subprocess.run([PARVIS, *words], cwd=folder, check=True, env={"PARVIS_HOME": "var", "PATH": ""})


def counted(rows):
    return Counter(tuple(row) for row in rows)


@pytest.mark.parametrize("table", IN_LAKE, ids=lambda table: table.name)
def test_spark_reads_the_same_rows(spark, lake, table):
    files = lake.files(table)
    if not files:
        assert table.name not in {ACTIVITY.name, ACCOUNTS.name}
        pytest.skip(f"This lake has no {table.name}.")

    frame = spark.read.parquet(*files)

    assert frame.dtypes == [(c.name, SPARK_TYPES[str(c.type)]) for c in table.columns]
    expected = [tuple(row.values()) for file in files for row in pq.read_table(file).to_pylist()]
    assert counted(frame.collect()) == counted(expected)
    assert expected


def test_spark_counts_what_the_command_counts(spark, lake):
    """Who is active in a year, by Spark's own SQL over the person-days."""
    spark.read.parquet(*lake.files("person_days")).createOrReplaceTempView("person_days")

    (row,) = spark.sql(
        "SELECT count(DISTINCT person) AS people, sum(count) AS contributions FROM person_days"
        " WHERE kind = 'change' AND day BETWEEN DATE'2014-01-01' AND DATE'2014-12-31'"
    ).collect()

    assert row.asDict() == {"people": 1, "contributions": 4}
