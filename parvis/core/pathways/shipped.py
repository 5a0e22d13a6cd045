"""The focus areas that ship with Parvis, read from areas.toml."""

import tomllib
from importlib import resources
from typing import Any


def shipped_areas() -> list[dict[str, Any]]:
    """Each area as written in areas.toml: slug, name, summary, and `point`, its points in order."""
    file = resources.files(__package__) / "areas.toml"
    areas: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))["area"]
    return areas
