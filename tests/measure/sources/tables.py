"""A bench for table sources: writes a table and its mapping, and loads them."""

import pytest

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
ROW = {"nr": 7, "who": "Zoë", "day": "2014-05-13"}


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


def facts(loaded):
    return [(r["native_id"], r["kind"], r["area"], r["happened_at"]) for r in loaded.activity]
