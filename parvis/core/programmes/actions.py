"""What is done about the network. `by` is who does it; None stands for the command line."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from parvis.core.ground.actions import record
from parvis.core.people.models import User
from parvis.core.people.rules import NotAllowedError
from parvis.core.programmes.models import ONLY, MeasureRun, Network, Programme
from parvis.core.programmes.rules import may_edit_network


class NetworkError(Exception):
    """Settings of the network that cannot be so: what is wrong with them."""


class NameTakenError(NetworkError):
    """Two programmes of one name: which name."""


def ensure_network(*, name: str, by: User | None, now: datetime) -> Network:
    """The installation's network, made with this name where there is none yet."""
    with transaction.atomic():
        network, is_new = Network.objects.get_or_create(pk=ONLY, defaults={"name": name})
        if is_new:
            record(action="programmes.make-network", target=network, by=by, now=now, name=name)
    return network


def set_network(
    *,
    name: str,
    goal: int | None,
    goal_on: date | None,
    baseline: int | None,
    baseline_on: date | None,
    baseline_note: str,
    by: User | None,
    now: datetime,
) -> Network:
    """Type in the network's goal and baseline, each a count of active contributors and its day.

    None is unknown, never zero. Raises NotAllowedError unless `by` is a lead, NetworkError when
    a count stands without its day or a day without its count.
    """
    _check_lead(by)
    with transaction.atomic():
        network = Network.objects.select_for_update().get(pk=ONLY)
        fields = {
            "name": name.strip(),
            "goal": goal,
            "goal_on": goal_on,
            "baseline": baseline,
            "baseline_on": baseline_on,
            "baseline_note": baseline_note.strip(),
        }
        changed = _changed(network, fields)
        _check(network)
        if changed:
            network.save(update_fields=list(changed))
            record(action="programmes.set-network", target=network, by=by, now=now, **changed)
    return network


def set_programme(
    *,
    name: str,
    starts_on: date,
    ends_on: date,
    spaces: int,
    events_per_week: Decimal,
    weeks: int,
    new_per_event: Decimal,
    by: User | None,
    now: datetime,
    programme_id: int | None = None,
) -> Programme:
    """Set what a programme's goal is made of: the one with this id, which may get another name.

    Without an id it is the one of this name, made where there is none. `ends_on` is the first day
    no longer in it. Raises NotAllowedError unless `by` is a lead, NameTakenError when another
    programme has the name, NetworkError when a factor makes no sense.
    """
    _check_lead(by)
    with transaction.atomic():
        network = Network.objects.select_for_update().get(pk=ONLY)
        programme = _programme(network, name.strip(), programme_id)
        fields = {
            "name": name.strip(),
            "starts_on": starts_on,
            "ends_on": ends_on,
            "spaces": spaces,
            "events_per_week": events_per_week,
            "weeks": weeks,
            "new_per_event": new_per_event,
        }
        changed = _changed(programme, fields)
        _check(programme)
        if changed:
            programme.save()
            record(action="programmes.set-programme", target=programme, by=by, now=now, **changed)
    return programme


def _programme(network: Network, name: str, programme_id: int | None) -> Programme:
    """The programme to set: by id, else by name, else a new one."""
    named = network.programmes.filter(name=name).first()
    if programme_id is None:
        return named or Programme(network=network)
    if named and named.pk != programme_id:
        raise NameTakenError(f"Another programme is called “{name}”. Choose another name.")
    return network.programmes.get(pk=programme_id)


def keep_run(
    *,
    as_of: date,
    lake_generation: int,
    figures: dict[str, Any],
    by: User | None,
    now: datetime,
    publish: bool = False,
) -> MeasureRun:
    """Keep measured figures (what JSON can hold), open to the public if `publish`."""
    with transaction.atomic():
        run = MeasureRun.objects.create(
            as_of=as_of,
            made_at=now,
            lake_generation=lake_generation,
            figures=figures,
            is_published=publish,
        )
        day = as_of.isoformat()
        record(action="programmes.keep-run", target=run, by=by, now=now, as_of=day, public=publish)
    return run


def _changed(row: models.Model, fields: dict[str, Any]) -> dict[str, Any]:
    """Set the fields; what changed comes back, as JSON can hold it."""
    before = {name: getattr(row, name) for name in fields}
    for name, value in fields.items():
        setattr(row, name, value)
    return {n: _plain(value) for n, value in fields.items() if value != before[n]}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, date | Decimal) else value


def _check(row: Network | Programme) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise NetworkError(" ".join(error.messages)) from error


def _check_lead(by: User | None) -> None:
    if by is not None and not may_edit_network(by):
        raise NotAllowedError(f"{by} may not change the network's settings. A programme lead may.")
