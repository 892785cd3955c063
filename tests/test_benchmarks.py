"""What stands round the measures: which there are, what counts as missed, how it is written."""

from __future__ import annotations

import gc
import re
from pathlib import Path

from django.conf import settings

from benchmarks.__main__ import names
from benchmarks.alone import measured
from benchmarks.result import Size, Spread, compared, counted, tallied, timed
from benchmarks.security.passing import functions_of
from benchmarks.table import Row, figure, table, verdict


def test_every_measure_stands_in_the_readme_and_no_other() -> None:
    readme = (settings.BASE / "benchmarks/README.md").read_text()

    told = set(re.findall(r"^\| `(\w+)` \|", readme, re.MULTILINE))

    assert told == set(names())


def test_a_time_that_misses_counts_in_a_full_run_alone() -> None:
    slow = compared("page", [(3.0, 1.0)], floor="an empty page", most=2)

    assert verdict(slow, Size.FULL) == "MISS"
    assert verdict(slow, Size.QUICK) == "-"


def test_what_does_not_depend_on_the_machine_counts_in_every_run() -> None:
    many = counted("page", 13, most=12, unit="queries")
    torn = tallied("import", {"whole": 9, "half": 1}, bar="none half", holds=False)

    assert [verdict(each, Size.QUICK) for each in (many, torn)] == ["MISS", "MISS"]


def test_without_a_bar_nothing_is_judged() -> None:
    assert verdict(timed("rows", [5], most=None, unit="rows"), Size.FULL) == "-"


def test_medians_are_judged_and_ratios_taken_pair_by_pair() -> None:
    found = compared("page", [(1.0, 1.0), (3.0, 1.0), (2.0, 2.0)], floor="an empty page", most=2)

    assert (found.ours, found.theirs) == (Spread(1, 2, 3), Spread(1, 1, 2))
    assert found.ratio == Spread(1, 1, 3)
    assert found.holds


def test_a_measure_that_raises_misses(tmp_path: Path) -> None:
    """Broken build: `_measure` without its `except`; the run then waits for an end that never comes."""
    surroundings = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3",
        "DJANGO_SETTINGS_MODULE": "povertyplan.settings",
        "POVERTYPLAN_DATA": str(tmp_path),
    }

    (result,) = measured("result", Size.QUICK, surroundings)  # a module that measures nothing

    assert verdict(result, Size.QUICK) == "MISS"
    assert "AttributeError" in result.note


def test_functions_that_the_collector_leaves_alone_are_marked_too() -> None:
    """Seen failing: tests freeze what is imported, and no door was found any more."""
    gc.freeze()

    assert functions_of in functions_of({str(settings.BASE / "benchmarks/security/passing.py")})


def test_table_is_aligned_and_shows_least_median_and_most() -> None:
    slow = compared("page", [(0.003, 0.001), (0.004, 0.001)], floor="an empty page", most=2)
    rows = [
        Row("pages", "sqlite", slow),
        Row("faults", "sqlite", tallied("x", {"whole": 9}, bar="all", holds=True)),
    ]

    lines = table(rows, Size.FULL).splitlines()

    assert len({len(line) for line in lines}) == 1
    assert [cell.strip() for cell in lines[2].split("|")[4:10]] == [
        *("MISS", "ms", "3/3.5/4", "an empty page", "1", "3/3.5/4"),
    ]
    assert "9 whole" in lines[3]


def test_figures_have_three_digits_and_no_powers_of_ten() -> None:
    assert [figure(value) for value in (0.01234, 4.567, 99.96, 123456.0)] == [
        "0.0123",
        "4.57",
        "100",
        "123456",
    ]
