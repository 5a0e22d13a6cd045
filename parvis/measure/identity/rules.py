"""The rules that say who is staff, who is a bot, and what is shared by several people."""

import tomllib
from dataclasses import dataclass, field, fields
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


class RulesError(Exception):
    """The rules cannot be used: the file, the key, and what to do."""


@dataclass(frozen=True)
class Section:
    """One section of the rules: what an account must carry to fall under it.

    `domains` and `local_parts` are compared whole (a domain with what lies under it); in `logins`
    and `names` * and ? stand for letters. Case makes no difference. All names of an account must
    fit one of `names`; of `names_once` one that fits is enough.
    """

    domains: tuple[str, ...] = ()
    logins: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    names_once: tuple[str, ...] = ()
    local_parts: tuple[str, ...] = ()
    accounts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Shared(Section):
    """What belongs to several people, and so joins nobody."""

    more_first_names_than: int = 12


@dataclass(frozen=True)
class Rules:
    """All rules. Without any, everybody is a contributor."""

    staff: Section = field(default_factory=Section)
    bots: Section = field(default_factory=Section)
    not_people: Shared = field(default_factory=Shared)


def default_rules_text() -> str:
    """The rules an installation starts with, with comments for those who edit them."""
    return files(__package__).joinpath("rules.toml").read_text(encoding="utf-8")


def default_rules() -> Rules:
    """The rules an installation starts with."""
    return rules_from(default_rules_text(), "the rules shipped with Parvis")


def read_rules(path: Path) -> Rules:
    """Read the rules file at `path`.

    Raises RulesError with a sentence that names file, key and remedy.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        message = f"{path}: there is no such file. `parvis init` writes one to start from."
        raise RulesError(message) from None
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: cannot be read ({error}). Save it as a UTF-8 text file."
        raise RulesError(message) from error
    return rules_from(text, str(path))


def rules_from(text: str, place: str) -> Rules:
    """Make rules of the text of a rules file; `place` names it in errors."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"{place}: this is not TOML ({error}). A comma or quotation mark may be missing."
        raise RulesError(message) from error
    return _filled(Rules, raw, place, "")


def _filled(kind: type[T], raw: object, place: str, where: str) -> T:
    """A dataclass filled from a TOML table; unknown keys are misspelt ones."""
    if not isinstance(raw, dict):
        message = f"{place}, {where}: should be a section. Write it as [{where}] on its own line."
        raise RulesError(message)
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    for key in raw:
        if key not in known:
            message = (
                f"{place}, {_dotted(where, key)}: no such rule. Known here: {', '.join(known)}."
            )
            raise RulesError(message)
    return kind(**{k: _value(known[k].name, v, place, _dotted(where, k)) for k, v in raw.items()})


def _dotted(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _value(key: str, value: object, place: str, where: str) -> Any:
    match key:
        case "staff" | "bots":
            return _filled(Section, value, place, where)
        case "not_people":
            return _filled(Shared, value, place, where)
        case "more_first_names_than":
            return _positive(value, place, where)
        case "accounts":
            return _list(value, int, "whole numbers, as [123, 456]", place, where)
        case _:
            return _list(value, str, 'texts, as ["one", "two"]', place, where)


def _positive(value: object, place: str, where: str) -> int:
    if type(value) is not int or value < 1:
        message = f"{place}, {where}: {value!r} is not a whole number of 1 or more. Write one."
        raise RulesError(message)
    return value


def _list(value: object, of: type[T], example: str, place: str, where: str) -> tuple[T, ...]:
    if not isinstance(value, list) or not all(type(item) is of for item in value):
        message = f"{place}, {where}: should be a list of {example}. Found {value!r}."
        raise RulesError(message)
    if any(isinstance(item, str) and not item.strip(" *?") for item in value):
        message = (
            f"{place}, {where}: an empty rule, or one of * and ? alone, would fit everybody. "
            "Take it out of the list."
        )
        raise RulesError(message)
    return tuple(value)
