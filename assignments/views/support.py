"""What is promised and given to a household: one page for all of it, adding, changing, giving, photos."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, update_wrapper
from typing import Any, Concatenate, ParamSpec, cast

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assignments import actions
from assignments.actions import RepeatedError
from assignments.forms.support import GiveForm, ProofForm, ReasonForm, SupportForm, SupportNewForm
from assignments.models import SupportItem, SupportProof
from assignments.queries import SupportAuthor, helped_households, household_help, support_author
from households.actions import household_reading_keep
from households.models import Household
from povertyplan.common.audit import last_event
from povertyplan.common.conflicts import Stored, conflict_page, memory, save_or_compare, sent
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import posted_version, sentences_of
from povertyplan.common.pages import (
    SignedInRequest,
    afterwards,
    file_response,
    read_view,
    require,
    say_saved,
    write_view,
)

WHO_WRITES = (
    "Chỉ cán bộ của xã, phường và thành viên cơ quan được phân công giúp hộ này ghi được khoản hỗ trợ."
)
WHO_CHANGES = "Chỉ cán bộ của xã, phường và thành viên cơ quan đã giúp khoản này được sửa."
P = ParamSpec("P")


def _household(request: SignedInRequest, household_id: int) -> Household:
    """The household if the user may read what help it gets, else 404; that he looked is kept."""
    rows = helped_households(user=request.user).select_related("unit", "hamlet", "head")
    household = get_object_or_404(rows, pk=household_id)
    afterwards(request, partial(household_reading_keep, household=household, by=request.user))
    return household


def _author(request: SignedInRequest, household: Household) -> SupportAuthor:
    return support_author(user=request.user, household=household, on=timezone.localdate())


def _context(household: Household, author: SupportAuthor, **more: Any) -> dict[str, Any]:
    """What every page about a household's help needs; members of agencies have no pages of the commune."""
    frame: dict[str, Any] = {"section": "areas", "year": timezone.localdate().year}
    if author.is_officer or not author.agencies:
        frame["unit"] = household.unit
    return {**frame, "household": household, "author": author, **more}


@read_view
def household_help_page(request: SignedInRequest, household_id: int) -> HttpResponse:
    """All help to one household over all years."""
    household = _household(request, household_id)
    author = _author(request, household)
    help = household_help(household=household, user=request.user, author=author)
    context = _context(household, author, help=help)
    return render(request, "assignments/household_help.html", context)


@write_view
def support_new(request: SignedInRequest, household_id: int) -> HttpResponse:
    """Something promised or given is recorded."""
    household = _household(request, household_id)
    author = _author(request, household)
    require(author.may_write, WHO_WRITES)
    form = SupportNewForm(
        request.POST if request.method == "POST" else None,
        agencies=author.agencies,
        may_go_without=author.is_officer,
    )
    repeated = False
    if form.is_valid():
        try:
            actions.support_record(
                household=household, content=form.support(), again=form.cleaned_data["again"], by=request.user
            )
        except (DomainError, ValidationError) as error:
            repeated = isinstance(error, RepeatedError)
            refuse(form, error)
        else:
            say_saved(request, "Đã ghi khoản hỗ trợ.")
            return redirect("assignments:household_help", household.pk)
    context = _context(household, author, form=form, repeated=repeated, item=None)
    return render(request, "assignments/support_form.html", context)


