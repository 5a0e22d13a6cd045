"""What labels and texts of other systems say of a task: how long, how hard. Pure."""

import re
from datetime import datetime

from parvis.core.pathways.offering import LONGEST

TITLE, SUMMARY = 200, 300
LENGTH = re.compile(
    r"(?:^|[\s:=~(])(\d{1,3}(?:\.5)?)\s*(m|min|mins|minutes?|h|hr|hrs|hours?)\b", re.IGNORECASE
)
EASY = {
    *("good first issue", "good first bug", "first timers only", "beginner", "beginner friendly"),
    *("easy", "starter", "starter bug", "newcomer", "newcomers"),
}
PRACTICE = {"help wanted", "medium", "intermediate"}
HARD = {"hard", "difficult", "advanced", "expert"}
PREFIX = re.compile(r"^(difficulty|level|experience|e|d)\s*[:/ ]\s*")
MARKUP = re.compile(r"<!--.*?-->|!\[[^\]]*\]\([^)]*\)|<[^>]+>|\*\*|__|`", re.DOTALL)
LINKED = re.compile(r"\[([^\]]+)\]\([^)]*\)")


def plain(label: str) -> str:
    """`Good-First_Issue` as `good first issue`: how labels are compared."""
    return " ".join(re.sub(r"[-_]+", " ", label.lower()).split())


def minutes_in(labels: list[str]) -> int | None:
    """The length that a label names, as “30 min”, “1h”, “time: 2 hours”; None where none does."""
    for label in labels:
        found = LENGTH.search(label)
        if found:
            count = float(found[1]) * (60 if found[2].lower().startswith("h") else 1)
            return int(count) if 1 <= count <= LONGEST else None
    return None


def difficulty_in(labels: list[str]) -> str:
    """How hard the labels say it is; blank where they do not."""
    said = {PREFIX.sub("", plain(label)) for label in labels}
    for difficulty, words in (("first", EASY), ("some", PRACTICE), ("much", HARD)):
        if said & words:
            return difficulty
    return ""


def first_words(text: str) -> str:
    """The first paragraph that is prose, short and without markup."""
    for paragraph in re.split(r"\n\s*\n", MARKUP.sub("", text.replace("\r", "").replace("\0", ""))):
        lines = [line for line in paragraph.splitlines() if not line.lstrip().startswith("#")]
        found = " ".join(LINKED.sub(r"\1", " ".join(lines)).strip(" *_`>-").split())
        if found:
            return cut(found, SUMMARY)
    return ""


def cut(text: str, most: int) -> str:
    """At most so many signs."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def title_of(text: object, number: str) -> str:
    """A title as it stands, cut; a number where there is none."""
    words = " ".join(str(text or "").replace("\0", "").split())
    return cut(words, TITLE) or f"No. {number}"


def web_link(text: object) -> str:
    """An address for a browser; blank for whatever else a system may say."""
    found = str(text or "")
    is_plain = found.startswith(("https://", "http://")) and found.isprintable()
    return found if is_plain and " " not in found and len(found) <= 500 else ""  # noqa: PLR2004


def moment_of(text: object) -> datetime:
    """A moment with its offset, as ISO 8601 has it. Raises ValueError for what is none."""
    found = datetime.fromisoformat(str(text))
    if found.tzinfo is None:
        raise ValueError(f"{text} has no offset.")
    return found
