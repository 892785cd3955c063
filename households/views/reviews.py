"""Entering what a review found, a household a screen: the officer's page and the surveyor's on a phone."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from households import actions
from households.access import can_survey
from households.forms.reviews import ReviewForm
from households.models import Review
from households.queries import (
    confirming_refusal,
    indicators_of,
    next_review,
    own_hamlets,
    previous_review,
    progress_of,
    questions_of,
    regions_of,
    thresholds_of,
)
from households.rules import (
    ENTRY_STAGES,
    Area,
    reasons,
)
from households.views.rounds import round_context
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.forms import posted_version, sentences_of
from povertyplan.common.pages import SignedInRequest, afterwards, read_view, require, write_view

WHO_ENTERS = "Chỉ cán bộ của xã và người rà soát của thôn được nhập kết quả."


@read_view
def my_reviews(request: SignedInRequest) -> HttpResponse:
    """The hamlets that the reader surveys, in the rounds that run."""
    return render(request, "households/my_reviews.html", {"rows": own_hamlets(user=request.user)})


def _visible(request: SignedInRequest, review_id: int) -> Review:
    reviews = Review.objects.visible_to(request.user)
    related = ("round__unit", "round__standard", "hamlet", "household")
    return get_object_or_404(reviews.select_related(*related), pk=review_id)


@write_view
def review(request: SignedInRequest, review_id: int) -> HttpResponse:
    """One household: what was found last year beside what is found now, and on to the next."""
    found = _visible(request, review_id)
    editable, status = can_survey(request.user, found.hamlet), 200
    if request.method == "POST":
        require(editable, WHO_ENTERS)
    regions = regions_of(standard=found.round.standard, area=Area(found.area))
    region = _region(request, regions)
    form = _form(request, found, region)
    version = posted_version(request.POST) if request.method == "POST" else found.version
    if form.is_valid() and "show" not in request.POST:
        try:
            content, following = form.content(), next_review(review=found)
            saved = actions.review_save(review=found, content=content, version=version, by=request.user)
        except (DomainError, ValidationError) as error:
            form.add_error(None, sentences_of(error))
            status, version = (409, found.version) if isinstance(error, StaleError) else (200, version)
        else:
            return _onward(request, saved, following, region)
    previous = previous_review(review=found)
    context = _context(found, previous) | {
        "form": form,
        "asked": form.deprivation_rows(previous),
        "finding": form.finding(),
        "said": {each.value: reason for each, reason in reasons(form.thresholds).items()},
        "version": version,
        "is_stale": status == 409,
        "regions": regions if len(regions) > 1 else [],
        "region": region,
        "editable": editable and found.round.stage in ENTRY_STAGES,
        "may_enter": editable,
    }
    afterwards(request, partial(actions.review_seen, review=found, unit=found.round.unit, by=request.user))
    return render(request, "households/review.html", context, status=status)


def _form(request: SignedInRequest, found: Review, region: str) -> ReviewForm:
    standard = found.round.standard
    return ReviewForm(
        request.POST or None,
        review=found,
        thresholds=thresholds_of(round=found.round)[Area(found.area)],
        indicators=indicators_of(standard=standard),
        questions=questions_of(standard=standard, region=region) if region else [],
    )


def _region(request: SignedInRequest, regions: list[str]) -> str:
    """The region whose questions are asked: the only one, or the one that was chosen."""
    if len(regions) == 1:
        return regions[0]
    chosen = request.GET.get("vung", "")
    return chosen if chosen in regions else ""


def _onward(
    request: SignedInRequest, saved: Review, following: Review | None, region: str = ""
) -> HttpResponse:
    """To the next household of the hamlet, or to its list when all are entered."""
    messages.success(request, f"Đã lưu hộ {saved.head_name}: {saved.get_classification_display()}.")
    if "stay" in request.POST:
        return redirect("households:review", saved.pk)
    if following is None:
        messages.success(request, "Thôn đã nhập xong.")
        return redirect("households:hamlet_reviews", saved.round_id, saved.hamlet_id)
    query = f"?{urlencode({'vung': region})}" if request.GET.get("vung") else ""
    return redirect(reverse("households:review", args=[following.pk]) + query)


def _context(found: Review, previous: Review | None) -> dict[str, Any]:
    """What both pages of a household show."""
    return round_context(found.round) | {
        "review": found,
        "previous": previous,
        "refusal": confirming_refusal(review=found, previous=previous),
        "progress": progress_of(round=found.round, hamlet=found.hamlet),
    }


@write_view
def review_unchanged(request: SignedInRequest, review_id: int) -> HttpResponse:
    """All that was found last year on one screen, to be confirmed at once."""
    found = _visible(request, review_id)
    require(can_survey(request.user, found.hamlet), WHO_ENTERS)
    previous = previous_review(review=found)
    refusal = confirming_refusal(review=found, previous=previous)
    if refusal or previous is None or found.round.stage not in ENTRY_STAGES:
        messages.warning(request, refusal or "Đợt rà soát không ở bước nhập kết quả.")
        return redirect("households:review", found.pk)
    status = 200
    if request.method == "POST":
        try:
            if not request.POST.get("confirmed"):
                raise DomainError("Đánh dấu đã hỏi lại từng mục rồi mới xác nhận.")
            version, following = posted_version(request.POST), next_review(review=found)
            saved = actions.review_confirm(review=found, version=version, by=request.user)
        except (DomainError, ValidationError) as error:
            status = 409 if isinstance(error, StaleError) else 200
            for sentence in sentences_of(error):
                messages.error(request, sentence)
        else:
            return _onward(request, saved, following)
    thresholds = thresholds_of(round=found.round)[Area(found.area)]
    context = _context(found, previous) | {
        "version": found.version,
        "indicators": [
            (indicator, indicator.position in previous.deprived)
            for indicator in indicators_of(standard=found.round.standard)
        ],
        "finding": previous.finding(thresholds),
    }
    afterwards(request, partial(actions.review_seen, review=found, unit=found.round.unit, by=request.user))
    return render(request, "households/review_unchanged.html", context, status=status)
