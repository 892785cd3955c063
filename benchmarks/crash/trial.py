"""One kill: from a fresh copy of the database to what is found in it after the restart."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from benchmarks.crash.clients import Editor, Importer, Working
from benchmarks.crash.databases import Database
from benchmarks.crash.server import Server, left_alive
from benchmarks.crash.world import Found, Place, register_file, run


class Outcome(Enum):
    """What of the import is in the database."""

    ALL = "all"
    NONE = "none"
    PARTIAL = "partial"
    TWICE = "twice"


RECORDED = {Outcome.ALL: (1, 1), Outcome.NONE: (0, 0)}  # imports and audit events


@dataclass(frozen=True)
class Trial:
    """What one kill did: what was there of the import at that moment and `in_the_end`, when the job was taken
    up again; `faults` names every promise that it broke.
    """

    moment: float
    outcome: Outcome
    in_the_end: Outcome
    is_ordered: bool
    was_writing: bool
    first_page: float
    acknowledged: int
    refused: int
    faults: tuple[str, ...]


class Bench:
    """A database made once and a server on it; `import_seconds` is what writing the list takes when
    nobody else is there.
    """

    def __init__(self, folder: Path, database: Database, *, rows: int, jobs_work: Sequence[str]) -> None:
        self._database, self._rows = database, rows
        self._server = Server(data=folder, database=database.url, jobs_work=jobs_work)
        self._place = Place(**run(["make"], self._server.environment))
        self._file = register_file(rows)
        self._server.prepare()
        database.keep()
        self.import_seconds = self._undisturbed()

    def _undisturbed(self) -> float:
        try:
            self._server.start()
            importer = Importer(self._server.port, self._place, self._file)
            importer.look()
            importer.write()
        finally:
            self._server.stop()
        if not importer.acknowledged:
            raise RuntimeError(f"the import was refused: {importer.said[-2000:]}")
        return importer.seconds

    def trial(self, moment: float) -> Trial:
        """Kill everything so many seconds after the order to write, start again and look."""
        server = self._server
        self._database.reset()
        try:
            server.start()
            importer = Importer(server.port, self._place, self._file)
            editor = Editor(server.port, self._place)
            importer.look()
            editor.sign_in()
            workers = [Working(importer.write), Working(editor.work)]
            for worker in workers:
                worker.start()
            time.sleep(moment)
            family = server.family()
            was_writing = not importer.seconds
            server.kill()
            for worker in workers:
                worker.end()
            left = left_alive(family)
            self._database.settle()
            at_death = self._place.look_at_death(server.environment)
            first_page = server.start()
            signed_in = editor.browser.open(f"/xa/{self._place.unit}/ho/").status == 200
            in_the_end = self._place.look_in_the_end(server.environment)
        finally:
            server.kill()
        outcome, end = self._outcome(at_death), self._outcome(in_the_end)
        faults = [*_lost(at_death, editor), *_damaged(at_death, outcome)]
        faults += [f"{fault} in the end" for fault in _damaged(in_the_end, end)]
        checks = {
            "acknowledged import lost": importer.acknowledged and outcome is not Outcome.ALL,
            "ordered import not there once in the end": importer.is_ordered and end is not Outcome.ALL,
            "job still open": in_the_end.open_jobs > 0,
            "signed out": not signed_in,
            "process left behind": bool(left),
        }
        faults += [fault for fault, holds in checks.items() if holds]
        return Trial(
            moment=moment,
            outcome=outcome,
            in_the_end=end,
            is_ordered=importer.is_ordered,
            was_writing=was_writing,
            first_page=first_page,
            acknowledged=len(editor.applicants) + len(editor.addresses) + importer.acknowledged,
            refused=editor.refused,
            faults=tuple(faults),
        )

    def _outcome(self, found: Found) -> Outcome:
        counts = {*found.imported.values()}
        if max(counts) > self._rows or (counts == {self._rows} and found.imports > 1):
            return Outcome.TWICE
        return {self._rows: Outcome.ALL, 0: Outcome.NONE}.get(
            counts.pop() if len(counts) == 1 else -1, Outcome.PARTIAL
        )


def _lost(found: Found, editor: Editor) -> Iterator[str]:
    """What was acknowledged to the editor and is not there, or is there twice."""
    may_stand = {(["", *editor.addresses])[-1], editor.tried}  # the kill may have cut off one answer
    if not set(editor.applicants) <= set(found.applicants):
        yield "acknowledged request lost"
    if len(found.applicants) > len(set(found.applicants)):
        yield "request stored twice"
    if found.address not in may_stand or found.edits < len(editor.addresses):
        yield "acknowledged edit lost"


def _damaged(found: Found, outcome: Outcome) -> Iterator[str]:
    if (found.imports, found.import_events) != RECORDED.get(outcome):
        yield "import not recorded once"
    if not found.is_intact:
        yield "database damaged"
    if found.broken_chains:
        yield "audit chain broken"
