import pytest

from parvis.cli.reference import PAGE, page


def test_reference_page_is_what_the_command_says():
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "Write the page again with `python -m parvis.cli.reference`."
    )


@pytest.mark.parametrize(
    "words",
    ["## parvis init", "## parvis ingest git", "`--as-of YYYY-MM-DD`", "## parvis people undo"],
)
def test_reference_page_has_every_level_of_command(words):
    assert words in page()
