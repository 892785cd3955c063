"""What other communes in the database cost one: the same runs in a database without them and in a copy that
has them, in turns, so that what else the machine does meets both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from benchmarks.database import analyse, copied, in_use, use
from benchmarks.result import Result, compared, counted
from benchmarks.stopwatch import Run, asked, processor, settle

GROWTH = 1.2


def grown(runs: Mapping[str, Run], *, fill: Callable[[], object], among: str, times: int) -> Iterator[Result]:
    """Processor time and queries of each run, beside those in the database as it was before `fill`."""
    alone, full = in_use(), copied("among")
    use(full)
    fill()
    analyse()
    yield from turns(runs, alone=alone, full=full, among=among, times=times)


def turns(runs: Mapping[str, Run], *, alone: str, full: str, among: str, times: int) -> Iterator[Result]:
    """The same of two databases that are there; the first is the one that is asked afterwards."""
    for what, run in runs.items():
        few, many = (_asked_in(name, run) for name in (alone, full))
        yield counted(f"{what}, {among}", many, most=few, unit="queries")
        settle()
        pairs = [(_seconds_in(full, run), _seconds_in(alone, run)) for _ in range(times)]
        yield compared(f"{what}, {among}", pairs, floor="the commune alone", most=GROWTH)
    use(alone)


def _asked_in(name: str, run: Run) -> int:
    """How many queries, once what is read once has been read."""
    use(name)
    run()
    return len(asked(run))


def _seconds_in(name: str, run: Run) -> float:
    """Warm: what is taken is the second of two."""
    use(name)
    run()
    return processor(run)
