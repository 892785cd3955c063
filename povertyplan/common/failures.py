"""The answers when a request could not be answered: what is wrong with the database or the disk is said, with
what was typed still there to be sent again; all else is an error of the program.

Django writes both to the log with their tracebacks; `LineFormatter` leaves out what they quote.
"""

from __future__ import annotations

import errno
import sqlite3
import sys
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.views import defaults

from povertyplan.common.logs import causes
from povertyplan.common.metrics import database_error_count


@dataclass(frozen=True, kw_only=True)
class Page:
    """What the reader is told: a heading, what to do, and after how many seconds a machine may ask again."""

    status: int = 503
    retry_after: int
    heading: str
    sentence: str


class Failure(Enum):
    """Why something could not be done that may be done later."""

    BUSY = Page(
        retry_after=5,
        heading="Cơ sở dữ liệu đang bận",
        sentence="Nhiều người đang ghi cùng lúc. Đợi vài giây rồi thử lại.",
    )
    FULL = Page(
        status=507,
        retry_after=60,
        heading="Máy chủ hết chỗ trống",
        sentence="Ổ đĩa của máy chủ đã đầy. Báo người quản trị dọn ổ đĩa, rồi thử lại.",
    )
    READ_ONLY = Page(
        retry_after=60,
        heading="Máy chủ chưa ghi được",
        sentence="Dữ liệu trên máy chủ đang chỉ đọc được. Báo người quản trị mở lại quyền ghi, rồi thử lại.",
    )
    GONE = Page(
        retry_after=10,
        heading="Chưa nối được cơ sở dữ liệu",
        sentence="Máy chủ chưa mở được cơ sở dữ liệu. Đợi ít phút rồi thử lại; vẫn lỗi, báo người quản trị.",
    )


# https://sqlite.org/rescode.html, without the upper bits that say more.
_SQLITE = {
    sqlite3.SQLITE_BUSY: Failure.BUSY,
    sqlite3.SQLITE_LOCKED: Failure.BUSY,
    sqlite3.SQLITE_FULL: Failure.FULL,
    sqlite3.SQLITE_READONLY: Failure.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Failure.GONE,
    sqlite3.SQLITE_IOERR: Failure.GONE,
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL = {
    "55P03": Failure.BUSY,  # lock_not_available: lock_timeout
    "57014": Failure.BUSY,  # query_canceled: statement_timeout
    "40P01": Failure.BUSY,  # deadlock_detected
    "40001": Failure.BUSY,  # serialization_failure
    "53100": Failure.FULL,  # disk_full
    "25006": Failure.READ_ONLY,  # read_only_sql_transaction
    "53300": Failure.GONE,  # too_many_connections
    "57P01": Failure.GONE,  # admin_shutdown
    "57P02": Failure.GONE,  # crash_shutdown
    "57P03": Failure.GONE,  # cannot_connect_now
}
_SYSTEM = {
    errno.ENOSPC: Failure.FULL,
    errno.EDQUOT: Failure.FULL,
    errno.EFBIG: Failure.FULL,
    errno.EROFS: Failure.READ_ONLY,
}
_WITHOUT_CODE = {"OperationalError", "InterfaceError"}  # psycopg2's, when there is no server to give one


def failure_of(error: BaseException | None) -> Failure | None:
    """What is wrong with the database or the disk, where that is behind an error."""
    return next((found for cause in causes(error) if (found := _failure(cause))), None)


def _failure(cause: Any) -> Failure | None:
    if code := getattr(cause, "sqlite_errorcode", 0):
        return _SQLITE.get(code & 0xFF)
    if hasattr(cause, "pgcode"):
        is_lost = cause.pgcode is None and type(cause).__name__ in _WITHOUT_CODE
        return Failure.GONE if is_lost else _POSTGRESQL.get(cause.pgcode)
    return _SYSTEM.get(cause.errno or 0) if isinstance(cause, OSError) else None


def server_error(request: HttpRequest) -> HttpResponse:
    """503 or 507 with what to do where that is known, 400 for a browser that is gone, else 500."""
    error = sys.exception()
    if failure := failure_of(error):
        return _answer(request, failure)
    if isinstance(error, UnreadablePostError):
        return defaults.bad_request(request, error)
    if any(isinstance(cause, DatabaseError) for cause in causes(error)):
        database_error_count("other")
    return defaults.server_error(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or as above for a session that could not be saved: Django takes that for a lost session."""
    failure = failure_of(exception)
    return _answer(request, failure) if failure else defaults.bad_request(request, exception)


def _answer(request: HttpRequest, failure: Failure) -> HttpResponse:
    database_error_count(failure.name.lower())
    page = failure.value
    response = render(request, "503.html", {"page": page, "typed": _typed(request)}, status=page.status)
    response.headers["Retry-After"] = str(page.retry_after)
    return response


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of the form that was sent, to be sent again; none where it has a password or a file, which
    a page cannot give back.

    With them goes the token that came with them, never a new one: the form may be another site's.
    """
    try:
        fields, has_files = request.POST, bool(request.FILES)
    except (OSError, SuspiciousOperation, MultiPartParserError):  # it was not read to its end
        return []
    if has_files or any("password" in name for name in fields):
        return []
    return [(name, str(value)) for name, values in fields.lists() for value in values]
