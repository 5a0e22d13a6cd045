"""The vocabulary of kinds."""

from parvis.measure.sources.kinds import kinds, nearest

SHIPPED = [
    "change",
    "committing",
    "merging",
    "issue",
    "change-proposed",
    "review",
    "comment",
    "answer",
    "translation",
    "edit",
    "report",
    "other",
]


def test_every_kind_has_one_sentence():
    assert list(kinds()) == SHIPPED
    assert [k for k, meaning in kinds().items() if not meaning.endswith(".")] == []


def test_nearest_names_the_word_perhaps_meant():
    assert nearest("Reports", list(kinds())) == "Did you mean 'report'?"


def test_nearest_lists_what_is_known_when_nothing_is_close():
    assert nearest("zzz", ["one", "two"]) == "Known are: one, two."
