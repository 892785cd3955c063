"""Two pages for whoever watches the server: is the process alive, and can it work.

Open to everybody, in one word, without a session or a cookie, and answered before the wall, so that a probe
keeps nobody signed in and needs no host name of ours.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.core.checks import run_checks
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.urls import path

from povertyplan.common.pages import read_view

RENDERER = "renderer"  # the tag of the check that a page can be drawn


@login_not_required
@read_view
def alive(request: HttpRequest) -> HttpResponse:
    """200 while the process answers; asks nothing of the database."""
    return _word("ok")


@login_not_required
@read_view
def ready(request: HttpRequest) -> HttpResponse:
    """200, or 503 with the first thing that is missing: `database`, `migrations` or `renderer`."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except DatabaseError:
        return _word("database", status=503)
    if _migrations() - applied.keys():
        return _word("migrations", status=503)
    if run_checks(tags=[RENDERER], include_deployment_checks=True):
        return _word("renderer", status=503)
    return _word("ok")


urlpatterns = [
    path("suc-khoe/", alive, name="alive"),
    path("san-sang/", ready, name="ready"),
]
app_name = "health"
View = Callable[[HttpRequest], HttpResponse]
PAGES: dict[str, View] = {f"/{pattern.pattern}": pattern.callback for pattern in urlpatterns}


class HealthMiddleware:
    """Answers the two pages before anything looks for a session."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asks = request.method in {"GET", "HEAD"}
        return PAGES.get(request.path_info if asks else "", self.get_response)(request)


@cache
def _migrations() -> set[tuple[str, str]]:
    """What this program brings; read once a process."""
    return set(MigrationLoader(None).disk_migrations)


def _word(word: str, *, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{word}\n", content_type="text/plain; charset=utf-8", status=status)
