"""A signed plan: its number, its issue, and what came back with signatures."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from households.access import can_number
from plans.actions import plan_download, plan_issue, plan_sign, signed_copy_add
from plans.actions.issuing import WHO_NUMBERS
from plans.compose import plan_standing
from plans.forms.issuing import CopyForm, SignForm
from plans.queries import next_number, signing_policy
from plans.rules import STEPS, PlanStep
from plans.views.document import Typed, plan_page, plan_with_bytes, refused, visible_plan
from plans.views.year import plan_context
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.forms import posted_version
from povertyplan.common.pages import (
    SignedInRequest,
    afterwards,
    file_response,
    read_view,
    require,
    write_view,
)
from povertyplan.documents.models import SignedCopy


@write_view
def sign(request: SignedInRequest, slug: str) -> HttpResponse:
    """Number and date of the signed plan, from the commune's register."""
    plan = visible_plan(request, slug)
    require(can_number(request.user, plan.unit), WHO_NUMBERS)
    if request.method != "POST" and plan.status not in STEPS[PlanStep.SIGN].sources:
        messages.warning(
            request, f"{plan.title_kind} đang ở tình trạng “{plan.status_label}”, chưa ghi số được."
        )
        return redirect("plans:plan", slug)
    today = timezone.localdate()
    policy = signing_policy(plan.unit)
    number = plan.number or (next_number(plan=plan, year=today.year) if policy.suggests_number else None)
    form = SignForm(request.POST or None, initial={"number": number, "date": plan.signed_date})
    status, version = 200, posted_version(request.POST) if request.method == "POST" else plan.version
    if form.is_valid():
        try:
            signed = plan_sign(plan=plan, version=version, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
            if isinstance(error, StaleError):
                plan = visible_plan(request, slug)
                status, version = 409, plan.version
        else:
            messages.success(request, f"Đã ghi số {signed.number_text}. Xem lại văn bản có số rồi phát hành.")
            return redirect("plans:plan", slug)
    context = plan_context(plan) | {
        "form": form,
        "version": version,
        "suggested": number if policy.suggests_number and not plan.number else None,
    }
    return render(request, "plans/sign.html", context, status=status)


@require_POST
@write_view
def issue(request: SignedInRequest, slug: str) -> HttpResponse:
    """Issue what was shown; keep its bytes for good."""
    plan = visible_plan(request, slug)
    require(can_number(request.user, plan.unit), WHO_NUMBERS)
    try:
        issued = plan_issue(plan=plan, seen_hash=request.POST.get("seen_hash", ""), by=request.user)
    except DomainError as error:
        return refused(request, slug, error, Typed())
    messages.success(request, f"Đã phát hành {issued.citation}.")
    return redirect("plans:plan", slug)


@read_view
def approved_pdf(request: SignedInRequest, slug: str) -> HttpResponse:
    """The print for signature as it was approved, also after the plan was issued."""
    plan = plan_with_bytes(request, slug)
    if not plan.approved_document:
        raise Http404
    afterwards(request, partial(plan_download, plan=plan, action="plan_pdf_downloaded", by=request.user))
    name = f"{plan.slug}-trinh-ky.pdf"
    return file_response(bytes(plan.approved_document.pdf), name, "application/pdf", inline=True)


@require_POST
@write_view
def copy_add(request: SignedInRequest, slug: str) -> HttpResponse:
    """Keep a signed scan or a digitally signed PDF beside the issued print."""
    plan = visible_plan(request, slug)
    require(can_number(request.user, plan.unit), WHO_NUMBERS)
    form = CopyForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data
        try:
            signed_copy_add(plan=plan, content=given["file"], is_scan=given["is_scan"], by=request.user)
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, "Đã giữ tệp bên cạnh bản ban hành.")
            return redirect("plans:plan", slug)
    return plan_page(request, plan_standing(plan), status=422, copy_form=form)


@read_view
def copy(request: SignedInRequest, slug: str, copy_id: int) -> HttpResponse:
    """A signed copy as it was brought, to be kept and not shown."""
    plan = visible_plan(request, slug)
    found = get_object_or_404(SignedCopy, pk=copy_id, document=plan.issued_document_id or 0)
    afterwards(request, partial(plan_download, plan=plan, action="signed_copy_downloaded", by=request.user))
    return file_response(bytes(found.content), f"{plan.slug}-da-ky-{found.pk}.pdf", "application/pdf")
