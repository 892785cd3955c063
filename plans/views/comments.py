"""Comments on a plan: all of them on one page, putting one, answering, closing, opening again."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from households.access import can_approve, can_comment, roles_in
from plans.actions import (
    comment_add,
    comment_answer,
    comment_close,
    comment_reopen,
    finding_comment,
    plan_unlock,
)
from plans.compose import plan_standing
from plans.forms.comments import AnswerForm, CommentForm
from plans.models import Comment, Plan
from plans.rules import PRINTED, fingerprint
from plans.views.document import WHO_APPROVES, Typed, refused, visible_plan
from plans.views.threads import threads_of
from plans.views.year import year_context
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.forms import sentences_of
from povertyplan.common.pages import SignedInRequest, require, write_view

WHO_COMMENTS = "Chỉ cán bộ và lãnh đạo của xã, phường được góp ý cho kế hoạch."


@write_view
def comments(request: SignedInRequest, slug: str) -> HttpResponse:
    """Everything said of the plan; POST says something of a place or a finding."""
    plan = visible_plan(request, slug)
    if request.method != "POST":
        return _page(request, plan)
    require(can_comment(request.user, plan.unit), WHO_COMMENTS)
    return _add(request, plan)


def _add(request: SignedInRequest, plan: Plan) -> HttpResponse:
    seen = request.POST.get("finding", "")
    source = plan_standing(plan).source
    form = AnswerForm(request.POST) if seen else CommentForm(request.POST, source=source)
    if not form.is_valid():
        return _page(request, plan, form=form, seen=seen, status=422)
    text = form.cleaned_data["text"]
    try:
        if isinstance(form, CommentForm):
            section = next((each for each in source.sections if each.pk == form.section_id), None)
            made = comment_add(plan=plan, place=form.place, section=section, text=text, by=request.user)
        else:
            made = finding_comment(plan=plan, seen=seen, text=text, by=request.user)
    except StaleError as error:  # what it was about is gone: it may be said of something else
        messages.warning(request, str(error))
        source = plan_standing(plan).source
        return _page(request, plan, form=CommentForm(initial={"text": text}, source=source), status=409)
    except DomainError as error:
        form.add_error(None, sentences_of(error))
        return _page(request, plan, form=form, seen=seen, status=422)
    messages.success(request, "Đã ghi góp ý.")
    return redirect(_at(plan, made))


def _page(
    request: SignedInRequest,
    plan: Plan,
    *,
    form: AnswerForm | None = None,
    seen: str = "",
    answering: int = 0,
    answer: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; `form` is a comment that was refused, `answer` an answer to the comment `answering`."""
    view = plan_standing(plan)
    seen = seen or ("" if form else request.GET.get("diem", ""))
    finding = next((each for each in view.findings if fingerprint(each) == seen), None)
    initial = {"at": request.GET.get("tai", "")}
    context = year_context(plan.unit, plan.year, "plans") | {
        "plan": plan,
        "form": form or (AnswerForm() if finding else CommentForm(initial=initial, source=view.source)),
        "finding": finding,
        "seen": seen if finding else "",
        "threads": threads_of(
            view.source, user=request.user, roles=roles_in(request.user, plan.unit), view=view
        ),
        "answering": answering,
        "answer": answer or AnswerForm(),
        "is_kept": plan.status in PRINTED,
    }
    return render(request, "plans/comments.html", context, status=status)


@require_POST
@write_view
def answer(request: SignedInRequest, slug: str, comment_id: int) -> HttpResponse:
    """Answer below a comment."""
    plan, thread = _thread(request, slug, comment_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, plan, answering=thread.pk, answer=form, status=422)
    try:
        comment_answer(comment=thread, text=form.cleaned_data["text"], by=request.user)
    except DomainError as error:
        form.add_error(None, sentences_of(error))
        return _page(request, plan, answering=thread.pk, answer=form, status=_status(error))
    messages.success(request, "Đã trả lời góp ý.")
    return redirect(_at(plan, thread))


@require_POST
@write_view
def close(request: SignedInRequest, slug: str, comment_id: int) -> HttpResponse:
    """Close a comment."""
    return _turn(request, slug, comment_id, comment_close, "Đã đóng góp ý.")


@require_POST
@write_view
def reopen(request: SignedInRequest, slug: str, comment_id: int) -> HttpResponse:
    """Open a closed comment again."""
    return _turn(request, slug, comment_id, comment_reopen, "Đã mở lại góp ý.")


def _turn(
    request: SignedInRequest, slug: str, comment_id: int, turn: Callable[..., Comment], sentence: str
) -> HttpResponse:
    plan, thread = _thread(request, slug, comment_id)
    try:
        turn(comment=thread, by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, sentence)
    return redirect(_at(plan, thread))


@require_POST
@write_view
def unlock(request: SignedInRequest, slug: str) -> HttpResponse:
    """Open all of a plan that was returned with only what was commented unlocked."""
    plan = visible_plan(request, slug)
    require(can_approve(request.user, plan.unit), WHO_APPROVES)
    try:
        plan_unlock(plan=plan, by=request.user)
    except DomainError as error:
        return refused(request, slug, error, Typed())
    messages.success(request, "Đã mở toàn bộ kế hoạch cho cán bộ sửa.")
    return redirect("plans:plan", slug)


def _thread(request: SignedInRequest, slug: str, comment_id: int) -> tuple[Plan, Comment]:
    plan = visible_plan(request, slug)
    require(can_comment(request.user, plan.unit), WHO_COMMENTS)
    rows = plan.comments.select_related("plan__unit", "by")
    return plan, get_object_or_404(rows, pk=comment_id, thread__isnull=True)


def _at(plan: Plan, thread: Comment) -> str:
    return f"{reverse('plans:comments', args=[plan.slug])}#gop-y-{thread.pk}"


def _status(error: Exception) -> int:
    return 409 if isinstance(error, StaleError) else 422
