"""What a log line may hold: where and what went wrong, never whose data it was."""

from __future__ import annotations

import copy
import datetime as dt
import json
import logging
import re
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from types import TracebackType
from typing import Any, TypeAlias

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.http import HttpRequest
from django.template import TemplateDoesNotExist, TemplateSyntaxError

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")  # that this thread is answering
ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

# These speak of the program. Any other (ValueError, KeyError, ValidationError …) may quote what somebody
# typed: of those the class alone is printed.
ABOUT_THE_PROGRAM = (
    *(AttributeError, ImportError, NameError, OSError, RuntimeError, TypeError),
    *(ImproperlyConfigured, TemplateDoesNotExist, TemplateSyntaxError),
)


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and those that led to it, the last one first."""
    seen: set[int] = set()
    while error and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _diagnosis(error: BaseException) -> str:
    """What PostgreSQL says about the place of an error: its code, table, column and constraint."""
    found: Any = getattr(error, "diag", None)
    names = ("sqlstate", "table_name", "column_name", "constraint_name")
    parts = [f"{name}={value}" for name in names if (value := getattr(found, name, None))]
    return f" ({', '.join(parts)})" if parts else ""


def describe(error: BaseException) -> str:
    """The class of an error, with its message where that cannot quote data.

    A message of PostgreSQL names values on its further lines ("Key (name)=(…) already exists"), that of a
    DataError on its first too.
    """
    kind = type(error)
    name = f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
    if isinstance(error, ABOUT_THE_PROGRAM):
        return f"{name}: {error}"
    if isinstance(error, OperationalError):
        return f"{name}: {str(error).partition(chr(10))[0]}"
    return f"{name}{_diagnosis(error)}"


def route_of(request: HttpRequest) -> str:
    """The name of the page that was asked for; a path would tell whose."""
    if request.resolver_match:
        return request.resolver_match.view_name
    return "static" if request.path.startswith(settings.STATIC_URL) else "unknown"


def _told(record: logging.LogRecord) -> logging.LogRecord:
    """The record with routes for the paths that Django logs; without what refused requests hold, which their
    senders chose, the addresses that gunicorn logs, and what another formatter made of an error.
    """
    record = copy.copy(record)
    record.exc_text = None
    request = getattr(record, "request", None)
    if record.name.startswith("django.security."):
        record.msg, record.args = "refused", ()
    elif isinstance(request, HttpRequest) and isinstance(record.args, tuple):
        record.args = tuple(route_of(request) if each == request.path else each for each in record.args)
    elif record.name == "gunicorn.error":
        record.msg, record.args = re.sub("%[sdr]", "…", str(record.msg)), ()
    return record


class LineFormatter(logging.Formatter):
    """One line a record, and tracebacks without the values that errors quote."""

    def format(self, record: logging.LogRecord) -> str:
        return super().format(_told(record))

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802
        parts = []
        for error in reversed(list(causes(ei[1]))):
            parts += [*traceback.format_tb(error.__traceback__), describe(error)]
        return "".join(part if part.endswith("\n") else f"{part}\n" for part in parts).rstrip()


class JsonFormatter(LineFormatter):
    """The same as one JSON object a line: time, level, logger, message, the request's id, and what is known
    of an answer or an error.
    """

    def format(self, record: logging.LogRecord) -> str:
        record = _told(record)
        line: dict[str, Any] = {
            "time": dt.datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id := REQUEST_ID.get():
            line["request"] = request_id
        line |= getattr(record, "found", {})
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
