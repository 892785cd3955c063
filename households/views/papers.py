"""The papers of a review round as PDF and Word; each download of a list of heads leaves one event."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from households.access import can_see_all_households, hamlets_led
from households.actions import papers_download
from households.compose.papers import certificates, decision, minutes, posting_list, survey_sheets
from households.models import Hamlet, ReviewRound
from households.queries import (
    found_households,
    hamlets_of,
    indicators_of,
    members_of,
    reviews_to_print,
)
from povertyplan.common.pages import SignedInRequest, afterwards, file_response, read_view, require
from povertyplan.common.snapshot import read_snapshot
from povertyplan.documents.blocks import Document
from povertyplan.documents.docx import render_docx
from povertyplan.jobs.printing import Print, print_view

WHO_PRINTS = "Chỉ cán bộ, lãnh đạo và người kiểm tra, giám sát của xã, phường được in văn bản này."
WHO_PRINTS_IN_HAMLET = "Chỉ cán bộ của xã và người phụ trách thôn này được in phiếu, biên bản của thôn."
PAPER_LABELS = {
    "quyet-dinh": "quyết định",
    "niem-yet": "danh sách niêm yết",
    "phieu": "phiếu rà soát",
    "bien-ban": "biên bản họp dân",
    "giay-chung-nhan": "giấy chứng nhận",
}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@read_view
def papers(request: SignedInRequest, round_id: int) -> HttpResponse:
    """What can be printed of the round: for the commune, and for each hamlet of the reader."""
    round = _round(request, round_id)
    whole = can_see_all_households(request.user, round.unit)
    led = hamlets_led(request.user, round.unit)
    require(whole or bool(led), WHO_PRINTS_IN_HAMLET)
    hamlets = hamlets_of(unit=round.unit, on=timezone.localdate())
    if not whole:
        hamlets = hamlets.filter(pk__in=led)
    context = {
        "unit": round.unit,
        "year": round.year,
        "section": "reviews",
        "round": round,
        "hamlets": hamlets,
        "whole": whole,
    }
    return render(request, "households/papers.html", context)


@print_view
def paper(request: SignedInRequest, round_id: int, name: str, format: str) -> HttpResponse | Print:
    """A paper of the whole commune: the decision or the list to post."""
    round = _round(request, round_id)
    require(can_see_all_households(request.user, round.unit), WHO_PRINTS)
    with read_snapshot():
        found = found_households(round=round)
        if name == "quyet-dinh":
            document = decision(round=round, households=found)
        else:
            posting = round.postings.order_by("posted_date").last()
            document = posting_list(round=round, hamlet=None, households=found, posting=posting)
    return _answer(request, round, [document], name=name, format=format, count=len(found))


@print_view
def hamlet_paper(
    request: SignedInRequest, round_id: int, hamlet_id: int, name: str, format: str
) -> HttpResponse | Print:
    """A paper of one hamlet: survey sheets, minutes, the list to post, certificates."""
    round = _round(request, round_id)
    hamlet = get_object_or_404(Hamlet.objects.visible_to(request.user).in_unit(round.unit), pk=hamlet_id)
    whole = can_see_all_households(request.user, round.unit)
    require(whole or hamlet.pk in hamlets_led(request.user, round.unit), WHO_PRINTS_IN_HAMLET)
    if name == "giay-chung-nhan":
        require(whole, WHO_PRINTS)
    with read_snapshot():
        documents, count = _hamlet_documents(round, hamlet, name)
    if not documents:
        sentence = f"{hamlet.full_name} chưa có hộ nào để in văn bản này."
        return render(request, "households/no_pdf.html", {**_context(round), "sentence": sentence})
    return _answer(request, round, documents, name=name, format=format, count=count, hamlet=hamlet)


def _hamlet_documents(round: ReviewRound, hamlet: Hamlet, name: str) -> tuple[list[Document], int]:
    if name == "phieu":
        reviews = reviews_to_print(round=round, hamlet_id=hamlet.pk)
        members = members_of(households=[review.household_id for review, _ in reviews])
        sheets = survey_sheets(
            round=round,
            hamlet=hamlet,
            reviews=reviews,
            indicators=indicators_of(standard=round.standard),
            members=members,
        )
        return sheets, len(reviews)
    found = found_households(round=round, hamlets=[hamlet.pk])
    if name == "bien-ban":
        meeting = round.meetings.filter(hamlet=hamlet).order_by("held_at").last()
        return [minutes(round=round, hamlet=hamlet, households=found, meeting=meeting)], len(found)
    if name == "niem-yet":
        posting = round.postings.order_by("posted_date").last()
        return [posting_list(round=round, hamlet=hamlet, households=found, posting=posting)], len(found)
    members = members_of(households=[each.household_id for each in found])
    sheets = certificates(round=round, households=found, members=members)
    return sheets, len(sheets)


def _round(request: SignedInRequest, round_id: int) -> ReviewRound:
    rounds = ReviewRound.objects.visible_to(request.user).select_related("unit", "standard")
    return get_object_or_404(rounds.distinct(), pk=round_id)


def _answer(
    request: SignedInRequest,
    round: ReviewRound,
    documents: list[Document],
    *,
    name: str,
    format: str,
    count: int,
    hamlet: Hamlet | None = None,
) -> HttpResponse | Print:
    afterwards(
        request,
        partial(papers_download, round=round, hamlet=hamlet, paper=name, count=count, by=request.user),
    )
    file_name = f"{documents[0].name}.{format}"
    if format == "docx":
        return file_response(render_docx(documents[0]), file_name, WORD)
    context = _context(round)
    place = hamlet.full_name if hamlet else round.unit.full_name
    return Print(
        documents=documents,
        name=file_name,
        title=f"In {PAPER_LABELS[name]}, {place}, {round}",
        unit_code=round.unit.code,
        back=context["back"],
        context=context,
    )


def _context(round: ReviewRound) -> dict[str, Any]:
    """What a page needs that says why there is no paper."""
    return {
        "unit": round.unit,
        "section": "reviews",
        "back": reverse("households:papers", args=[round.pk]),
    }
