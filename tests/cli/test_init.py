from parvis.cli.edge import DONE, FAILED
from parvis.core.pathways.models import FocusArea
from parvis.core.people.models import User
from parvis.core.programmes.models import Network
from parvis.core.programmes.queries import the_network


def contents(home):
    return {p: p.read_bytes() for p in home.path.rglob("*") if p.is_file()}


def test_init_makes_a_whole_installation(parvis, home):
    done = parvis("init", "--no-input")

    assert done.exit_code == DONE, done.output
    assert home.rules.read_text().startswith("# Who counts as staff")
    assert (home.keys / "lake.key").stat().st_mode & 0o777 == 0o600
    assert the_network().name == "Our network"
    assert "10 focus areas with their pathways" in done.stdout


def test_init_again_changes_nothing_and_says_so(parvis, home):
    parvis("init", "--no-input")
    home.rules.write_text("# my own\n")
    before = contents(home)

    done = parvis("init", "--no-input")

    assert contents(home) == before
    assert done.stdout == f"The installation in {home.path} is complete; nothing was changed.\n"


def test_init_again_keeps_areas_that_were_edited(parvis):
    parvis("init", "--no-input")
    FocusArea.objects.filter(slug="qa").update(name="Testing")

    parvis("init", "--no-input")

    assert FocusArea.objects.get(slug="qa").name == "Testing"


def test_init_asks_for_the_network_and_its_lead(parvis):
    done = parvis("init", input="Open Squares\nLead@Example.org\n")

    assert done.exit_code == DONE, done.output
    assert the_network().name == "Open Squares"
    assert list(User.objects.values_list("email", "roles__name")) == [("lead@example.org", "lead")]


def test_init_makes_nobody_lead_without_an_address(parvis):
    parvis("init", input="\n\n")

    assert the_network().name == "Our network"
    assert not User.objects.exists()


def test_init_with_an_address_that_is_none_can_be_repeated(parvis, home):
    failed = parvis("init", input="Open Squares\nnobody\n")
    assert failed.exit_code == FAILED
    assert "'nobody' is no e-mail address" in failed.stderr

    done = parvis("init", input="ignored\nlead@example.org\n")

    assert done.exit_code == DONE, done.output
    assert User.objects.get().email == "lead@example.org"
    assert Network.objects.get().name == "Open Squares"


def test_init_in_a_directory_of_ones_own_choice(parvis, tmp_path):
    done = parvis("init", "--no-input", "--home", tmp_path / "elsewhere")

    assert (tmp_path / "elsewhere" / "rules.toml").exists()
    assert done.stderr == f"Other commands find it by PARVIS_HOME={tmp_path / 'elsewhere'}.\n"


def test_init_refuses_to_replace_a_lost_key_of_a_lake(parvis, home, repository):
    parvis("ingest", "git", repository.path, "--source", "one", "--area", "qa")
    (home.keys / "lake.key").unlink()

    done = parvis("init", "--no-input")

    assert done.exit_code == FAILED
    assert "Put it back from your backup" in done.stderr
    assert not (home.keys / "lake.key").exists()


def test_init_where_nobody_may_write_says_where(parvis, tmp_path):
    (tmp_path / "file").write_text("")

    done = parvis("init", "--no-input", "--home", tmp_path / "file" / "home")

    assert done.exit_code == FAILED
    assert done.stderr.startswith(f"{tmp_path / 'file' / 'home'} cannot be made")
    assert done.stderr.count("\n") == 1
