from collections.abc import Iterator

import pytest

from parvis.measure.engines.base import Engine
from parvis.measure.engines.duckdb import DuckDBEngine


@pytest.fixture(scope="session", params=[DuckDBEngine])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Every engine there is; a test that takes it runs on each."""
    engine = request.param()
    yield engine
    engine.close()
