"""kill -9 of the server and all its workers, at random moments while one officer brings in a list and another
edits: nothing is left half done, nothing acknowledged is lost, and what was ordered is there once in the end.
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.crash.databases import scratch_in
from benchmarks.crash.server import PRODUCT
from benchmarks.crash.trial import Bench, Outcome, Trial
from benchmarks.result import Result, Size, Spread, tallied, timed

BROKEN = ("-m", "benchmarks.crash.broken")
END = {Outcome.ALL: "once", Outcome.NONE: "never"}
SEED, FIRST_PAGE, LEAST_OF_EACH = 20261122, 5.0, 10


@dataclass(frozen=True)
class Run:
    """How much is tried; the kills fall within so many times what the import takes by itself, from the order
    to the page that says it is done. With an officer at work beside it, it takes longer.
    """

    kills: int
    rows: int
    seed: int = SEED
    jobs_work: Sequence[str] = PRODUCT
    times: float = 2.5


FULL, QUICK, SPOILT = Run(50, 5000), Run(1, 600), Run(6, 5000, jobs_work=BROKEN, times=1.0)


def measure(size: Size) -> Iterator[Result]:
    """Fifty kills, and six of a program that saves an import in pieces; one of a small import when quick."""
    if size is Size.QUICK:
        yield from judged(QUICK, [*trials(QUICK)], least=0)
    else:
        yield from judged(FULL, [*trials(FULL)], least=LEAST_OF_EACH)
        yield caught([*trials(SPOILT)])


def trials(run: Run) -> Iterator[Trial]:
    """Each from the same database, a copy of the one that DATABASE_URL names."""
    dice = random.Random(run.seed)
    with tempfile.TemporaryDirectory(prefix="crash-") as folder:
        database = scratch_in(Path(folder))
        bench = Bench(Path(folder), database, rows=run.rows, jobs_work=run.jobs_work)
        longest = run.times * bench.import_seconds
        for _ in range(run.kills):
            yield bench.trial(dice.uniform(0, longest))


def judged(run: Run, tried: Sequence[Trial], *, least: int) -> Iterator[Result]:
    """What the trials of a program showed against what it promises."""
    outcomes = Counter(trial.outcome.value for trial in tried)
    both = min(outcomes[Outcome.ALL.value], outcomes[Outcome.NONE.value])
    writing = sum(trial.was_writing for trial in tried)
    taken = Spread.of(trial.moment for trial in tried)
    yield tallied(
        f"an import of {run.rows} households after kill -9",
        outcomes,
        bar=f"0 partial, ≥ {least} all, ≥ {least} none",
        holds={*outcomes} <= {Outcome.ALL.value, Outcome.NONE.value} and both >= least,
        note=f"seed {run.seed}; killed {taken.least:.1f} to {taken.most:.1f} s after the order to write it,"
        f" {writing} times before its page said that it was done",
    )
    ends = Counter(END.get(trial.in_the_end, trial.in_the_end.value) for trial in tried if trial.is_ordered)
    yield tallied(
        "the same import after the restart, when its job has ended",
        ends,
        bar="once, where the order was answered",
        holds={*ends} == {END[Outcome.ALL]},
        note=f"{len(tried) - ends.total()} orders were not answered before the kill",
    )
    written = sum(trial.acknowledged for trial in tried)
    faults = Counter(fault for trial in tried for fault in trial.faults)
    yield tallied(
        "the database after it",
        {"acknowledged writes": written, "refused as busy": sum(trial.refused for trial in tried), **faults},
        bar="0 acknowledged writes lost, integrity ok, audit chains whole, no process left",
        holds=not faults and written > 0,
    )
    yield timed("from the restart to the first page", [trial.first_page for trial in tried], most=FIRST_PAGE)


def caught(tried: Sequence[Trial]) -> Result:
    """Whether the trials find out a program that saves in pieces."""
    outcomes = Counter(trial.outcome.value for trial in tried)
    partial = outcomes[Outcome.PARTIAL.value]
    return tallied("an import saved a hundred at a time", outcomes, bar="≥ 1 partial", holds=partial > 0)
