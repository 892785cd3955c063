"""What an agency sees of the households in its care, and what it tells of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from assignments import actions
from assignments.access import can_report
from assignments.forms.reports import report_form, result_form
from assignments.models import Agency, Assignment
from assignments.queries import agency_assignments, agency_follow_up, households_in_care
from assignments.rules import Scheme
from assignments.views.frame import members_frame
from households.access import can_edit
from households.models import Household
from povertyplan.common.audit import last_event
from povertyplan.common.conflicts import Stored, conflict_page, memory, save_or_compare, sent
from povertyplan.common.errors import DomainError
from povertyplan.common.forms import posted_version
from povertyplan.common.pages import (
    SignedInRequest,
    afterwards,
    read_view,
    require,
    say_saved,
    write_view,
)

WHO_REPORTS = "Chỉ cơ quan chủ trì và cán bộ của xã, phường được báo cáo việc giúp đỡ hộ này."
WHO_AGREES = "Chỉ cán bộ của xã, phường được thống nhất phương án."


@read_view
def my_agency(request: SignedInRequest) -> HttpResponse:
    """The households that the reader's agencies help this year and helped the year before; who signs in for
    none goes to the list of communes.
    """
    agencies = list(Agency.objects.joined_by(request.user).in_order())
    if not agencies:
        return redirect("households:commune_list")
    today = timezone.localdate()
    assignments = agency_assignments(user=request.user, on=today)
    helped = households_in_care(assignments)
    if helped:
        own = [each.assignment for each in helped]
        afterwards(request, partial(actions.agency_reading_keep, assignments=own, by=request.user))
    context = {
        "agencies": agencies,
        "own": {agency.pk for agency in agencies},
        "helped": helped,
        "alerts": agency_follow_up(assignments=assignments, on=today),
        "frame": members_frame(request.user, here="assignments:my_agency"),
    }
    return render(request, "assignments/my_agency.html", context)


def _visible(request: SignedInRequest, assignment_id: int) -> Assignment:
    """An assignment that stands and that the user sees, else 404."""
    found = Assignment.objects.visible_to(request.user).standing()
    related = ("unit", "lead_agency", "block", "household__head", "household__hamlet")
    return get_object_or_404(found.select_related(*related), pk=assignment_id)


def _context(request: SignedInRequest, assignment: Assignment) -> dict[str, Any]:
    """What every page of an assignment shows: the bar of the commune for whom works there, else that
    of a member.
    """
    households = Household.objects.visible_to(request.user)
    works_here = households.filter(pk=assignment.household_id).exists()
    own = {"frame": members_frame(request.user, here="")}
    frame = {"unit": assignment.unit, "year": assignment.year, "section": "areas"} if works_here else own
    return {**frame, "assignment": assignment, "works_here": works_here}


@dataclass(frozen=True, kw_only=True)
class Telling:
    """Something that an agency tells: its form, what saves it, its event, and how its page speaks."""

    form: Callable[[Assignment, Any], forms.Form]
    save: Callable[..., Assignment]
    event: str
    title: str
    done: str


REPORT = Telling(
    form=report_form,
    save=actions.assignment_report,
    event="assignment_reported",
    title="Báo cáo giúp đỡ hộ",
    done="Đã lưu báo cáo.",
)
RESULT = Telling(
    form=result_form,
    save=actions.result_record,
    event="result_recorded",
    title="Kết quả giúp đỡ hộ",
    done="Đã lưu kết quả.",
)


def _told(
    request: SignedInRequest, assignment: Assignment, telling: Telling, context: dict[str, Any]
) -> HttpResponse | dict[str, Any]:
    """The answer where the form was saved or somebody else was first; else the form for its page."""
    data = sent(request)

    def stored() -> Stored[list[forms.Form]]:
        found = _visible(request, assignment.pk)
        return Stored(
            version=found.version,
            forms=lambda data: [telling.form(found, data)],
            saved=lambda: last_event(telling.event, found),
        )

    def save(version: int) -> None:
        telling.save(assignment=assignment, version=version, by=request.user, **form.cleaned_data)

    now = stored()
    [form] = now.forms(data)
    if data is not None and form.is_valid():
        try:
            conflict = save_or_compare(data, save=save, stored=stored)
        except (DomainError, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            if conflict:
                return conflict_page(request, conflict, title=telling.title, context=context)
            say_saved(request, telling.done)
            return redirect("assignments:agency_assignment", assignment.pk)
    return {"form": form} | memory(data, now)


@write_view
def agency_assignment(request: SignedInRequest, assignment_id: int) -> HttpResponse:
    """One household in an agency's care, with the agency's report; who may not report reads it."""
    assignment = _visible(request, assignment_id)
    reports = can_report(request.user, assignment)
    require(reports or request.method != "POST", WHO_REPORTS)
    context = _context(request, assignment)
    told = _told(request, assignment, REPORT, context)
    if isinstance(told, HttpResponse):
        return told
    [helped] = households_in_care(Assignment.objects.filter(pk=assignment.pk))
    afterwards(request, partial(actions.assignment_reading_keep, assignment=assignment, by=request.user))
    is_sent = assignment.scheme == Scheme.SENT
    context |= {
        "helped": helped,
        "reports": reports,
        "agrees": is_sent and can_edit(request.user, assignment.unit),
        "promises": reports or not context["works_here"],
    }
    return render(request, "assignments/agency_assignment.html", context | told)


@write_view
def result(request: SignedInRequest, assignment_id: int) -> HttpResponse:
    """What came of the help."""
    assignment = _visible(request, assignment_id)
    require(can_report(request.user, assignment), WHO_REPORTS)
    context = _context(request, assignment)
    told = _told(request, assignment, RESULT, context)
    if isinstance(told, HttpResponse):
        return told
    afterwards(request, partial(actions.assignment_reading_keep, assignment=assignment, by=request.user))
    return render(request, "assignments/result.html", context | told)


@require_POST
@write_view
def scheme_agree(request: SignedInRequest, assignment_id: int) -> HttpResponse:
    """The officer agrees to the agency's written plan."""
    assignment = _visible(request, assignment_id)
    require(can_edit(request.user, assignment.unit), WHO_AGREES)
    version = posted_version(request.POST)
    try:
        actions.scheme_agree(assignment=assignment, version=version, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Đã thống nhất phương án.")
    return redirect("assignments:agency_assignment", assignment.pk)
