"""A pathway in words: each point as a rung of the ladder that a page draws."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from parvis.core.pathways.models import ConversionPoint
from parvis.core.pathways.versions import Snapshot

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

YEAR = 365
KINDS = {  # what is counted, one and more
    "change": ngettext_lazy("accepted change", "accepted changes", "n"),
    "committing": ngettext_lazy("change put in for somebody", "changes put in for others", "n"),
    "merging": ngettext_lazy("merge", "merges", "n"),
    "issue": ngettext_lazy("bug or wish filed", "bugs or wishes filed", "n"),
    "change-proposed": ngettext_lazy("change proposed", "changes proposed", "n"),
    "review": ngettext_lazy("review", "reviews", "n"),
    "comment": ngettext_lazy("comment", "comments", "n"),
    "answer": ngettext_lazy("question answered", "questions answered", "n"),
    "translation": ngettext_lazy("string translated", "strings translated", "n"),
    "edit": ngettext_lazy("page or map edited", "pages or maps edited", "n"),
    "report": ngettext_lazy("activity report", "activity reports", "n"),
    "other": ngettext_lazy("other contribution", "other contributions", "n"),
}
LEVELS: dict[str, "StrOrPromise"] = {
    ConversionPoint.Level.CASUAL: gettext_lazy("Casual"),
    ConversionPoint.Level.ACTIVE: gettext_lazy("Active"),
    ConversionPoint.Level.CORE: gettext_lazy("Core"),
}


@dataclass(frozen=True)
class Rung:
    """One point, as it is read."""

    order: int
    level: str
    level_name: str
    count: str
    asks: str
    within: str
    seen_at: str
    earns: str
    next_step: str

    @property
    def sentence(self) -> str:
        """What it takes, on one line."""
        return f"{self.count} {self.asks} {self.within}"


def rungs(points: Iterable[Snapshot]) -> list[Rung]:
    """The points of a pathway in their order, in words."""
    return [_rung(point) for point in points]


def kind_words(kind: str, count: int = 1) -> str:
    """A kind of contribution as a sentence counts it; what has no words here is its slug."""
    words = KINDS.get(kind)
    return str(words % {"n": count}) if words else kind.replace("-", " ")


def within_words(days: int) -> str:
    """How much time there is."""
    if days == YEAR:
        return _("within a year")
    return ngettext("within %(n)s day", "within %(n)s days", days) % {"n": f"{days:,}"}


def _rung(point: Snapshot) -> Rung:
    return Rung(
        order=point["order"],
        level=point["level"],
        level_name=str(LEVELS.get(point["level"], point["level"])),
        count=f"{point['k']:,}",
        asks=_any_of([kind_words(kind, point["k"]) for kind in point["kinds"]]),
        within=within_words(point["window_days"]),
        seen_at=point["seen_at"],
        earns=point["recognition"],
        next_step=point["next_step"],
    )


def _any_of(words: Sequence[str]) -> str:
    *most, last = words
    if not most:
        return last
    return _("%(these)s or %(that)s") % {"these": ", ".join(most), "that": last}
