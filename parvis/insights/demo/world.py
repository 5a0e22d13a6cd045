"""The whole demo network before anything is written: the same for the same day and seed."""

from dataclasses import dataclass
from datetime import date, timedelta

from parvis.insights.demo.accounts import Accounts, accounts
from parvis.insights.demo.company import Doings
from parvis.insights.demo.doings import doings
from parvis.insights.demo.gatherings import Gathering, gatherings
from parvis.insights.demo.identities import Person, identities
from parvis.insights.demo.parameters import HISTORY_DAYS, Parameters
from parvis.insights.demo.people import People, residents
from parvis.insights.demo.spells import Spells, spells
from parvis.insights.demo.visits import Attendance, Headcounts, visits

DEFAULT_SEED = 2014


@dataclass(frozen=True)
class World:
    """What is true in the demo network. Rows of `people` and `persons` go together."""

    parameters: Parameters
    today: date
    seed: int
    events: list[Gathering]
    heads: Headcounts
    attendance: Attendance
    people: People
    persons: list[Person]
    spells: Spells
    doings: Doings
    accounts: Accounts

    @property
    def first_day(self) -> date:
        """Day 0 of the columns that count days and minutes."""
        return self.today - timedelta(HISTORY_DAYS)


def world(today: date, seed: int = DEFAULT_SEED, parameters: Parameters | None = None) -> World:
    """Draw the demo network as it stands at the start of `today`, UTC."""
    p = parameters or Parameters()
    events = gatherings(p, today, seed)
    people, attendance, heads = visits(events, residents(p, today, seed), p, today, seed)
    worked = spells(people, p, today, seed)
    done = doings(people, worked, p, today, seed)
    persons = identities(people, p, today, seed)
    who = accounts(done, persons, p, today, seed)
    return World(p, today, seed, events, heads, attendance, people, persons, worked, done, who)
