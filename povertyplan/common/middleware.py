"""What holds for every answer: nothing of a signed-in page stays in a cache, and all is Vietnamese."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

GetResponse = Callable[[HttpRequest], HttpResponse]


class NoStoreMiddleware:
    """Marks every page `no-store, private`: office PCs are shared. Static files never come this way."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Cache-Control"] = "no-store, private"
        return response


class LanguageMiddleware:
    """Chooses the one language there is. Where none is chosen Django finds that out again for every address
    and every number that it writes, and needs four times as long.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(settings.LANGUAGE_CODE, deactivate=True):
            return self.get_response(request)
