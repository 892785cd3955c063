"""A plan on screen and on paper, and the steps of its life."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from households.access import can_approve, can_edit, can_number, can_see_all_households, roles_in
from households.rules import Role
from plans.actions import (
    plan_approve,
    plan_download,
    plan_recall,
    plan_return,
    plan_submit,
    reading_keep,
)
from plans.actions.life import content_hash
from plans.compose import Acknowledged, PlanView, kept_print, plan_standing, without_names
from plans.forms.issuing import CopyForm
from plans.models import Plan
from plans.queries import has_written, plan_links, signed_copies, signing_policy
from plans.rules import (
    COPY_MATCH_LABELS,
    FROZEN,
    IN_FORCE,
    PRINTED,
    CopyMatch,
    PlanPlace,
    PlanStep,
    Status,
    commented_place,
    fingerprint,
    steps_open,
)
from plans.views.threads import edit_url, heading_notes, threads_of
from plans.views.year import WHO_EDITS, plan_context
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.pages import (
    SignedInRequest,
    afterwards,
    file_response,
    read_view,
    require,
    write_view,
)
from povertyplan.documents.blocks import Document, Figure
from povertyplan.documents.checks import Finding, Level, place_label
from povertyplan.documents.docx import render_docx
from povertyplan.documents.html import anchor, render_body
from povertyplan.documents.pdf import PdfError, render_pdf
from povertyplan.documents.portal import render_html
from povertyplan.documents.xlsx import EXCEL
from povertyplan.documents.xlsx.tables import render_xlsx

WHO_APPROVES = "Chỉ lãnh đạo của xã, phường được duyệt, trả lại hoặc thu hồi kế hoạch, báo cáo."
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PRINTS = ("approved_document", "issued_document")
SHOWN = 10  # findings of a level on the summary
NO_COMMENTS: Mapping[str, int] = {}
TAGS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTICE: "muted"}


@dataclass(frozen=True, kw_only=True)
class FindingRow:
    """A finding as the page shows it."""

    level: str
    tag: str
    message: str
    where: str
    rule: str
    anchor: str
    edit_url: str
    fingerprint: str
    reason: Acknowledged | None
    comments: int = 0  # open ones


def finding_rows(
    view: PlanView, *, only: str = "", commented: Mapping[str, int] = NO_COMMENTS
) -> list[FindingRow]:
    """The findings with links to where they stand and to where they are mended, gravest first; `commented` is
    how many open comments there are, by fingerprint.
    """
    order = list(Level)
    return [
        FindingRow(
            level=finding.level.label,
            tag=TAGS[finding.level],
            message=finding.message,
            where=place_label(view.document, finding.place),
            rule=finding.rule.rstrip("."),
            anchor=anchor(finding.place),
            edit_url=_edit_url(view, finding),
            fingerprint=fingerprint(finding),
            reason=view.reason(finding),
            comments=commented.get(fingerprint(finding), 0),
        )
        for finding in sorted(view.findings, key=lambda finding: order.index(finding.level))
        if finding.place.startswith(only)
    ]


@dataclass(frozen=True, kw_only=True)
class FindingGroup:
    """The findings of one level; a summary shows the first of them."""

    level: str
    tag: str
    rows: Sequence[FindingRow]
    is_grave: bool

    @property
    def explained(self) -> int:
        return sum(row.reason is not None for row in self.rows)

    @property
    def first(self) -> Sequence[FindingRow]:
        return self.rows[:SHOWN]

    @property
    def more(self) -> int:
        return len(self.rows[SHOWN:])


def finding_groups(view: PlanView, *, commented: Mapping[str, int] = NO_COMMENTS) -> list[FindingGroup]:
    """The findings by level, gravest first; levels without any are left out."""
    rows = finding_rows(view, commented=commented)
    groups = [
        FindingGroup(
            level=level.label,
            tag=TAGS[level],
            rows=[row for row in rows if row.level == level.label],
            is_grave=level != Level.NOTICE,
        )
        for level in Level
    ]
    return [group for group in groups if group.rows]


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What came with a form that was refused, to be shown again."""

    reason: str = ""
    note: str = ""
    only_commented: bool = False
    acknowledgement: str = ""
    chosen: Collection[str] = ()


def _edit_url(view: PlanView, finding: Finding) -> str:
    """The page where a finding is mended; '' when that is locked."""
    plan, place, paper = view.source.plan, finding.place, view.source.paper
    if paper and place.startswith(("table:", "appendix:")):
        return paper.home.url
    if place.startswith("target:") and view.source.allows(PlanPlace.FIGURES):
        return reverse("plans:targets", args=[plan.unit_id, plan.year])
    return edit_url(view.source, commented_place(place), view.source.section_at(place))


