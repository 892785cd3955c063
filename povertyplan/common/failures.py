"""The answers when a request could not be answered: a database that is busy says so, all else is an error.

Django writes both to the log with their tracebacks; `LineFormatter` leaves out what they quote.
"""

from __future__ import annotations

import sqlite3
import sys

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults

from povertyplan.common.logs import causes
from povertyplan.common.metrics import database_error_count

SQLITE_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
POSTGRESQL_BUSY = {
    "55P03",  # lock_not_available: lock_timeout
    "57014",  # query_canceled: statement_timeout
    "40P01",  # deadlock_detected
    "40001",  # serialization_failure
}


def is_busy(error: BaseException | None) -> bool:
    """Whether a lock or a timeout is behind an error: a moment later the same may work."""
    return any(
        getattr(cause, "sqlite_errorcode", 0) & 0xFF in SQLITE_BUSY
        or getattr(cause, "pgcode", "") in POSTGRESQL_BUSY
        for cause in causes(error)
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """503 when the database was busy, else 500."""
    error = sys.exception()
    if is_busy(error):
        return _busy(request)
    if any(isinstance(cause, DatabaseError) for cause in causes(error)):
        database_error_count(is_busy=False)
    return defaults.server_error(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 503 for a session that a busy database did not save: Django takes that for a lost session."""
    return _busy(request) if is_busy(exception) else defaults.bad_request(request, exception)


def _busy(request: HttpRequest) -> HttpResponse:
    database_error_count(is_busy=True)
    response = render(request, "503.html", status=503)
    response.headers["Retry-After"] = "5"
    return response
