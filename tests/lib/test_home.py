import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from parvis.lib.home import Home, HomeError


def test_home_is_var_unless_the_environment_names_another(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PARVIS_HOME", raising=False)
    assert Home.from_environment().path == tmp_path / "var"

    monkeypatch.setenv("PARVIS_HOME", str(tmp_path / "other"))
    assert Home.from_environment().path == tmp_path / "other"


def test_naming_a_home_touches_nothing(tmp_path):
    home = Home(tmp_path / "home")

    named = (home.database, home.lake, home.media, home.keys, home.bench, home.rules)

    assert not home.path.exists()
    assert {place.parent for place in named} == {home.path}


def test_make_twice_keeps_what_is_there(tmp_path):
    home = Home(tmp_path / "home").make()
    note = home.lake / "note"
    note.write_text("stays")

    home.make()

    assert note.read_text() == "stays"
    assert stat.S_IMODE(home.keys.stat().st_mode) == 0o700


def test_make_says_where_it_may_not_write(tmp_path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(HomeError, match=r"file/home cannot be made: .* Set PARVIS_HOME"):
        Home(tmp_path / "file" / "home").make()


def test_secret_is_random_lasting_and_its_owners_only(tmp_path):
    home = Home(tmp_path)

    secret = home.secret("lake.key")

    assert len(secret) == 32
    assert secret == Home(tmp_path).secret("lake.key")
    assert secret != home.secret("django.key")
    assert stat.S_IMODE((home.keys / "lake.key").stat().st_mode) == 0o600


def test_secret_is_one_when_many_ask_at_once(tmp_path):
    barrier = Barrier(8)

    def ask(_):
        barrier.wait()
        return Home(tmp_path).secret("lake.key")

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(ask, range(8)))

    assert answers == {(tmp_path / "keys" / "lake.key").read_bytes()}
    assert [file.name for file in Path(tmp_path / "keys").iterdir()] == ["lake.key"]


def test_secret_cut_short_is_refused_not_replaced(tmp_path):
    file = Home(tmp_path).make().keys / "lake.key"
    file.write_bytes(b"short")

    with pytest.raises(HomeError, match=r"holds 5 bytes instead of 32. Put back the file"):
        Home(tmp_path).secret("lake.key")

    assert file.read_bytes() == b"short"