def visible_plan(request: SignedInRequest, slug: str) -> Plan:
    """The plan if the user works in its commune, else 404."""
    plans = Plan.objects.visible_to(request.user).select_related("unit", "standard", *PRINTS)
    return get_object_or_404(plans.defer(*(f"{name}__pdf" for name in PRINTS)), slug=slug)


@read_view
def plan(request: SignedInRequest, slug: str) -> HttpResponse:
    """The document on its sheets, what does not add up beside it, and the next step for this reader."""
    plan = visible_plan(request, slug)
    view = plan_standing(plan)
    afterwards(request, partial(reading_keep, view=view, by=request.user))
    return plan_page(request, view)


def plan_page(
    request: SignedInRequest,
    view: PlanView,
    *,
    status: int = 200,
    typed: Typed | None = None,
    copy_form: CopyForm | None = None,
) -> HttpResponse:
    """The page of a plan; a refused form comes back with what was typed."""
    plan = view.source.plan
    status_now, roles = Status(plan.status), roles_in(request.user, plan.unit)
    open_steps = steps_open(status_now, roles)
    writes = Role.OFFICER in roles
    numbers = Role.CLERK in roles
    frozen = status_now in FROZEN
    threads = threads_of(view.source, user=request.user, roles=roles, view=view)
    context = plan_context(plan) | {
        "view": view,
        # Escaped block by block in documents.html; nothing of it is markup that somebody typed.
        "body": mark_safe(
            render_body(
                _shown(request, plan, view.document),
                notes=heading_notes(view.source, threads),
                explain=partial(_explained_at, plan),
            )
        ),
        "threads": threads,
        "groups": finding_groups(view, commented=threads.by_finding),
        "seen_hash": content_hash(view),
        "can": {step.value: step in open_steps for step in PlanStep},
        "can_acknowledge": Role.LEADER in roles and status_now not in PRINTED,
        "can_unlock": Role.LEADER in roles,
        "can_write": writes,
        "can_amend": writes and status_now in IN_FORCE and not plan.is_report,
        "can_add_copy": numbers and frozen,
        "is_own_work": PlanStep.APPROVE in open_steps
        and not signing_policy(plan.unit).author_may_approve
        and has_written(plan=plan, user=request.user),
        "links": plan_links(plan=plan),
        "copies": [(copy, COPY_MATCH_LABELS[CopyMatch(copy.match)]) for copy in signed_copies(plan=plan)]
        if frozen
        else (),
        "copy_form": copy_form or CopyForm(),
        "typed": typed or Typed(),
    }
    return render(request, "plans/plan.html", context, status=status)


def _hides_names(request: SignedInRequest, plan: Plan) -> bool:
    """Whether the reader works in the commune without seeing its households (decision 0017)."""
    return plan.is_report and not can_see_all_households(request.user, plan.unit)


def _shown(request: SignedInRequest, plan: Plan, document: Document) -> Document:
    """What the reader sees of the document."""
    return without_names(document) if _hides_names(request, plan) else document


def _explained_at(plan: Plan, figure: Figure) -> str:
    """The page that says where a printed figure comes from; '' for blanks and odd keys."""
    if figure.value is None or not re.fullmatch("[\\w.@-]+", figure.key):
        return ""
    address = reverse("reports:figure", args=[plan.unit_id, plan.year, figure.key])
    return f"{address}?ke-hoach={plan.slug}"


def refused(request: SignedInRequest, slug: str, error: DomainError, typed: Typed) -> HttpResponse:
    """The plan as it is now, with why it was refused; 409 when it is not what was seen, or where it was."""
    messages.error(request, str(error))
    status = 409 if isinstance(error, StaleError) else 422
    return plan_page(request, plan_standing(visible_plan(request, slug)), status=status, typed=typed)


def plan_with_bytes(request: SignedInRequest, slug: str) -> Plan:
    """The plan with the bytes of its prints, and else no more of it than the log names."""
    plans = Plan.objects.visible_to(request.user).select_related("unit", *PRINTS)
    shown = ("unit__code", "slug", "kind", "status", "version", *(f"{name}__pdf" for name in PRINTS))
    return get_object_or_404(plans.only(*shown), slug=slug)


