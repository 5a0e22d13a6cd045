import pytest

from parvis.lib import env


@pytest.mark.parametrize(("word", "meant"), [("yes", True), ("ON", True), ("0", False)])
def test_yes_no_reads_the_usual_words(monkeypatch, word, meant):
    monkeypatch.setenv("PARVIS_X", word)

    assert env.yes_no("PARVIS_X", default=not meant) is meant


@pytest.mark.parametrize("default", [True, False])
def test_yes_no_that_is_missing_is_its_default(monkeypatch, default):
    monkeypatch.delenv("PARVIS_X", raising=False)

    assert env.yes_no("PARVIS_X", default=default) is default


def test_yes_no_refuses_a_maybe(monkeypatch):
    monkeypatch.setenv("PARVIS_X", "maybe")

    with pytest.raises(env.SettingError, match=r"PARVIS_X is 'maybe'\. Write yes or no\."):
        env.yes_no("PARVIS_X", default=True)


def test_number_is_whole_and_large_enough(monkeypatch):
    monkeypatch.setenv("PARVIS_X", "8")

    assert env.number("PARVIS_X", 1) == 8
    with pytest.raises(env.SettingError, match=r"PARVIS_X is 8. Write a number of at least 9"):
        env.number("PARVIS_X", 1, at_least=9)

    monkeypatch.setenv("PARVIS_X", "eight")
    with pytest.raises(env.SettingError, match=r"PARVIS_X is 'eight'. Write a whole number"):
        env.number("PARVIS_X", 1)


def test_words_are_divided_by_commas(monkeypatch):
    monkeypatch.setenv("PARVIS_X", " a.example , b.example,, ")
    assert env.words("PARVIS_X", ()) == ["a.example", "b.example"]

    monkeypatch.delenv("PARVIS_X")
    assert env.words("PARVIS_X", ("c", "d")) == ["c", "d"]


def test_address_names_what_it_may_begin_with_and_hides_the_password(monkeypatch):
    monkeypatch.setenv("PARVIS_X", "mysql://ada:hush@host/db")

    with pytest.raises(env.SettingError) as error:
        env.address("PARVIS_X", "", schemes=("sqlite", "postgresql"))

    assert str(error.value) == (
        "PARVIS_X is 'mysql://ada:...@host/db'. "
        "Write an address that begins sqlite:// or postgresql://."
    )


@pytest.mark.parametrize(
    ("value", "backend", "port"),
    [
        ("smtp://host", "smtp", 25),
        ("smtps://u:p%40x@host", "smtp", 465),
        ("smtp+tls://u:p%40x@host:2525", "smtp", 2525),
    ],
)
def test_mail_by_smtp(monkeypatch, value, backend, port):
    monkeypatch.setenv("PARVIS_MAIL", value)

    found = env.mail("PARVIS_MAIL", outbox="out")

    assert found["EMAIL_BACKEND"] == f"django.core.mail.backends.{backend}.EmailBackend"
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("host", port)
    assert found["EMAIL_HOST_PASSWORD"] == ("p@x" if "@" in value else "")
    assert found["EMAIL_USE_TLS"] is value.startswith("smtp+tls")
    assert found["EMAIL_USE_SSL"] is value.startswith("smtps")


def test_mail_goes_into_the_outbox_or_the_console(monkeypatch):
    monkeypatch.delenv("PARVIS_MAIL", raising=False)
    assert env.mail("PARVIS_MAIL", outbox="out")["EMAIL_FILE_PATH"] == "out"

    monkeypatch.setenv("PARVIS_MAIL", "console")
    assert "console" in env.mail("PARVIS_MAIL", outbox="out")["EMAIL_BACKEND"]


@pytest.mark.parametrize("value", ["pigeon", "smtp://", "smtp://u:hush@host:many"])
def test_mail_that_cannot_be_read_says_what_to_write(monkeypatch, value):
    monkeypatch.setenv("PARVIS_MAIL", value)

    with pytest.raises(env.SettingError, match="Write PARVIS_MAIL=outbox, console, or") as error:
        env.mail("PARVIS_MAIL", outbox="out")

    assert "hush" not in str(error.value)
