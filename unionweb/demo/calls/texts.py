"""The texts of the demo's calls, out of the files beside this one."""

import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent / "texts"
CASES = ("cases_thought", "cases_merit", "cases_care", "cases_home", "cases_reform", "cases_unplaced")
NOMINATIONS = ("nominations_people", "nominations_teams")


def told(name: str) -> list[dict]:
    """What a file tells, one dictionary for each table; texts begin and end without an empty line."""
    tables = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return [{key: value.strip() if isinstance(value, str) else value for key, value in one.items()} for one in next(iter(tables.values()))]


def cases() -> list[dict]:
    """Every case of past years, by year and by place."""
    return sorted((one for name in CASES for one in told(name)), key=lambda one: (one["ago"], one["place"]))


def nominations() -> list[dict]:
    """Everybody and everything that is put forward this year."""
    return [one for name in NOMINATIONS for one in told(name)]
