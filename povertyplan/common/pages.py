"""Every view says whether it reads or writes."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from povertyplan.common.once import asking_once

if TYPE_CHECKING:
    from povertyplan.accounts.models import User

P = ParamSpec("P")


class SignedInRequest(HttpRequest):
    """A request that has passed the sign-in wall."""

    user: User
    afterwards: Callable[[], object]  # set by `afterwards`


View = Callable[Concatenate[SignedInRequest, P], HttpResponse]


def _refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    beginning = sql.lstrip(" \n(")[:20].upper()  # PostgreSQL sets the parts of a union in brackets
    if not beginning.startswith(
        ("SELECT", "WITH", "SAVEPOINT", "RELEASE", "SET TRANSACTION", "BEGIN", "ROLLBACK")
    ):
        raise RuntimeError(f"a read view writes: {sql[:60]}")
    return execute(sql, params, many, context)


def _shown(view: View[P], request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
    """The answer of a view that only looks, and then what it handed to `afterwards`."""
    with connection.execute_wrapper(_refuse_writes), asking_once():
        response = view(cast("SignedInRequest", request), *args, **kwargs)
    task = getattr(request, "afterwards", None)
    if task and request.method == "GET" and response.status_code == 200:
        task()
    return response


def read_view(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A view that answers GET and HEAD and changes nothing; a write inside raises.

    What has to be kept of the reading itself the view hands to `afterwards`.
    """

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return _shown(view, request, *args, **kwargs)

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", require_safe(wrapped))


def afterwards(request: SignedInRequest, task: Callable[[], object]) -> None:
    """Have `task`, an action, run once a view has shown its page to somebody: not on HEAD or POST, not when
    it refused.
    """
    request.afterwards = task


def write_view(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A view that may change something on POST; GET shows the form."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method in {"GET", "HEAD"}:
            return _shown(view, request, *args, **kwargs)
        return view(cast("SignedInRequest", request), *args, **kwargs)

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", wrapped)


def file_response(content: bytes, name: str, content_type: str, *, inline: bool = False) -> HttpResponse:
    """A file to keep, or (`inline`) to look at."""
    disposition = "inline" if inline else "attachment"
    headers = {"Content-Disposition": f'{disposition}; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def say_saved(request: HttpRequest, sentence: str) -> None:
    """Tell the reader on the next page what was saved, and the browser that it need not keep it any more."""
    draft = request.POST.get("draft", "")
    messages.success(request, sentence, extra_tags=draft if re.fullmatch("[0-9a-f]{1,40}", draft) else "")


def require(allowed: bool, sentence: str) -> None:
    """Refuse with 403 and a sentence that says who may, unless `allowed`."""
    if not allowed:
        raise PermissionDenied(sentence)
