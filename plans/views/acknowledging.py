"""Reasons for which a leader lets a finding stand, and taking one back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from households.access import can_approve
from plans.actions import acknowledgement_withdraw, finding_acknowledge
from plans.views.document import Typed, refused, visible_plan
from plans.views.grid import parse_id
from povertyplan.common.errors import DomainError
from povertyplan.common.pages import SignedInRequest, require, write_view

WHO_ACKNOWLEDGES = "Chỉ lãnh đạo của xã, phường được ghi hoặc bỏ lý do chấp nhận điểm chưa khớp."


@require_POST
@write_view
def acknowledge(request: SignedInRequest, slug: str) -> HttpResponse:
    """Let the ticked findings stand for one reason."""
    plan = visible_plan(request, slug)
    require(can_approve(request.user, plan.unit), WHO_ACKNOWLEDGES)
    chosen = frozenset(request.POST.getlist("finding"))
    reason = request.POST.get("reason", "")[:2000]
    try:
        findings = finding_acknowledge(
            plan=plan,
            fingerprints=chosen,
            seen_hash=request.POST.get("seen_hash", ""),
            reason=reason,
            by=request.user,
        )
    except DomainError as error:
        return refused(request, slug, error, Typed(acknowledgement=reason, chosen=chosen))
    messages.success(request, f"Đã ghi lý do cho {len(findings)} điểm.")
    return _back(slug)


@require_POST
@write_view
def withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take one reason back: the finding is open again."""
    plan = visible_plan(request, slug)
    require(can_approve(request.user, plan.unit), WHO_ACKNOWLEDGES)
    row = plan.acknowledgements.filter(pk=parse_id(request.POST.get("acknowledgement", ""))).first()
    if row:
        try:
            acknowledgement_withdraw(acknowledgement=row, by=request.user)
        except DomainError as error:
            return refused(request, slug, error, Typed())
        messages.success(request, "Đã bỏ lý do; điểm này lại chưa có lý do.")
    return _back(slug)


def _back(slug: str) -> HttpResponse:
    return redirect(f"{reverse('plans:plan', args=[slug])}#diem-chua-khop")