@read_view
def plan_pdf(request: SignedInRequest, slug: str) -> HttpResponse:
    """The PDF: the kept bytes once approved, those of issue once issued, a fresh draft before."""
    plan = plan_with_bytes(request, slug)
    afterwards(request, partial(plan_download, plan=plan, action="plan_pdf_downloaded", by=request.user))
    hidden = _hides_names(request, plan) and not can_number(request.user, plan.unit)
    if (kept := kept_print(plan)) and not hidden:
        return file_response(bytes(kept.pdf), f"{plan.slug}.pdf", "application/pdf", inline=True)
    whole = visible_plan(request, slug)
    try:
        pdf = render_pdf(_shown(request, whole, plan_standing(whole).document))
    except PdfError as error:
        return render(request, "plans/no_pdf.html", {"sentence": str(error), "plan": plan}, status=503)
    return file_response(pdf, f"{plan.slug}.pdf", "application/pdf", inline=True)


@read_view
def plan_docx(request: SignedInRequest, slug: str) -> HttpResponse:
    """The same blocks as a Word file."""
    plan = visible_plan(request, slug)
    afterwards(request, partial(plan_download, plan=plan, action="plan_docx_downloaded", by=request.user))
    return file_response(
        render_docx(_shown(request, plan, plan_standing(plan).document)), f"{plan.slug}.docx", WORD
    )


@read_view
def plan_xlsx(request: SignedInRequest, slug: str) -> HttpResponse:
    """Every table of it as a workbook."""
    plan = visible_plan(request, slug)
    afterwards(request, partial(plan_download, plan=plan, action="plan_xlsx_downloaded", by=request.user))
    return file_response(
        render_xlsx(_shown(request, plan, plan_standing(plan).document)), f"{plan.slug}.xlsx", EXCEL
    )


@read_view
def plan_html(request: SignedInRequest, slug: str) -> HttpResponse:
    """One HTML file of it, for the commune's portal."""
    plan = visible_plan(request, slug)
    afterwards(request, partial(plan_download, plan=plan, action="plan_html_downloaded", by=request.user))
    return file_response(
        render_html(_shown(request, plan, plan_standing(plan).document)), f"{plan.slug}.html", "text/html"
    )


@require_POST
@write_view
def submit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Hand the draft to the leader."""
    plan = visible_plan(request, slug)
    require(can_edit(request.user, plan.unit), WHO_EDITS)
    try:
        plan_submit(plan=plan, by=request.user)
    except DomainError as error:
        return refused(request, slug, error, Typed())
    kind = plan.title_kind.lower()
    messages.success(request, f"Đã trình ký. Lãnh đạo thấy {kind} này trong trang tổng quan.")
    return redirect("plans:plan", slug)


@require_POST
@write_view
def approve(request: SignedInRequest, slug: str) -> HttpResponse:
    """Approve what was shown; keep its bytes."""
    plan = visible_plan(request, slug)
    require(can_approve(request.user, plan.unit), WHO_APPROVES)
    reason = request.POST.get("reason", "")[:2000]
    try:
        plan_approve(plan=plan, seen_hash=request.POST.get("seen_hash", ""), reason=reason, by=request.user)
    except DomainError as error:
        return refused(request, slug, error, Typed(reason=reason))
    messages.success(request, "Đã duyệt. Bản trình ký đã sẵn sàng để in.")
    return redirect("plans:plan", slug)


@require_POST
@write_view
def give_back(request: SignedInRequest, slug: str) -> HttpResponse:
    """Return the plan to the officer with a note."""
    only = request.POST.get("only_commented") == "1"
    step = partial(plan_return, only_commented=only)
    return _back_to_officer(request, slug, step, "Đã trả lại cho cán bộ.", Typed(only_commented=only))


@require_POST
@write_view
def recall(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take the print for signature back, for a reason."""
    return _back_to_officer(request, slug, plan_recall, "Đã thu hồi bản trình ký; cán bộ sửa rồi trình lại.")


def _back_to_officer(
    request: SignedInRequest, slug: str, step: Callable[..., Plan], sentence: str, typed: Typed | None = None
) -> HttpResponse:
    plan = visible_plan(request, slug)
    require(can_approve(request.user, plan.unit), WHO_APPROVES)
    note = request.POST.get("note", "")[:2000]
    try:
        step(plan=plan, note=note, by=request.user)
    except DomainError as error:
        return refused(request, slug, error, replace(typed or Typed(), note=note))
    messages.success(request, sentence)
    return redirect("plans:plan", slug)
