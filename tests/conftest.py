"""What every test may ask for."""

from pathlib import Path

import pytest

from parvis.lib.home import Home

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data():
    """The folder of real data beside the project."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"The real data are not at {SHARED_DATA}: put them there to run this test.")
    return SHARED_DATA


@pytest.fixture
def home(tmp_path, monkeypatch, settings):
    """An installation of this test's own, named by PARVIS_HOME and by the settings."""
    made = Home(tmp_path / "home").make()
    monkeypatch.setenv("PARVIS_HOME", str(made.path))
    settings.HOME = made
    return made
