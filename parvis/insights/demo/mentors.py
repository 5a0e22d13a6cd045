"""Who helps newcomers in the demo network: some for each focus area, all with leave to be named."""

from datetime import datetime, timedelta

from parvis.core.pathways.being_mentor import Offer, be_mentor
from parvis.core.pathways.models import FocusArea
from parvis.core.people.models import User
from parvis.insights.demo.signins import DOMAIN

JOINED = timedelta(days=60)  # before today
MENTORS = (  # who, areas, languages, how many at once, about themselves
    (
        *("staff", ("coding", "web-compatibility"), ("en", "de"), 3),
        "I review first patches. Send me what you have, however small, and where it broke.",
    ),
    (
        *("contributor", ("support",), ("en",), 2),
        "I answered my first question at an evening like this. I show you where to begin.",
    ),
    (
        *("technical-paris", ("coding", "qa"), ("fr", "en"), 2),
        "I build it with you on your own machine, error by error.",
    ),
    (
        *("technical-berlin", ("coding",), ("de", "en"), 2),
        "I like bugs that nobody can reproduce. We find one that you can mend.",
    ),
    (
        *("technical-toronto", ("qa", "web-compatibility"), ("en", "fr"), 3),
        "Bring a page that looks wrong. We write the report together.",
    ),
    (
        *("technical-london", ("documentation",), ("en",), 3),
        "I edit the guides. Tell me where you got lost: that is your first page.",
    ),
    (
        *("technical-taipei", ("localization",), ("zh-TW", "en"), 4),
        "Ten strings an evening, with the glossary open beside us.",
    ),
    (
        *("technical-tokyo", ("localization", "documentation"), ("ja", "en"), 2),
        "I translate, and explain why a sentence says what it says.",
    ),
    (
        *("technical-vancouver", ("location-services",), ("en",), 2),
        "A walk and a phone are enough to start. I read your first measurements with you.",
    ),
    (
        *("coordinator-paris", ("engagement", "user-research"), ("fr", "en"), 2),
        "I plan evenings, and what people take home from them.",
    ),
    (
        *("coordinator-berlin", ("privacy-policy", "engagement"), ("de", "en"), 2),
        "I read laws so that you need not. We write one clear page together.",
    ),
)


def mentor(now: datetime) -> None:
    """Make those who are there mentors, in the order above."""
    areas = {area.slug: area for area in FocusArea.objects.all()}
    names = [f"{who}@{DOMAIN}" for who, *_ in MENTORS]
    users = {user.email: user for user in User.objects.filter(email__in=names)}
    for email, (_, slugs, languages, at_once, about) in zip(names, MENTORS, strict=True):
        mine = [areas[slug] for slug in slugs]
        offer = Offer(mine, languages, at_once, about, is_shown=True)
        be_mentor(user=users[email], offer=offer, by=None, now=now - JOINED)
