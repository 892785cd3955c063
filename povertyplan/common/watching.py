"""Each request gets an id and leaves one line in the log and its counts, named by its route: a path has the
ids of people in it.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

from povertyplan.common import metrics
from povertyplan.common.logs import REQUEST_ID, route_of

SLOW = 3.0  # seconds
logger = logging.getLogger(__name__)


class WatchMiddleware:
    """Stands before all others, so that what they take counts too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        known = REQUEST_ID.set(given if re.fullmatch("[0-9a-f]{32}", given) else uuid.uuid4().hex)
        queries, began = _Queries(), time.perf_counter()
        try:
            with connection.execute_wrapper(queries):
                response = self.get_response(request)
            _leave(request, response, seconds=time.perf_counter() - began, queries=queries.count)
        finally:
            REQUEST_ID.reset(known)
        return response


class _Queries:
    count = 0

    def __call__(self, execute: Callable[..., Any], *given: Any) -> Any:
        self.count += 1
        return execute(*given)


def _leave(request: HttpRequest, response: HttpResponse, *, seconds: float, queries: int) -> None:
    route, status = route_of(request), response.status_code
    metrics.request_count(route=route, status=status, seconds=seconds)
    is_bad = seconds >= SLOW or status >= 500
    if is_bad or not route.startswith(("static", "health:")):
        found = {
            "route": route,
            "method": request.method,
            "status": status,
            "ms": round(1000 * seconds),
            "queries": queries,
        }
        logger.log(
            logging.WARNING if is_bad else logging.INFO,
            "%(route)s %(method)s %(status)s %(ms)s ms, %(queries)s queries",
            found,
            extra={"found": found},
        )
