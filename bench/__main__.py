"""`make bench`: runs the benchmarks, prints their figures, and keeps them under `bench/`."""

import json
import sys
from datetime import UTC, datetime
from typing import Any

from bench import choosing, door, identity, measures, pages
from parvis.lib.home import Home

BENCHMARKS = {
    "measures": measures.run,
    "identity": identity.run,
    "pages": pages.run,
    "choosing": choosing.run,
    "door": door.run,
}


def main(names: list[str]) -> None:
    """Run the named benchmarks, or all of them."""
    home = Home.from_environment().make()
    for name in names or BENCHMARKS:
        figures = BENCHMARKS[name]()
        show(name, figures)
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        file = home.bench / f"{name}-{moment}.json"
        file.write_text(json.dumps(figures, indent=1))
        print(f"kept in {file}\n")


def show(name: str, figures: dict[str, Any], depth: int = 0) -> None:
    """Print nested figures, a line each."""
    print(f"{'  ' * depth}{name}")
    for key, value in figures.items():
        if isinstance(value, dict):
            show(key, value, depth + 1)
        else:
            shown = f"{value:,.2f}" if isinstance(value, float) else f"{value}"
            print(f"{'  ' * (depth + 1)}{key}: {shown}")


if __name__ == "__main__":
    main(sys.argv[1:])
