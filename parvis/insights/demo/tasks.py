"""Tasks for newcomers in the demo network, all by hand: some an area, most of them open."""

from datetime import datetime, timedelta

from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.offering import add_opportunity, close_opportunity
from parvis.insights.demo.parameters import stream
from parvis.insights.demo.places import load
from parvis.insights.demo.world import World

LATELY = timedelta(days=45)  # each was added within it
CLOSED = 0.1  # share that somebody has done meanwhile
DIFFICULTY = {1: "first", 2: "some", 3: "much"}


def lay_out(world: World, now: datetime) -> None:
    """Add every task at some moment before `now`; close some of them again."""
    rng = stream(world.seed, world.today.toordinal(), "tasks")
    areas = {area.slug: area for area in FocusArea.objects.all()}
    for slug, told in load("tasks.toml").items():
        for title, minutes, difficulty, language, needs, begin in told["tasks"]:
            age, luck = rng.random(2).tolist()
            made = add_opportunity(
                area=areas[slug],
                title=title,
                minutes=minutes or None,
                difficulty=DIFFICULTY[difficulty],
                language=language,
                prerequisites=needs,
                summary=begin,
                by=None,
                now=now - LATELY * age,
            )
            if luck < CLOSED:
                close_opportunity(opportunity=made, by=None, now=now - LATELY * age / 2)
