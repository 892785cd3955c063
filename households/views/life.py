"""Small pages of what happens to a household, each with the day it happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from households import actions
from households.access import can_see_health
from households.forms.life import (
    EndForm,
    HeadForm,
    HouseholdMoveForm,
    JoinForm,
    LeaveForm,
    MergeForm,
    SplitForm,
)
from households.forms.register import numbers_are_free
from households.models import Household, Member
from households.queries import HouseholdFilter, ethnicities, households_found
from households.queries.register import MERGE_LIMIT
from households.views.register import hamlets_to_live_in, household_writer, refuse, register_context
from povertyplan.common.errors import DomainError
from povertyplan.common.pages import SignedInRequest


@dataclass(frozen=True, kw_only=True)
class EventPage:
    """How the page of an event speaks."""

    heading: str
    hint: str
    button: str
    done: str


SPLIT = EventPage(
    heading="Tách hộ",
    hint="Chọn quan hệ với chủ hộ mới cho từng người tách ra; một người là chủ hộ mới.",
    button="Tách hộ",
    done="Đã tách hộ.",
)
MERGE = EventPage(
    heading="Nhập vào hộ khác",
    hint="Mọi nhân khẩu sang hộ nhận; hộ này thôi quản lý nhưng vẫn xem lại được.",
    button="Nhập hộ",
    done="Đã nhập hộ.",
)
MOVE = EventPage(
    heading="Chuyển sang thôn, tổ khác",
    hint="Trong cùng xã, phường. Rời khỏi xã thì ghi ở mục Thôi quản lý.",
    button="Chuyển",
    done="Đã chuyển hộ.",
)
END = EventPage(
    heading="Thôi quản lý",
    hint="Hộ chuyển khỏi xã, hoặc không còn. Hộ rời danh sách nhưng vẫn xem lại được.",
    button="Thôi quản lý hộ này",
    done="Đã ghi thôi quản lý hộ.",
)
HEAD = EventPage(
    heading="Đổi chủ hộ",
    hint="Chọn chủ hộ mới, rồi quan hệ của từng người với chủ hộ mới.",
    button="Đổi chủ hộ",
    done="Đã đổi chủ hộ.",
)
JOIN = EventPage(
    heading="Thêm nhân khẩu",
    hint="Người mới sinh hoặc mới về ở. Người bị ghi sót từ trước thì thêm ở trang Sửa hộ.",
    button="Thêm nhân khẩu",
    done="Đã thêm nhân khẩu.",
)
LEAVE = EventPage(
    heading="Nhân khẩu chuyển đi, qua đời",
    hint="Chủ hộ chuyển đi hoặc qua đời thì đổi chủ hộ trước.",
    button="Ghi",
    done="Đã ghi.",
)


def _event(
    request: SignedInRequest,
    household: Household,
    form: Any,
    page: EventPage,
    act: Callable[..., object],
    *,
    finds: bool = False,
) -> HttpResponse:
    """Show the form, or have the event happen; whatever is refused comes back as typed."""
    if form.is_valid():
        try:
            act(household=household, by=request.user, **form.given())
        except (DomainError, ValidationError) as error:
            refuse(form, error)
        else:
            messages.success(request, page.done)
            return redirect("households:household", household.pk)
    context = register_context(household.unit) | {"household": household, "form": form, "page": page}
    return render(request, "households/household_event.html", context | {"finds": finds})


def _members(household: Household) -> list[Member]:
    return list(household.members.present().order_by("position", "pk"))


@household_writer
def household_split(request: SignedInRequest, household: Household) -> HttpResponse:
    """Some members become a household of their own."""
    form = SplitForm(
        request.POST or None,
        members=[member for member in _members(household) if member.pk != household.head_id],
        hamlets=hamlets_to_live_in(household.unit),
        initial={"hamlet": household.hamlet_id},
    )
    return _event(request, household, form, SPLIT, actions.household_split)


@sensitive_post_parameters("text")
@household_writer
def household_merge(request: SignedInRequest, household: Household) -> HttpResponse:
    """Everybody goes to another household: first found, then chosen."""
    typed = request.POST.get("text", "").strip()[:100]
    found = households_found(
        user=request.user, unit=household.unit, filter=HouseholdFilter(text=typed)
    ).exclude(pk=household.pk)
    matches = list(found.in_name_order().select_related("head", "hamlet")[:MERGE_LIMIT]) if typed else []
    is_search = "find" in request.POST
    if is_search:
        actions.households_reading_keep(
            unit=household.unit,
            shown="merge",
            filters={"searched": bool(typed)},
            count=len(matches),
            by=request.user,
        )
    form = MergeForm(
        None if is_search else request.POST or None,
        members=_members(household),
        matches=matches,
        initial=request.POST.dict() if is_search else {},
    )
    return _event(request, household, form, MERGE, actions.household_merge, finds=True)


@household_writer
def household_move(request: SignedInRequest, household: Household) -> HttpResponse:
    """The household goes to another hamlet of the commune."""
    hamlets = hamlets_to_live_in(household.unit).exclude(pk=household.hamlet_id)
    form = HouseholdMoveForm(request.POST or None, hamlets=hamlets)
    return _event(request, household, form, MOVE, actions.household_move)


@household_writer
def household_end(request: SignedInRequest, household: Household) -> HttpResponse:
    """The household leaves the list."""
    return _event(request, household, EndForm(request.POST or None), END, actions.household_end)


@household_writer
def head_change(request: SignedInRequest, household: Household) -> HttpResponse:
    """Another member becomes the head."""
    form = HeadForm(request.POST or None, members=_members(household))
    return _event(request, household, form, HEAD, actions.head_change)


@sensitive_post_parameters()
@household_writer
def member_join(request: SignedInRequest, household: Household) -> HttpResponse:
    """Somebody comes into the household."""
    with_health = can_see_health(request.user, household.unit)
    form = JoinForm(request.POST or None, groups=ethnicities(), with_health=with_health)
    if form.is_valid():
        numbers_are_free([form], unit=household.unit)
    return _event(request, household, form, JOIN, actions.member_join)


@household_writer
def member_leave(request: SignedInRequest, household: Household) -> HttpResponse:
    """Somebody lives in the household no longer."""
    others = [member for member in _members(household) if member.pk != household.head_id]
    form = LeaveForm(request.POST or None, members=others)
    return _event(request, household, form, LEAVE, actions.member_leave)
