"""Pages of a commune's review rounds: what is done, what is missing, who is on the list, on and back."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from households import actions
from households.access import can_approve, can_edit, can_read_reviews, can_survey
from households.forms.rounds import DecisionForm, PickForm, ReopenForm, RoundForm, SearchForm
from households.models import AdministrativeUnit, Hamlet, Household, ReviewRound, Standard
from households.queries import (
    HOUSEHOLD_LIMIT,
    closing_counts,
    hamlet_progress,
    hamlet_reviews,
    households_to_pick,
    latest_posting,
    progress_of,
    round_facts,
    round_findings,
    rounds_of,
    standard_on,
)
from households.rules import (
    CLASSIFICATION_LABELS,
    LISTING_STAGES,
    STAGE_LABELS,
    Classification,
    RoundKind,
    Stage,
    earlier_stages,
    next_stage,
    obstacles,
)
from households.views.units import visible_unit
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.forms import posted_version, sentences_of
from povertyplan.common.pages import SignedInRequest, afterwards, read_view, require, write_view

WHO_READS = "Chỉ cán bộ, lãnh đạo và người kiểm tra, giám sát của xã, phường được xem đợt rà soát."
WHO_EDITS = "Chỉ cán bộ của xã, phường được sửa đợt rà soát."
WHO_CLOSES = "Chỉ lãnh đạo xã, phường được khóa sổ và mở lại đợt rà soát."
PAGE_SIZE = 50


def readable_unit(request: SignedInRequest, unit_id: int) -> AdministrativeUnit:
    """The commune whose rounds the user may read: 404 where he does not work, 403 in another role."""
    unit = visible_unit(request, unit_id)
    require(can_read_reviews(request.user, unit), WHO_READS)
    return unit


def readable_round(request: SignedInRequest, round_id: int) -> ReviewRound:
    """A round of a commune whose rounds the user may read."""
    units = AdministrativeUnit.objects.visible_to(request.user)
    rounds = ReviewRound.objects.filter(unit__in=units).select_related("unit__parent", "standard", "base")
    round = get_object_or_404(rounds, pk=round_id)
    require(can_read_reviews(request.user, round.unit), WHO_READS)
    return round


def editable_round(request: SignedInRequest, round_id: int) -> ReviewRound:
    """A round of a commune where the user is an officer."""
    round = readable_round(request, round_id)
    require(can_edit(request.user, round.unit), WHO_EDITS)
    return round


def round_context(round: ReviewRound) -> dict[str, Any]:
    """What every page of a round needs."""
    return {"unit": round.unit, "year": round.year, "section": "reviews", "round": round}


def keep_seen(
    request: SignedInRequest, target: Model, what: str, count: int, *, unit: AdministrativeUnit
) -> None:
    """Keep, once the page is shown, that its reader saw a list with so many named people."""
    seen = partial(actions.people_seen, target=target, what=what, count=count)
    afterwards(request, partial(seen, unit=unit, by=request.user))


@read_view
def rounds(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """The commune's rounds, newest first."""
    unit = readable_unit(request, unit_id)
    context = {
        "unit": unit,
        "year": timezone.localdate().year,
        "section": "reviews",
        "rows": rounds_of(unit=unit),
        "editable": can_edit(request.user, unit),
    }
    return render(request, "households/rounds.html", context)


@write_view
def round_new(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """Start a round, with the standard and the round before it said beforehand."""
    unit = readable_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_EDITS)
    today = timezone.localdate()
    end = dt.date(today.year, 12, 31)
    initial = {"kind": RoundKind.PERIODIC, "year": today.year, "start_date": today, "reference_date": end}
    form = RoundForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            started = actions.round_start(unit=unit, by=request.user, **form.cleaned_data)
        except (DomainError, ValidationError) as error:
            form.add_error(None, sentences_of(error))
        else:
            messages.success(request, f"Đã mở đợt {started}.")
            return redirect("households:round", started.pk)
    context = {
        "unit": unit,
        "year": today.year,
        "section": "reviews",
        "form": form,
        "standards": Standard.objects.order_by("valid_from", "pk"),
        "standard": standard_on(end),
        "closed": ReviewRound.objects.closed()
        .filter(unit=unit, kind=RoundKind.PERIODIC)
        .order_by("-reference_date")[:5],
    }
    return render(request, "households/round_new.html", context)


