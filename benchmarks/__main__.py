"""Run the measures and print one table: `scripts/bench`, or `scripts/bench pdf queries`."""

from __future__ import annotations

import logging
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povertyplan.settings")


def main(names: list[str]) -> int:
    """Run the named measures, or all; 1 when one misses its bar."""
    django.setup()
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    from benchmarks import (
        allocate,
        audit,
        dashboard,
        household_import,
        officer_tables,
        pdf,
        progress,
        queries,
        register,
        reprint,
        round_tables,
        sign_in,
        tables,
        xlsx,
    )
    from benchmarks.database import scratch_database

    modules = (
        *(allocate, audit, dashboard, household_import, officer_tables, pdf, progress, queries, register),
        *(reprint, round_tables, sign_in, tables, xlsx),
    )
    measures = {module.__name__.rpartition(".")[2]: module.measure for module in modules}
    if unknown := set(names) - set(measures):
        sys.exit(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(measures)}")
    missed = 0
    with scratch_database():
        for name in names or measures:
            for result in measures[name]():
                missed += not result.holds
                print(f"{'ok  ' if result.holds else 'MISS'}  {result.text}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
