"""The one language is chosen while a page is made, and for nobody else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import trans_real

from povertyplan.common.middleware import LanguageMiddleware


def _chosen() -> str | None:
    active = getattr(vars(trans_real)["_active"], "value", None)
    return active and active.language()


def test_the_language_is_chosen_while_a_page_is_made():
    seen = []

    def page(_: HttpRequest) -> HttpResponse:
        seen.append(_chosen())
        return HttpResponse()

    LanguageMiddleware(page)(HttpRequest())

    assert seen == ["vi"]
    assert _chosen() is None
