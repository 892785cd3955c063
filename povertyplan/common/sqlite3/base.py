"""Django's SQLite, whose writers of one process queue, and which notices when its file was replaced.

SQLite's own waiting is no queue: each waiter looks again after a while, up to 0.1 s, and the lock goes to who
looks first. With 64 threads at work one of twenty waited 11 s and more, until the timeout; queueing, 3 s.
What remains to compete for the lock are the few processes.

And SQLite goes on writing to a file that has been removed, and makes an empty one where there is none.
"""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any, ClassVar

from django.db.backends.sqlite3 import base

from povertyplan.common.turns import give_way

_write = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """Holds the process's own lock from a transaction's beginning until it is over. Who waits for it lets
    other requests work, and works without a turn himself: he is the only one of his process.

    A connection is asked at its first use in a request (CONN_HEALTH_CHECKS) whether it is still usable.
    """

    may_create: ClassVar[bool] = True  # a server may not: povertyplan.wsgi
    _holds_write = False

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        path = Path(conn_params["database"])
        if not self.may_create:
            conn_params = {**conn_params, "database": f"{path.absolute().as_uri()}?mode=rw"}
        connection = super().get_new_connection(conn_params)
        self._file = _file(path)
        return connection

    def is_usable(self) -> bool:
        return self._file == _file(Path(self.settings_dict["NAME"]))

    def _start_transaction_under_autocommit(self) -> None:
        if not self._holds_write:
            give_way()
            if not _write.acquire(timeout=self.settings_dict["OPTIONS"]["timeout"]):
                busy = sqlite3.OperationalError("database is locked")
                busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
                with self.wrap_database_errors:
                    raise busy
            self._holds_write = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # its stubs leave it out
        except BaseException:
            self._release()
            raise

    def _set_autocommit(self, autocommit: bool) -> None:
        try:
            super()._set_autocommit(autocommit)  # type: ignore[misc]  # its stubs leave it out
        finally:
            self._release()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # its stubs leave it out
        finally:
            self._release()

    def _release(self) -> None:
        if self._holds_write:
            self._holds_write = False
            _write.release()


def _file(path: Path) -> tuple[int, int] | None:
    """Which file of the machine stands there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
