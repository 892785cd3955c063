"""Lists on paper: short ones are drawn at once, long ones by a job that asks the same address again.

The job calls the view itself as its owner, so that what he may see, what he sees and what is recorded of it
is said in one place.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlsplit

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve

from povertyplan.common.errors import DomainError
from povertyplan.common.numbers import format_number
from povertyplan.common.pages import SignedInRequest, file_response, read_view
from povertyplan.documents.blocks import Document
from povertyplan.documents.pdf import Limits as PdfLimits
from povertyplan.documents.pdf import PdfError, render_pdfs
from povertyplan.jobs import kinds
from povertyplan.jobs.actions import job_start
from povertyplan.jobs.kinds import Ending, File, Step, runs
from povertyplan.jobs.models import Job

P = ParamSpec("P")
PDF = "application/pdf"
LONG = 300  # rows of tables, of one print
LONG_LIMITS = PdfLimits(memory=2 << 30, cpu=540, wall=600.0)
CHANGED = "Danh sách không còn như lúc yêu cầu nên chưa in; mở lại trang để xem."


@dataclass(frozen=True, kw_only=True)
class Print:
    """What a view wants printed: `name` is the file's, `title` says what it is, naming nobody; `back` and
    `context` are for the page that says why there is no PDF.
    """

    documents: Sequence[Document]
    name: str
    title: str
    unit_code: str
    back: str
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How long it is; each document counts for a page at least."""
        return sum(20 + sum(len(table.rows) for table in document.tables()) for document in self.documents)


class LongResponse(HttpResponse):
    """The answer of a view whose print is long: nothing yet."""

    status_code = 202

    def __init__(self, wanted: Print) -> None:
        super().__init__()
        self.wanted = wanted


PrintView = Callable[Concatenate[SignedInRequest, P], HttpResponse | Print]


def print_view(view: PrintView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A read view that returns what is to be printed; where that is long the answer leads to a job."""

    def answer(request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        wanted = view(request, *args, **kwargs)
        if isinstance(wanted, HttpResponse):
            return wanted
        if wanted.rows > LONG:
            return LongResponse(wanted)
        try:
            content = render_pdfs(wanted.documents)
        except PdfError as error:
            return no_pdf(request, wanted, error)
        return file_response(content, wanted.name, PDF, inline=True)

    read = read_view(answer)

    @functools.wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = read(request, *args, **kwargs)
        if not isinstance(response, LongResponse) or request.method != "GET":
            return response
        return _start(cast("SignedInRequest", request), response.wanted)

    wrapped.prints = view  # type: ignore[attr-defined]
    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", wrapped)


def no_pdf(request: HttpRequest, wanted: Print, error: DomainError) -> HttpResponse:
    """Why there is no PDF, with the way back."""
    context = {**wanted.context, "sentence": str(error), "back": wanted.back}
    return render(request, "households/no_pdf.html", context, status=503)


def _start(request: SignedInRequest, wanted: Print) -> HttpResponse:
    try:
        job = job_start(
            kind="print",
            title=wanted.title,
            arguments={"address": request.get_full_path()},
            page=wanted.back,
            unit_code=wanted.unit_code,
            by=request.user,
        )
    except DomainError as error:
        return no_pdf(request, wanted, error)
    return redirect("jobs:job", job.pk)


@runs("print", limits=kinds.Limits(cpu=120, wall=660.0))
def _print(job: Job, step: Step) -> Ending:
    """Ask the address again as the owner, and draw what its view wants printed."""
    step("Đang lấy số liệu")
    address = urlsplit(job.arguments["address"])
    match = resolve(address.path)
    request = _request(address.path, address.query, job)
    wanted = cast("Any", match.func).prints(request, *match.args, **match.kwargs)
    if not isinstance(wanted, Print):
        raise DomainError(CHANGED)
    drawing = f"Đang vẽ bản in, khoảng {format_number(wanted.rows)} dòng"
    step(drawing)
    content = render_pdfs(wanted.documents, limits=LONG_LIMITS, progress=functools.partial(step, drawing))
    step("Đang lưu bản in")

    def act() -> str:
        if keep := getattr(request, "afterwards", None):
            keep()
        return ""

    return Ending(act=act, file=File(name=wanted.name, media_type=PDF, content=content))


def _request(path: str, query: str, job: Job) -> Any:
    """A GET of the address by the job's owner."""
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query}
    request = WSGIRequest(environ | {"wsgi.input": io.BytesIO()})
    request.user = job.owner
    return request
