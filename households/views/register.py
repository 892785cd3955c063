"""The register of households: the list, one household, adding and editing, a whole personal number."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, update_wrapper
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from households import actions
from households.access import can_edit, can_see_health, can_see_households, can_see_numbers, can_survey
from households.actions.register import STALE
from households.forms.register import (
    HouseholdForm,
    HouseholdNewForm,
    SearchForm,
    household_content,
    member_rows,
    numbers_are_free,
)
from households.models import AdministrativeUnit, Hamlet, Household
from households.models.places import HamletQuerySet
from households.queries import (
    HouseholdFilter,
    hamlets_of,
    household_by_number,
    household_page,
    household_record,
    households_found,
)
from households.rules import EventKind, personal_number_violation
from households.views.units import worked_unit
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.forms import posted_version
from povertyplan.common.pages import SignedInRequest, afterwards, read_view, require, write_view

WHO_READS = "Chỉ cán bộ, lãnh đạo, người kiểm tra của xã và người phụ trách thôn được xem danh sách hộ."
WHO_WRITES = "Chỉ cán bộ của xã, phường được sửa danh sách hộ."
WHO_SEES_NUMBERS = "Chỉ cán bộ và lãnh đạo của xã, phường được xem cả số định danh cá nhân."
ENDED = "Hộ này đã thôi quản lý nên không sửa được nữa."
BLANK_ROWS_OF_NEW = 6
SEARCHES, SEARCHES_KEPT = "household_searches", 20  # what was typed, by the word in the address
P = ParamSpec("P")


def register_unit(request: SignedInRequest, unit_id: int) -> AdministrativeUnit:
    """The commune if the user works there or in a hamlet of it and may see households, else 404 or 403."""
    unit = worked_unit(request, unit_id)
    require(can_see_households(request.user, unit), WHO_READS)
    return unit


def register_context(unit: AdministrativeUnit) -> dict[str, Any]:
    """What the frame of every page of the register needs."""
    return {"unit": unit, "year": timezone.localdate().year, "section": "households"}


def visible_household(request: SignedInRequest, household_id: int) -> Household:
    """The household if the user may see it, else 404; that he looked is kept."""
    rows = Household.objects.visible_to(request.user).select_related("unit", "hamlet", "head")
    household = get_object_or_404(rows, pk=household_id)
    afterwards(request, partial(actions.household_reading_keep, household=household, by=request.user))
    return household


def household_writer(
    view: Callable[Concatenate[SignedInRequest, Household, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, int, P], HttpResponse]:
    """A page that writes a household: hands it in, visible, by its officer, and still on the list."""

    def wrapped(
        request: SignedInRequest, household_id: int, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        household = visible_household(request, household_id)
        require(can_edit(request.user, household.unit), WHO_WRITES)
        if household.valid_to:
            messages.warning(request, ENDED)
            return redirect("households:household", household.pk)
        return view(request, household, *args, **kwargs)

    update_wrapper(wrapped, view)
    return write_view(cast("Callable[Concatenate[SignedInRequest, int, P], HttpResponse]", wrapped))


def hamlets_to_live_in(unit: AdministrativeUnit) -> HamletQuerySet:
    """Where a household of the commune may live today."""
    return hamlets_of(unit=unit, on=timezone.localdate())


@sensitive_post_parameters("text")
@write_view
def household_list(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """The commune's households, or those of one's hamlets. What is typed to find one is posted and kept in
    the session: no name stands in an address.
    """
    unit = register_unit(request, unit_id)
    hamlets = Hamlet.objects.visible_to(request.user).in_unit(unit).in_order()
    if request.method == "POST":
        return _search(request, unit, hamlets)
    filter = _filter(request, hamlets)
    number = _parsed(request.GET.get("trang"))
    page = household_page(user=request.user, unit=unit, filter=filter, number=number)
    kept = {
        "hamlet": filter.hamlet.pk if filter.hamlet else None,
        "searched": bool(filter.text),
        "page": page.number,
    }
    reading = partial(actions.households_reading_keep, unit=unit, shown="register", by=request.user)
    afterwards(request, partial(reading, filters=kept, count=page.count))
    context = register_context(unit) | {
        "form": SearchForm(initial=vars(filter), hamlets=hamlets),
        "page": page,
        "filter": filter,
        "editable": can_edit(request.user, unit),
    }
    return render(request, "households/household_list.html", context)


def _filter(request: SignedInRequest, hamlets: HamletQuerySet) -> HouseholdFilter:
    """What the address asks for; what it cannot mean filters nothing."""
    given = request.GET
    searches: dict[str, str] = request.session.get(SEARCHES, {})
    return HouseholdFilter(
        text=searches.get(given.get("tim", ""), ""),
        hamlet=hamlets.filter(pk=_parsed(given["thon"])).first() if "thon" in given else None,
        with_ended="ca" in given,
    )


def _search(request: SignedInRequest, unit: AdministrativeUnit, hamlets: HamletQuerySet) -> HttpResponse:
    form = SearchForm(request.POST, hamlets=hamlets)
    here = reverse("households:household_list", args=[unit.pk])
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect(here)
    if form.number:
        return _search_number(request, unit, form.number)
    given, query = form.cleaned_data, {}
    if given["text"]:
        searches = dict(request.session.get(SEARCHES, {}))
        token = get_random_string(8)
        searches[token] = given["text"]
        request.session[SEARCHES] = dict(list(searches.items())[-SEARCHES_KEPT:])
        query["tim"] = token
    if given["hamlet"]:
        query["thon"] = str(given["hamlet"].pk)
    if given["with_ended"]:
        query["ca"] = "1"
    return redirect(reverse("households:household_list", args=[unit.pk], query=query))


def _search_number(request: SignedInRequest, unit: AdministrativeUnit, number: str) -> HttpResponse:
    """To the household of a personal number, or of a code of so many digits; nothing of it is kept."""
    everything = HouseholdFilter(with_ended=True)
    found = households_found(user=request.user, unit=unit, filter=everything).filter(code=number).first()
    violation = personal_number_violation(number)
    if not found and not violation and can_see_numbers(request.user, unit):
        found = household_by_number(user=request.user, unit=unit, number=number)
    if found:
        return redirect("households:household", found.pk)
    messages.warning(request, violation or "Không có ai mang số này trong danh sách hộ.")
    return redirect("households:household_list", unit.pk)


def _parsed(text: str | None) -> int:
    """A number of an address, or 0 where there is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


