"""One kill: from a fresh copy of the database to what is found in it after the restart."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from benchmarks.crash.clients import Editor, Importer, Working
from benchmarks.crash.databases import Database
from benchmarks.crash.server import Server, left_alive
from benchmarks.crash.world import Found, Place, register_file, run


class Outcome(Enum):
    """What became of the import."""

    ALL = "all"
    NONE = "none"
    PARTIAL = "partial"


RECORDED = {Outcome.ALL: (1, 1), Outcome.NONE: (0, 0)}


@dataclass(frozen=True)
class Trial:
    """What one kill did; `faults` names every promise that it broke."""

    moment: float
    outcome: Outcome
    was_writing: bool
    first_page: float
    acknowledged: int
    refused: int
    faults: tuple[str, ...]


class Bench:
    """A database made once and a server on it; `import_seconds` is what writing the list takes when
    nobody else is there.
    """

    def __init__(self, folder: Path, database: Database, *, rows: int, application: str) -> None:
        self._database, self._rows = database, rows
        self._server = Server(data=folder, database=database.url, application=application)
        self._place = Place(**run(["make"], self._server.environment))
        self._file = register_file(rows)
        self._server.prepare()
        database.keep()
        self.import_seconds = self._undisturbed()

    def _undisturbed(self) -> float:
        self._server.start()
        try:
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
        server.start()
        try:
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
            first_page = server.start()
            signed_in = editor.browser.open(f"/xa/{self._place.unit}/ho/").status == 200
            self._database.settle()
            found = self._place.look(server.environment)
        finally:
            server.kill()
        faults = [*_faults(found, importer, editor, outcome := self._outcome(found))]
        if not signed_in:
            faults.append("signed out")
        if left_alive(family):
            faults.append("process left behind")
        return Trial(
            moment=moment,
            outcome=outcome,
            was_writing=was_writing,
            first_page=first_page,
            acknowledged=len(editor.applicants) + len(editor.addresses) + importer.acknowledged,
            refused=editor.refused,
            faults=tuple(faults),
        )

    def _outcome(self, found: Found) -> Outcome:
        counts = {*found.imported.values()}
        whole = {self._rows: Outcome.ALL, 0: Outcome.NONE}
        return whole[counts.pop()] if len(counts) == 1 and counts <= whole.keys() else Outcome.PARTIAL


def _faults(found: Found, importer: Importer, editor: Editor, outcome: Outcome) -> list[str]:
    """What was acknowledged and is not there, or is there twice; what is damaged."""
    edits = len(editor.addresses)
    may_stand = {(["", *editor.addresses])[-1], editor.tried}  # the kill may have cut off one answer
    checks = {
        "import not recorded once": (found.imports, found.import_events) != RECORDED.get(outcome),
        "acknowledged import lost": importer.acknowledged and outcome is not Outcome.ALL,
        "acknowledged request lost": not set(editor.applicants) <= set(found.applicants),
        "request stored twice": len(found.applicants) > len(set(found.applicants)),
        "acknowledged edit lost": found.address not in may_stand or found.edits < edits,
        "database damaged": not found.is_intact,
        "audit chain broken": bool(found.broken_chains),
    }
    return [fault for fault, holds in checks.items() if holds]