def item_writer(
    view: Callable[Concatenate[SignedInRequest, SupportItem, SupportAuthor, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, int, P], HttpResponse]:
    """A page that changes an item: hands it in, visible, by who may change it, and still standing."""

    def wrapped(request: SignedInRequest, item_id: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        items = SupportItem.objects.visible_to(request.user)
        rows = items.select_related("agency", "household__unit", "household__hamlet", "household__head")
        item = get_object_or_404(rows, pk=item_id)
        afterwards(request, partial(household_reading_keep, household=item.household, by=request.user))
        author = _author(request, item.household)
        require(author.may_change(item), WHO_CHANGES)
        if item.withdrawn_reason:
            return redirect("assignments:household_help", item.household_id)
        return view(request, item, author, *args, **kwargs)

    update_wrapper(wrapped, view)
    return write_view(cast("Callable[Concatenate[SignedInRequest, int, P], HttpResponse]", wrapped))


@item_writer
def support(request: SignedInRequest, item: SupportItem, author: SupportAuthor) -> HttpResponse:
    """One item is changed; two people who do so see both versions."""
    data = sent(request)
    agencies = list(author.agencies)
    if item.agency and item.agency not in agencies:
        agencies.append(item.agency)  # it may be gone meanwhile

    def stored() -> Stored[list[SupportForm]]:
        now = SupportItem.objects.get(pk=item.pk)
        return Stored(
            version=now.version,
            forms=lambda data: [
                SupportForm(
                    data,
                    agencies=agencies,
                    may_go_without=author.is_officer,
                    initial=SupportForm.initial_of(now),
                )
            ],
            saved=lambda: last_event("support_changed", item.household, item=item.pk),
        )

    def save(version: int) -> None:
        actions.support_change(item=item, content=form.support(), version=version, by=request.user)

    now = stored()
    [form] = now.forms(data)
    proofs = item.proofs.order_by("pk").only("pk")
    context = _context(item.household, author, form=form, item=item, proofs=proofs, repeated=False)
    if data is not None and form.is_valid():
        try:
            conflict = save_or_compare(data, save=save, stored=stored)
        except (DomainError, ValidationError) as error:
            refuse(form, error)
        else:
            if conflict:
                return conflict_page(request, conflict, title="Khoản hỗ trợ", context=context)
            say_saved(request, "Đã lưu khoản hỗ trợ.")
            return redirect("assignments:household_help", item.household_id)
    return render(request, "assignments/support_form.html", context | memory(data, now))


@item_writer
def support_give(request: SignedInRequest, item: SupportItem, author: SupportAuthor) -> HttpResponse:
    """What was promised was given: the day and the value."""
    form = GiveForm(
        request.POST if request.method == "POST" else None,
        initial={"date": timezone.localdate(), "value": item.value},
    )

    def act() -> None:
        version = posted_version(request.POST)
        actions.support_give(item=item, **form.cleaned_data, version=version, by=request.user)

    words = {"heading": "Ghi đã trao", "button": "Ghi đã trao", "done": "Đã ghi trao."}
    return _act(request, item, author, form, act, words)


@item_writer
def support_withdraw(request: SignedInRequest, item: SupportItem, author: SupportAuthor) -> HttpResponse:
    """The item counts no longer."""
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        actions.support_withdraw(item=item, by=request.user, **form.cleaned_data)

    words = {
        "heading": "Bỏ khoản hỗ trợ",
        "hint": "Khoản này không còn tính vào đâu nữa, nhưng vẫn giữ cùng lý do.",
        "button": "Bỏ khoản này",
        "done": "Đã bỏ khoản hỗ trợ.",
    }
    return _act(request, item, author, form, act, words)


@item_writer
def proof_add(request: SignedInRequest, item: SupportItem, author: SupportAuthor) -> HttpResponse:
    """A photo of what was given."""
    form = ProofForm(*((request.POST, request.FILES) if request.method == "POST" else ()))

    def act() -> None:
        actions.proof_add(item=item, image=form.cleaned_data["file"], by=request.user)

    words = {"heading": "Gửi ảnh", "button": "Gửi ảnh", "done": "Đã giữ ảnh."}
    return _act(request, item, author, form, act, words)


def _act(
    request: SignedInRequest,
    item: SupportItem,
    author: SupportAuthor,
    form: Any,
    act: Callable[[], object],
    words: dict[str, str],
    **more: Any,
) -> HttpResponse:
    """A small form about an item; whatever is refused comes back as typed."""
    if form.is_valid():
        try:
            act()
        except (DomainError, ValidationError) as error:
            refuse(form, error)
        else:
            say_saved(request, words["done"])
            return redirect("assignments:household_help", item.household_id)
    context = _context(item.household, author, form=form, item=item, words=words, version=item.version)
    context |= {"proof": None, **more}
    return render(request, "assignments/support_act.html", context)


@read_view
def proof(request: SignedInRequest, proof_id: int) -> HttpResponse:
    """A photo, to those alone who see its item."""
    proofs = SupportProof.objects.visible_to(request.user).select_related("item__household__unit")
    found = get_object_or_404(proofs, pk=proof_id)
    afterwards(request, partial(household_reading_keep, household=found.item.household, by=request.user))
    return file_response(bytes(found.image), f"ho-tro-{found.pk}.jpg", "image/jpeg", inline=True)


@write_view
def proof_remove(request: SignedInRequest, proof_id: int) -> HttpResponse:
    """A photo of the wrong thing is forgotten."""
    proofs = SupportProof.objects.visible_to(request.user)
    found = get_object_or_404(
        proofs.defer("image").select_related("item__household__unit", "item__household__hamlet"), pk=proof_id
    )
    item = found.item
    afterwards(request, partial(household_reading_keep, household=item.household, by=request.user))
    author = _author(request, item.household)
    require(author.may_change(item), WHO_CHANGES)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        actions.proof_remove(proof=found, by=request.user, **form.cleaned_data)

    words = {
        "heading": "Bỏ ảnh",
        "hint": "Ảnh được xóa hẳn; nhật ký giữ lại rằng đã xóa và lý do.",
        "button": "Xóa ảnh",
        "done": "Đã xóa ảnh.",
    }
    return _act(request, item, author, form, act, words, proof=found)


def refuse(form: Any, error: DomainError | ValidationError) -> None:
    """Put what an action refused beside its field, else above the form."""
    if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
        for name, sentences in error.message_dict.items():
            for sentence in sentences:
                form.add_error(name if name in form.fields else None, sentence)
    else:
        sentences = sentences_of(error)
        for sentence in sentences:
            form.add_error(None, sentence)