@read_view
def household(request: SignedInRequest, household_id: int) -> HttpResponse:
    """One household: who lives there, what the years found, what happened."""
    found = visible_household(request, household_id)
    editable = can_edit(request.user, found.unit) and not found.valid_to
    context = register_context(found.unit) | {
        "household": found,
        "record": household_record(household=found, user=request.user),
        "editable": editable,
        "names": not editable and not found.valid_to and can_survey(request.user, found.hamlet),
        "sees_numbers": can_see_numbers(request.user, found.unit),
        "sees_health": can_see_health(request.user, found.unit),
    }
    return render(request, "households/household.html", context)


@sensitive_post_parameters()
@write_view
def household_new(request: SignedInRequest, unit_id: int) -> HttpResponse:
    """A household comes onto the list, with its members."""
    unit = register_unit(request, unit_id)
    require(can_edit(request.user, unit), WHO_WRITES)
    data = request.POST if request.method == "POST" else None
    form = HouseholdNewForm(data, hamlets=hamlets_to_live_in(unit))
    rows = member_rows(data, with_health=can_see_health(request.user, unit), blank=BLANK_ROWS_OF_NEW)
    if data is not None and form.is_valid() and rows.is_valid() and numbers_are_free(rows.typed, unit=unit):
        given = form.cleaned_data
        content = household_content(form, rows, hamlet_id=given["hamlet"].pk)
        try:
            (made,) = actions.households_add(
                unit=unit,
                contents=[content],
                valid_from=given["valid_from"],
                kind=EventKind(given["kind"]),
                by=request.user,
            )
        except ValidationError as error:
            rows.refuse(" ".join(error.messages))
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Đã thêm hộ {content.head.name}.")
            return redirect("households:household", made.pk)
    context = register_context(unit) | {"form": form, "rows": rows}
    return render(request, "households/household_new.html", context)


@sensitive_post_parameters()
@household_writer
def household_edit(request: SignedInRequest, household: Household) -> HttpResponse:
    """What is written of a household and its members. Who saves second sees what is stored now, with all
    that he typed still in its fields.
    """
    sent = request.method == "POST"
    data, version, status = request.POST if sent else None, household.version, 200
    people = list(household.members.present().select_related("ethnicity").order_by("position", "pk"))
    sees_health = can_see_health(request.user, household.unit)
    form = HouseholdForm(data, initial=HouseholdForm.stored(household))
    rows = member_rows(data, people=people, with_health=sees_health)
    if data is not None:
        status = _save(request, household, form, rows)
        if status == 302:
            here = "households:household_edit" if "more" in data else "households:household"
            return redirect(here, household.pk)
    context = register_context(household.unit) | {
        "household": household,
        "form": form,
        "rows": rows,
        "version": version,
        "people": people,
        "is_stale": status == 409,
        "sees_health": sees_health,
    }
    return render(request, "households/household_edit.html", context, status=status)


def _save(request: SignedInRequest, household: Household, form: HouseholdForm, rows: Any) -> int:
    """Save what was posted; the answer's status. Errors stand on the forms."""
    version = posted_version(request.POST)
    fine = form.is_valid() and rows.is_valid()
    if version != household.version:
        rows.refuse(STALE)
        return 409
    if not fine or not numbers_are_free(rows.typed, unit=household.unit, household=household):
        return 200
    content = household_content(form, rows, hamlet_id=household.hamlet_id)
    try:
        saved = actions.household_save(
            household=household,
            content=content,
            ids=[row.cleaned_data["id"] for row in rows.typed],
            version=version,
            by=request.user,
        )
    except StaleError as error:
        rows.refuse(str(error))
        return 409
    except ValidationError as error:
        refuse(form, error)
        return 200
    except DomainError as error:
        form.add_error(None, str(error))
        return 409
    messages.success(request, f"Đã lưu hộ {saved.head.name}.")
    return 302


def refuse(form: Any, error: ValidationError | DomainError) -> None:
    """Put what an action refused on the form, at its field where it has one."""
    if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))


@sensitive_variables("number")
@require_POST
@write_view
def member_number(request: SignedInRequest, household_id: int, member_id: UUID) -> HttpResponse:
    """One person's whole number; that it was asked for is kept."""
    household = visible_household(request, household_id)
    require(can_see_numbers(request.user, household.unit), WHO_SEES_NUMBERS)
    member = get_object_or_404(household.members.exclude(personal_number=""), pk=member_id)
    number = actions.personal_number_show(member=member, by=request.user)
    context = register_context(household.unit) | {"household": household, "member": member, "number": number}
    return render(request, "households/member_number.html", context)
