import json
import re
from datetime import date

import pytest
import vl_convert

from parvis.cli.edge import DONE, FAILED, MISUSE
from parvis.cli.serving import say_sign_ins
from parvis.core.programmes.models import MeasureRun


@pytest.fixture
def demo(parvis):
    return lambda *more: parvis("demo", "--date", "2026-03-02", *more)


def test_demo_ends_with_published_figures_and_is_built_once(demo, home):
    first = demo("--format", "json")
    run = MeasureRun.objects.latest_published()
    before = (home.lake / "manifest.json").read_bytes()

    second = demo("--format", "json")

    assert first.exit_code == DONE, first.output
    told, again = json.loads(first.stdout), json.loads(second.stdout)
    assert (told["spaces"], told["today"], told["did_something"]) == (12, "2026-03-02", True)
    assert again == {**told, "is_new": False, "did_something": False}
    assert (run.as_of, run.figures["stale"]) == (date(2026, 3, 2), False)
    assert run.figures["active"]["total"] > 0
    assert list(MeasureRun.objects.all()) == [run]
    assert (home.lake / "manifest.json").read_bytes() == before


def test_demo_that_broke_off_before_it_was_published_goes_on(demo):
    demo()
    MeasureRun.objects.all().delete()

    again = demo()

    assert again.stdout.startswith("The demo network is ready.")
    assert MeasureRun.objects.published().count() == 1


def test_demo_does_not_mix_with_other_sources(parvis, demo, repository, home):
    parvis("ingest", "git", repository.path, "--source", "work", "--area", "qa")

    done = demo()

    assert done.exit_code == FAILED
    assert done.stderr.startswith(f"{home.path} holds spaces or sources that are no demo")
    assert done.stderr.count("\n") == 1


def test_demo_of_what_is_no_day(parvis):
    done = parvis("demo", "--date", "soon")

    assert done.exit_code == MISUSE
    assert done.stderr == "'soon' is no day. Write --date as in 2020-01-31.\n"


def test_sign_ins_are_shown_with_the_words_of_the_sign_in_page(demo, home, client, capsys):
    demo()

    say_sign_ins(home)

    shown = capsys.readouterr().out
    (where,) = re.findall("Sign in under “(.+)” as", shown)
    page = client.get("/accounts/login/").content.decode()
    assert f"<summary>{where}</summary>" in page
    email, password = re.search(r"^programme lead +(\S+) +(\S+)$", shown, re.MULTILINE).groups()
    client.post("/accounts/login/", {"login": email, "password": password})
    assert client.get("/programme/settings/").status_code == 200


def test_no_sign_ins_are_shown_for_a_network_that_is_no_demo(parvis, home, capsys):
    parvis("init", "--no-input")

    say_sign_ins(home)

    assert capsys.readouterr().out == ""


def test_demo_leaves_no_chart_for_the_first_visitor_to_wait_for(demo, client, monkeypatch):
    demo()

    monkeypatch.delattr(vl_convert, "vegalite_to_svg")

    assert client.get("/impact/").content.count(b"<svg") > 5
