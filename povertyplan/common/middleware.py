"""What holds for every answer: nothing of a signed-in page stays in a cache, and a busy database says so."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

GetResponse = Callable[[HttpRequest], HttpResponse]


class NoStoreMiddleware:
    """Marks every page `no-store, private`: office PCs are shared. Static files never come this way."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Cache-Control"] = "no-store, private"
        return response


class BusyMiddleware:
    """Answers 503 with a sentence when the database is locked or gone, instead of an error page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except SessionInterrupted:
            return busy(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return busy(request) if isinstance(exception, OperationalError) else None


def busy(request: HttpRequest) -> HttpResponse:
    """The page that asks to try again in a moment."""
    response = render(request, "503.html", status=503)
    response.headers["Retry-After"] = "5"
    return response
