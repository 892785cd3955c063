"""The trials by themselves, with another number, size or seed, or of the program that saves in pieces:

python -m benchmarks.crash --kills 50 --rows 5000
python scripts/pg_run.py python -m benchmarks.crash
python -m benchmarks.crash --broken --kills 6
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace

from benchmarks.crash import BROKEN, FULL, LEAST_OF_EACH, SPOILT, caught, judged, trials


def main() -> int:
    """1 when a bar is missed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povertyplan.settings")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name in ("kills", "rows", "seed"):
        parser.add_argument(f"--{name}", type=int, default=getattr(FULL, name))
    parser.add_argument("--broken", action="store_true")
    given = parser.parse_args()
    run = replace(FULL, kills=given.kills, rows=given.rows, seed=given.seed)
    if given.broken:
        run = replace(run, jobs_work=BROKEN, times=SPOILT.times)
    tried = []
    for trial in trials(run):
        print(trial, flush=True)
        tried.append(trial)
    results = list(judged(run, tried, least=min(LEAST_OF_EACH, given.kills // 5)))
    if given.broken:
        results = [caught(tried), *results]
    for result in results:
        print(result)
    return int(not all(result.holds for result in results))


if __name__ == "__main__":
    sys.exit(main())
