"""Pages for whoever watches the server: is the process alive, can it work, and what does it count.

Without a session or a cookie, and answered before the wall, so that a probe keeps nobody signed in and needs
no host name of ours. The first two are open to everybody, in one word; the counts to this machine alone.
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
from django.urls import path, resolve
from prometheus_client import CONTENT_TYPE_LATEST

from povertyplan.common.addresses import is_from_this_machine
from povertyplan.common.metrics import metrics_text
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


@login_not_required
@read_view
def counts(request: HttpRequest) -> HttpResponse:
    """What Prometheus reads, for whoever asks on this machine and through no proxy; else 404."""
    if not is_from_this_machine(request):
        return _word("not found", status=404)
    return HttpResponse(metrics_text(), content_type=CONTENT_TYPE_LATEST)


urlpatterns = [
    path("suc-khoe/", alive, name="alive"),
    path("san-sang/", ready, name="ready"),
    path("do-luong/", counts, name="counts"),
]
app_name = "health"
View = Callable[[HttpRequest], HttpResponse]
PAGES: dict[str, View] = {f"/{pattern.pattern}": pattern.callback for pattern in urlpatterns}


class HealthMiddleware:
    """Answers these pages before anything looks for a session."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in {"GET", "HEAD"} and request.path_info in PAGES:
            request.resolver_match = resolve(request.path_info)
            return PAGES[request.path_info](request)
        return self.get_response(request)


@cache
def _migrations() -> set[tuple[str, str]]:
    """What this program brings; read once a process."""
    return set(MigrationLoader(None).disk_migrations)


def _word(word: str, *, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{word}\n", content_type="text/plain; charset=utf-8", status=status)
