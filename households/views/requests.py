"""The register of requests to be reviewed."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from households import actions
from households.access import can_edit
from households.forms.rounds import AnswerForm, PickForm, RequestForm, SearchForm
from households.models import AdministrativeUnit, Household, ReviewRequest, ReviewRound
from households.models.rounds import ReviewRoundQuerySet
from households.queries import HOUSEHOLD_LIMIT, hamlets_of, request_rows, requests_of
from households.rules import LISTING_STAGES
from households.views.rounds import WHO_EDITS, keep_seen, readable_unit, searched
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import sentences_of
from povertyplan.common.pages import SignedInRequest, require, write_view

PAGE_SIZE = 50


@write_view
def review_requests(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """Who asked, until when they are answered, and a form for one more."""
    unit = readable_unit(request, unit_id)
    editable, today = can_edit(request.user, unit), timezone.localdate()
    rounds = ReviewRound.objects.filter(unit=unit, stage__in=LISTING_STAGES).order_by(
        "-reference_date", "-pk"
    )
    form = RequestForm(
        request.POST or None,
        hamlets=hamlets_of(unit=unit, on=today),
        rounds=rounds,
        initial={"received_date": today, "round": rounds.first()},
    )
    if request.method == "POST":
        require(editable, WHO_EDITS)
        if form.is_valid():
            try:
                added = actions.request_add(by=request.user, **form.cleaned_data)
            except (DomainError, ValidationError) as error:
                form.add_error(None, sentences_of(error))
            else:
                messages.success(request, "Đã ghi giấy đề nghị; tìm hộ để đưa vào danh sách.")
                return redirect("households:review_request", added.pk)
    page = Paginator(requests_of(unit=unit), PAGE_SIZE).get_page(request.GET.get("trang"))
    rows = request_rows(list(page))
    context = {
        "unit": unit,
        "year": today.year,
        "section": "reviews",
        "form": form,
        "page": page,
        "rows": rows,
        "editable": editable,
    }
    keep_seen(request, unit, "sổ giấy đề nghị rà soát", len(rows), unit=unit)
    return render(request, "households/review_requests.html", context)


@write_view
def review_request(request: SignedInRequest, request_id: int) -> HttpResponse:
    """One request: which household it is about, which round answers it, what was answered."""
    units = AdministrativeUnit.objects.visible_to(request.user)
    visible = ReviewRequest.objects.filter(unit__in=units)
    found = get_object_or_404(
        visible.select_related("unit__parent", "hamlet", "household__head", "round"), pk=request_id
    )
    require(can_edit(request.user, found.unit), WHO_EDITS)
    posted = request.POST
    form = SearchForm(posted if "search" in posted else None)
    answer = AnswerForm(
        posted if "answer_it" in posted else None, initial={"answered_date": timezone.localdate()}
    )
    pick = PickForm(posted if "pick" in posted else None, households=Household.objects.in_unit(found.unit))
    if _done(request, found, pick, answer):
        return redirect("households:review_requests", found.unit_id)
    context = {
        "unit": found.unit,
        "year": timezone.localdate().year,
        "section": "reviews",
        "found": found,
        "form": form,
        "pick": pick,
        "answer": answer,
        "matches": searched(request, form, found.unit, "tìm hộ của giấy đề nghị"),
        "limit": HOUSEHOLD_LIMIT,
        "rounds": _listing(found.unit),
    }
    keep_seen(request, found, "giấy đề nghị rà soát", 1, unit=found.unit)
    return render(request, "households/review_request.html", context)


def _listing(unit: AdministrativeUnit) -> ReviewRoundQuerySet:
    """The commune's rounds whose list still grows."""
    rounds = ReviewRound.objects.filter(unit=unit, stage__in=LISTING_STAGES)
    return rounds.order_by("-reference_date", "-pk")


def _done(request: SignedInRequest, found: ReviewRequest, pick: PickForm, answer: AnswerForm) -> bool:
    """Whether what was sent is done; what was refused stands in the form or above the page."""
    try:
        if "new" in request.POST or pick.is_valid():
            household = None if "new" in request.POST else pick.cleaned_data["households"].first()
            chosen = request.POST.get("round")
            round = next((each for each in _listing(found.unit) if str(each.pk) == chosen), None)
            if round is None:
                raise DomainError("Chọn đợt rà soát đang lập danh sách.")
            actions.request_link(request=found, round=round, household=household, by=request.user)
            messages.success(request, "Đã đưa hộ vào danh sách rà soát.")
            return True
        if answer.is_valid():
            actions.request_answer(request=found, by=request.user, **answer.cleaned_data)
            messages.success(request, "Đã ghi trả lời.")
            return True
    except (DomainError, ValidationError) as error:
        for sentence in sentences_of(error):
            messages.error(request, sentence)
    return False
