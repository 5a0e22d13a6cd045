"""Any table of contributions, read through a mapping: CSV, JSON Lines or Parquet."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from parvis.measure.keys import Keys
from parvis.measure.sources.base import Batch, Extent, SourceError
from parvis.measure.sources.mapping import Mapping
from parvis.measure.sources.moments import Moments
from parvis.measure.sources.span import Span
from parvis.measure.sources.table_files import chunks
from parvis.measure.sources.table_rows import Rows


class TableSource:
    """A file of rows. Its `area` is for rows that name none; None where rows name their own.

    Rows are known by their id, or by what they say: loading a longer file of the same adds what
    is new. `replace` takes the file in place of all that was loaded before. Constructing it
    raises SourceError when nothing says the area; `read` when the file is no such table.
    """

    def __init__(
        self,
        file: Path,
        mapping: Mapping,
        *,
        name: str,
        keys: Keys,
        now: datetime,
        area: str | None = None,
        replace: bool = False,
    ) -> None:
        self.file = file
        self.mapping = mapping
        self.name = name
        self.platform = mapping.platform
        self.keys = keys
        self.now = now
        self.replace = replace
        self._usual_area = area or mapping.area.constant or None
        self.area = None if "area" in mapping.columns else self._usual_area
        if not (self._usual_area or "area" in mapping.columns):
            raise SourceError(
                f"{mapping.file} does not say which focus area {name} is for. Name columns.area, "
                "set constant.area, or give an area with --area."
            )

    def read(self) -> Iterator[Batch]:
        """Yield the file's rows."""
        rows = Rows(self.name, self._usual_area, self.mapping, self.keys)
        moments = Moments(self.mapping.formats, self.mapping.zone, Span(self.now))
        for chunk in chunks(self.file, self.mapping.wanted, self.mapping.file):
            yield rows.batch(chunk, str(self.file), moments)

    def extent(self) -> Extent:
        """What the mapping's [coverage] says; as far as the rows reach where it says nothing."""
        return Extent(
            from_birth=self.mapping.from_birth,
            covered_from=self.mapping.covered_from,
            covered_to=self.mapping.covered_to,
        )
