"""Difficulties and proposals: raised by those who help, answered by the standing office."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from assignments import actions
from assignments.forms.difficulties import DifficultyAnswerForm, RaiseForm
from assignments.models import Difficulty
from assignments.queries import (
    difficulties_of,
    difficulties_raised,
    difficulty_counts,
    households_raisable,
    places_of,
)
from assignments.rules import DIFFICULTY_STATE_LABELS, DifficultyState
from assignments.views.agencies import around
from assignments.views.frame import members_frame
from households.access import can_edit, can_see_all_households
from households.actions import people_seen
from households.models import AdministrativeUnit, Household
from households.views.units import visible_unit
from povertyplan.accounts.models import User
from povertyplan.common.audit import last_event
from povertyplan.common.conflicts import Stored, conflict_page, memory, save_or_compare, sent
from povertyplan.common.errors import DomainError
from povertyplan.common.pages import SignedInRequest, afterwards, read_view, require, say_saved, write_view

PAGE_SIZE = 50
WHO_READS = "Chỉ cán bộ, lãnh đạo, kiểm tra được xem vướng mắc, kiến nghị của cả xã, phường."
WHO_ANSWERS = "Chỉ cán bộ của xã, phường được trả lời và đóng kiến nghị."
WHO_RAISES = "Chỉ thành viên cơ quan, trưởng thôn, tổ trưởng và cán bộ được nêu vướng mắc, kiến nghị."


@read_view
def difficulties(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """What was raised in a commune: open ones first."""
    unit = visible_unit(request, unit_id)
    require(can_see_all_households(request.user, unit), WHO_READS)
    wanted = request.GET.get("loc", "")
    state = DifficultyState(wanted) if wanted in set(DifficultyState) else None
    found = Paginator(difficulties_of(unit=unit, state=state), PAGE_SIZE).get_page(request.GET.get("trang"))
    counts = difficulty_counts(unit=unit)
    context = around(unit) | {
        "found": found,
        "state": state,
        "states": [(each, DIFFICULTY_STATE_LABELS[each], counts[each]) for each in DifficultyState],
        "total": sum(counts.values()),
        "can_raise": can_edit(request.user, unit),
    }
    _keep_seen(request, unit, sum(each.household is not None for each in found))
    return render(request, "assignments/difficulties.html", context)


@read_view
def difficulties_mine(request: SignedInRequest) -> HttpResponse:
    """What the reader raised, with the answers."""
    context = {
        "found": difficulties_raised(user=request.user),
        "can_raise": bool(places_of(user=request.user)),
        "frame": members_frame(request.user, here="assignments:difficulties_mine"),
    }
    return render(request, "assignments/difficulties_mine.html", context)


@write_view
def difficulty_new(request: SignedInRequest) -> HttpResponse:
    """Raise one, for an agency, a hamlet or the commune, about a household (?ho=) or none."""
    places = places_of(user=request.user)
    require(bool(places), WHO_RAISES)
    officers = [place.unit for place in places if not place.agency and not place.hamlet]
    own = officers[0] if officers else None
    households = list(households_raisable(user=request.user, places=places))
    initial = {"household": request.GET.get("ho", ""), "place": request.GET.get("cho", "")}
    form = RaiseForm(request.POST or None, places=places, households=households, initial=initial)
    if form.is_valid():
        try:
            raised = actions.difficulty_raise(**form.values(), by=request.user)
        except DomainError as error:
            form.add_error("household", str(error))
        else:
            say_saved(request, "Đã gửi kiến nghị đến cơ quan thường trực.")
            if raised.unit in officers:
                return redirect("assignments:difficulties", raised.unit_id)
            return redirect("assignments:difficulties_mine")
    afterwards(request, partial(_seen, households, request.user))
    context: dict[str, Any] = {"form": form}
    context |= around(own) if own else {"frame": members_frame(request.user, here="")}
    return render(request, "assignments/difficulty_new.html", context)


@write_view
def difficulty(request: SignedInRequest, difficulty_id: int) -> HttpResponse:
    """One of them: its raiser reads the answer, the officer writes it."""
    visible = Difficulty.objects.visible_to(request.user).with_parties()
    found = get_object_or_404(visible, pk=difficulty_id)
    unit, data, is_own = found.unit, sent(request), found.raised_by_id == request.user.pk
    sees_households, editable = can_see_all_households(request.user, unit), can_edit(request.user, unit)
    require(sees_households or is_own, WHO_READS)
    require(editable or data is None, WHO_ANSWERS)

    def stored() -> Stored[list[DifficultyAnswerForm]]:
        now = Difficulty.objects.get(pk=found.pk)
        return Stored(
            version=now.version,
            forms=lambda data: [DifficultyAnswerForm(data, initial={"answer": now.answer})],
            saved=lambda: last_event("difficulty_answered", now),
        )

    def save(version: int) -> None:
        answer = form.cleaned_data["answer"]
        actions.difficulty_answer(difficulty=found, answer=answer, version=version, by=request.user)

    now = stored()
    [form] = now.forms(data)
    context: dict[str, Any] = {"difficulty": found, "sees_households": sees_households}
    context |= around(unit) if sees_households else {"frame": members_frame(request.user, here="")}
    if data is not None and form.is_valid():
        try:
            conflict = save_or_compare(data, save=save, stored=stored)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            if conflict:
                return conflict_page(request, conflict, title="Trả lời kiến nghị", context=context)
            say_saved(request, "Đã trả lời; người nêu đọc được ngay.")
            return redirect("assignments:difficulty", found.pk)
    if sees_households and found.household:
        _keep_seen(request, unit, 1)
    context |= {"form": form, "editable": editable and not found.closed_at}
    return render(request, "assignments/difficulty.html", context | memory(data, now))


@require_POST
@write_view
def difficulty_close(request: SignedInRequest, difficulty_id: int) -> HttpResponse:
    """Be done with one that is answered."""
    found = get_object_or_404(Difficulty.objects.visible_to(request.user), pk=difficulty_id)
    require(can_edit(request.user, found.unit), WHO_ANSWERS)
    try:
        actions.difficulty_close(difficulty=found, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("assignments:difficulty", found.pk)
    messages.success(request, "Đã đóng kiến nghị.")
    return redirect("assignments:difficulties", found.unit_id)


def _keep_seen(request: SignedInRequest, unit: AdministrativeUnit, count: int) -> None:
    """Keep, once the page is shown, that its reader saw so many named households."""
    if count:
        seen = partial(people_seen, target=unit, what="vướng mắc, kiến nghị", count=count)
        afterwards(request, partial(seen, unit=unit, by=request.user))


def _seen(households: list[Household], by: User) -> None:
    """Keep that somebody was shown the households to choose from, commune by commune."""
    units = {household.unit_id: household.unit for household in households}
    for unit in units.values():
        count = sum(household.unit_id == unit.pk for household in households)
        people_seen(target=unit, what="hộ để nêu kiến nghị", count=count, unit=unit, by=by)
