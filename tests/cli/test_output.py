from datetime import date, datetime
from pathlib import Path

from parvis.cli.output import many, say_json, sentence, table


def test_table_sets_numbers_right_and_words_left():
    shown = table(("area", "active"), [("qa", 5), ("coding", 1234), ("support", None)])

    assert shown == "area     active\nqa            5\ncoding    1,234\nsupport       -"


def test_table_shows_days_and_yes_no():
    shown = table(("day", "whole"), [(date(2020, 1, 2), True), (datetime(2020, 1, 3, 4), False)])

    assert shown == "day         whole\n2020-01-02  yes\n2020-01-03  no"


def test_table_without_rows_is_its_header():
    assert table(("a", "b"), []) == "a  b"


def test_many_counts_one_and_more():
    assert [many(1, "row"), many(2000, "row"), many(0, "person", "people")] == [
        "1 row",
        "2,000 rows",
        "0 people",
    ]


def test_sentence_is_one_line_with_one_end():
    assert [sentence("It\n  broke"), sentence("Broken!"), sentence("Broken.")] == [
        "It broke.",
        "Broken!",
        "Broken.",
    ]


def test_say_json_writes_moments_and_paths_as_text(capsys):
    say_json({"at": datetime(2020, 1, 2), "file": Path("x"), "name": "Zoë"})

    assert capsys.readouterr().out == (
        '{\n  "at": "2020-01-02T00:00:00",\n  "file": "x",\n  "name": "Zoë"\n}\n'
    )
