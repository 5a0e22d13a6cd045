"""A name that a spreadsheet would run is shown, as it was typed."""

import pytest

from parvis.lib.csv_cells import safe_cell


@pytest.mark.parametrize("text", ["=1+1", "+33 1", "-2", "@ada", "\t=1", "\r=1", "\n=1", "＝1"])
def test_what_begins_like_a_formula_gets_an_apostrophe(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Ada", "", "a=1", "'=1", "2026"])
def test_anything_else_stays(text):
    assert safe_cell(text) == text