@read_view
def round(request: SignedInRequest, round_id: int) -> HttpResponse:
    """One round: its steps, what is missing for the next, progress by hamlet."""
    found = readable_round(request, round_id)
    stage, progress = Stage(found.stage), hamlet_progress(round=found)
    facts = round_facts(round=found, progress=progress)
    here = found.stages.index(stage)
    following = next_stage(found.stages, stage)
    context = round_context(found) | {
        "progress": progress,
        "facts": facts,
        "steps": [
            {"label": STAGE_LABELS[Stage(name)], "is_done": number < here, "is_current": number == here}
            for number, name in enumerate(found.stages)
        ],
        "obstacles": obstacles(stage, facts, today=timezone.localdate()),
        "following": STAGE_LABELS[following] if following else "",
        "closes_next": following is Stage.CLOSED,
        "stage": stage.value,
        "lists": stage in LISTING_STAGES,
        "posting": latest_posting(round=found),
        "editable": can_edit(request.user, found.unit),
        "closes": can_approve(request.user, found.unit),
    }
    return render(request, "households/round.html", context)


@require_POST
@write_view
def round_list(request: SignedInRequest, round_id: int) -> HttpResponse:
    """Put those of the last round and those who asked on the list."""
    found = editable_round(request, round_id)
    try:
        count = actions.round_list(round=found, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Đã thêm {count} hộ vào danh sách.")
    return redirect("households:round", found.pk)


@write_view
def round_add(request: SignedInRequest, round_id: int) -> HttpResponse:
    """Find households of the commune and put them on the list."""
    found = editable_round(request, round_id)
    households = Household.objects.in_unit(found.unit)
    form = SearchForm(request.POST if "search" in request.POST else None)
    pick = PickForm(request.POST if "pick" in request.POST else None, households=households)
    if pick.is_valid():
        chosen = [household.pk for household in pick.cleaned_data["households"]]
        try:
            count = actions.round_add(round=found, households=chosen, by=request.user)
        except DomainError as error:
            pick.add_error(None, str(error))
        else:
            messages.success(request, f"Đã thêm {count} hộ vào danh sách.")
            return redirect("households:round", found.pk)
    matches = searched(request, form, found, "tìm hộ để thêm vào danh sách rà soát")
    context = round_context(found) | {
        "form": form,
        "pick": pick,
        "matches": matches,
        "limit": HOUSEHOLD_LIMIT,
    }
    return render(request, "households/round_add.html", context)


def searched(
    request: SignedInRequest, form: SearchForm, round_or_unit: ReviewRound | AdministrativeUnit, what: str
) -> list[Household] | None:
    """The households of a commune that match what was asked for, None when nothing was; the look is kept."""
    if not form.is_valid():
        return None
    unit = round_or_unit.unit if isinstance(round_or_unit, ReviewRound) else round_or_unit
    matches = households_to_pick(households=Household.objects.in_unit(unit), text=form.cleaned_data["text"])
    actions.people_seen(target=round_or_unit, what=what, count=len(matches), unit=unit, by=request.user)
    return matches


@require_POST
@write_view
def round_advance(request: SignedInRequest, round_id: int) -> HttpResponse:
    """On to the next step, the officer's; closing is the leader's."""
    found = editable_round(request, round_id)
    if next_stage(found.stages, Stage(found.stage)) is Stage.CLOSED:
        messages.warning(request, WHO_CLOSES)
        return redirect("households:round", found.pk)
    try:
        moved = actions.round_advance(round=found, version=posted_version(request.POST), by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Đã sang bước {STAGE_LABELS[Stage(moved.stage)]}.")
    return redirect("households:round", found.pk)


@write_view
def round_reopen(request: SignedInRequest, round_id: int) -> HttpResponse:
    """Back to an earlier step, with the reason: by the officer, of a closed round by the leader."""
    found = readable_round(request, round_id)
    allowed = can_approve if found.is_closed else can_edit
    require(allowed(request.user, found.unit), WHO_CLOSES if found.is_closed else WHO_EDITS)
    version = posted_version(request.POST) if request.method == "POST" else found.version
    form = ReopenForm(request.POST or None, stages=earlier_stages(found.stages, Stage(found.stage)))
    status = 200
    if form.is_valid():
        try:
            actions.round_reopen(round=found, version=version, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
            status, version = (409, found.version) if isinstance(error, StaleError) else (200, version)
        else:
            messages.success(request, f"Đã quay lại bước {STAGE_LABELS[form.cleaned_data['to']]}.")
            return redirect("households:round", found.pk)
    context = round_context(found) | {"form": form, "version": version}
    return render(request, "households/round_reopen.html", context, status=status)


@write_view
def round_decide(request: SignedInRequest, round_id: int) -> HttpResponse:
    """The number and day of the decision, which the officer enters."""
    found, status = editable_round(request, round_id), 200
    version = posted_version(request.POST) if request.method == "POST" else found.version
    initial = {"number": found.decision_number, "date": found.decision_date}
    form = DecisionForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            actions.round_decide(round=found, version=version, by=request.user, **form.cleaned_data)
        except (DomainError, ValidationError) as error:
            form.add_error(None, sentences_of(error))
            status, version = (409, found.version) if isinstance(error, StaleError) else (200, version)
        else:
            messages.success(request, "Đã ghi quyết định công nhận.")
            return redirect("households:round", found.pk)
    context = round_context(found) | {
        "form": form,
        "version": version,
        "posting": latest_posting(round=found),
        "is_stale": status == 409,
    }
    return render(request, "households/round_decide.html", context, status=status)


@write_view
def round_close(request: SignedInRequest, round_id: int) -> HttpResponse:
    """What becomes official, and the leader's word that it does."""
    found = readable_round(request, round_id)
    require(can_approve(request.user, found.unit), WHO_CLOSES)
    if request.method == "POST":
        try:
            if next_stage(found.stages, Stage(found.stage)) is not Stage.CLOSED:
                raise DomainError("Đợt chưa tới bước cuối; chưa khóa sổ được.")
            actions.round_advance(round=found, version=posted_version(request.POST), by=request.user)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Đã khóa sổ; kết quả là chính thức.")
        return redirect("households:round", found.pk)
    counts = closing_counts(round=found)
    missing = obstacles(Stage(found.stage), round_facts(round=found), today=timezone.localdate())
    context = round_context(found) | {
        "counts": [(CLASSIFICATION_LABELS[each], counts[each]) for each in Classification],
        "obstacles": missing,
        "can_close": not missing and found.stage == Stage.DECISION,
        "findings": len(round_findings(round=found)),
    }
    return render(request, "households/round_close.html", context)


@read_view
def hamlet_reviews_page(request: SignedInRequest, round_id: int, hamlet_id: int) -> HttpResponse:
    """The households of a hamlet in a round, for the commune's people and the hamlet's own."""
    found, hamlet = hamlet_of_round(request, round_id, hamlet_id)
    listed = Paginator(hamlet_reviews(round=found, hamlet=hamlet), PAGE_SIZE)
    page = listed.get_page(request.GET.get("trang"))
    context = round_context(found) | {
        "hamlet": hamlet,
        "page": page,
        "progress": progress_of(round=found, hamlet=hamlet),
        "labels": CLASSIFICATION_LABELS,
        "is_of_the_hamlet": not can_read_reviews(request.user, found.unit),
    }
    keep_seen(request, found, f"rà soát {hamlet.full_name}", len(page), unit=found.unit)
    return render(request, "households/hamlet_reviews.html", context)


def hamlet_of_round(request: SignedInRequest, round_id: int, hamlet_id: int) -> tuple[ReviewRound, Hamlet]:
    """A round and a hamlet of its commune whose households the user sees: 404 for the hamlets of others,
    403 for those of the commune who see no households.
    """
    hamlets = Hamlet.objects.visible_to(request.user).select_related("unit__parent")
    hamlet = get_object_or_404(hamlets, pk=hamlet_id)
    rounds = ReviewRound.objects.filter(unit=hamlet.unit_id).select_related(
        "unit__parent", "standard", "base"
    )
    found = get_object_or_404(rounds, pk=round_id)
    sees = can_read_reviews(request.user, found.unit) or can_survey(request.user, hamlet)
    require(sees, WHO_READS)
    return found, hamlet
