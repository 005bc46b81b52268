"""python -m bench [part …]: measure, and print one table of targets and figures."""

import argparse
import sys
from importlib import import_module

from bench.table import Row, printed

PARTS = ("week", "booking", "storm", "past", "import", "bytes", "certificates", "signups", "listing", "draw", "assigning",
         "collection", "round")
MODULES = {"import": "roster", "bytes": "first_view"}  # the others are called like their part


def main() -> int:
    """Measure the parts asked for. Returns 1 when a target is missed."""
    options = _options()
    rows: list[Row] = []
    for part in options.parts or PARTS:
        print(f"Measuring: {part}", file=sys.stderr, flush=True)
        rows += import_module(f"bench.{MODULES.get(part, part)}").measure(options)
    print(printed(rows))
    return 1 if any(row.met is False for row in rows) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"one or more of: {', '.join(PARTS)}; all without it")
    parser.add_argument("--rounds", type=_positive, default=4, help="turns of each comparison (default 4)")
    parser.add_argument("--requests", type=_positive, default=60, help="requests in a turn (default 60)")
    parser.add_argument("--small", action="store_true", help="a twentieth of the past: 5,000 members, 100,000 bookings")
    options = parser.parse_args()
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        parser.error(f"there is no part {unknown[0]}; the parts are: {', '.join(PARTS)}")
    return options


def _positive(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= 300:
        raise argparse.ArgumentTypeError("give a whole number from 1 to 300")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
