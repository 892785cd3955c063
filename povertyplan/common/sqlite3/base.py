"""SQLite whose writers of one process queue for its write lock.

SQLite's own waiting is no queue: each waiter looks again after a while, up to 0.1 s, and the lock goes to who
looks first. With 64 threads at work one of twenty waited 11 s and more, until the timeout; queueing, 3 s.
What remains to compete for the lock are the few processes.
"""

from __future__ import annotations

import sqlite3
import threading

from django.db.backends.sqlite3 import base

_write = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """Holds the process's own lock from a transaction's beginning until it is over."""

    _holds_write = False

    def _start_transaction_under_autocommit(self) -> None:
        if not self._holds_write:
            if not _write.acquire(timeout=self.settings_dict["OPTIONS"]["timeout"]):
                busy = sqlite3.OperationalError("database is locked")
                busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
                with self.wrap_database_errors:
                    raise busy
            self._holds_write = True
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._release()
            raise

    def _set_autocommit(self, autocommit: bool) -> None:
        try:
            super()._set_autocommit(autocommit)
        finally:
            self._release()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._release()

    def _release(self) -> None:
        if self._holds_write:
            self._holds_write = False
            _write.release()
