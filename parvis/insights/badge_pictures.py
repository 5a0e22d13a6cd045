"""What stands on the picture of a badge: an enamelled plate, with a stone for each level."""

from dataclasses import dataclass

from parvis.core.followup.recognition import Recognition
from parvis.insights.badges import title
from parvis.measure.metrics.inputs import LEVELS

WIDEST = 13  # letters in a line
TOP, LINE = 118, 34  # where lines of the name begin, and how far apart they are


@dataclass(frozen=True)
class Picture:
    """A badge as it is drawn. `lines` are (how far down, words); `stones` how far to the right."""

    title: str
    level: str
    lines: list[tuple[int, str]]
    stones: list[int]


def picture(row: Recognition) -> Picture:
    """Lay out the picture of a recognition."""
    lines = _lines(row.area_name)
    first = TOP - LINE * (len(lines) - 1) // 2
    placed = [(first + LINE * n, words) for n, words in enumerate(lines)]
    count = LEVELS.index(row.level) + 1
    stones = [120 + 34 * n - 17 * (count - 1) for n in range(count)]
    return Picture(title(row), row.level, placed, stones)


def _lines(name: str) -> list[str]:
    """A name in as few lines as it needs."""
    lines: list[str] = []
    for word in name.split():
        if lines and len(lines[-1]) + 1 + len(word) <= WIDEST:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
