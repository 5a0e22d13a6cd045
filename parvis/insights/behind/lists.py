"""The people behind a figure by name, some at a time; for a source, its accounts."""

import hashlib
from collections.abc import Callable

import ibis
from django.core.cache import cache
from ibis.expr.types import Table

from parvis.core.programmes.models import MeasureRun
from parvis.insights.behind.pages import Page, part
from parvis.insights.behind.questions import Question
from parvis.insights.behind.somebody import accounts_by_key, persons_by_key
from parvis.insights.behind.who import who
from parvis.insights.operations import engine_of
from parvis.insights.pathways import points_of_figures
from parvis.lib.home import Home
from parvis.measure import tables
from parvis.measure.engines.base import Engine
from parvis.measure.lake import Lake
from parvis.measure.person_days import use_of_accounts

KEPT_FOR = 3600  # seconds

Keys = list[tuple[int, ...]]


def people_behind(home: Home, run: MeasureRun, asked: Question, number: int) -> Page:
    """Return one page of the people behind a figure, by name.

    Behind a source's figures stand accounts: those who did most come first.
    """
    if asked.what == "in_source":
        return _accounts_page(home, run, asked, number)
    keys = _kept(home, run, asked, _found_people)
    shown = [person for (person,) in part(keys, number)]
    rows = persons_by_key(home, shown)
    return Page([rows[key] for key in shown if key in rows], len(keys), number)


def is_lake_newer(home: Home, run: MeasureRun) -> bool:
    """Whether the lake has changed since the run was measured."""
    return Lake(home.lake).manifest().generation != run.lake_generation


def _accounts_page(home: Home, run: MeasureRun, asked: Question, number: int) -> Page:
    found = _kept(home, run, asked, _found_accounts)
    shown = part(found, number)
    persons = persons_by_key(home, [person for _, person, _ in shown])
    accounts = accounts_by_key(home, [account for account, _, _ in shown])
    rows = [
        {"account": accounts.get(account, {}), "of": persons.get(person), "activities": did}
        for account, person, did in shown
    ]
    return Page(rows, len(found), number, activities=sum(did for *_, did in found))


Finder = Callable[[Lake, Engine, MeasureRun, Question], Table]


def _kept(home: Home, run: MeasureRun, asked: Question, finder: Finder) -> Keys:
    lake = Lake(home.lake)
    said = f"{run.pk} {lake.manifest().generation} {asked.address}"
    kept_as = f"behind-{hashlib.sha256(said.encode()).hexdigest()}"
    keys: Keys | None = cache.get(kept_as)
    if keys is None:
        with engine_of(home) as engine:
            found = engine.run(finder(lake, engine, run, asked))
        keys = list(zip(*(column.to_pylist() for column in found.columns), strict=True))
        cache.set(kept_as, keys, timeout=KEPT_FOR)
    return keys


def _found_people(lake: Lake, engine: Engine, run: MeasureRun, asked: Question) -> Table:
    persons = engine.read(lake.files(tables.PERSONS), tables.PERSONS)
    counted = who(lake, engine, run.as_of, points_of_figures(run.figures), asked)
    named = counted.join(persons, "person", how="left")
    return named.order_by(named.name.lower(), named.person).select("person")


def _found_accounts(lake: Lake, engine: Engine, run: MeasureRun, asked: Question) -> Table:
    activity = engine.read(lake.files(tables.ACTIVITY, asked.source), tables.ACTIVITY)
    before = activity.happened_at < ibis.literal(run.as_of).cast("timestamp")
    use = use_of_accounts(activity.filter(before, activity.area == asked.area))
    held = engine.read(lake.files(tables.PERSON_ACCOUNTS), tables.PERSON_ACCOUNTS)
    owned = use.join(held, "account", how="left")
    owned = owned.order_by(ibis.desc("activities"), "account")
    return owned.select("account", "person", "activities")
