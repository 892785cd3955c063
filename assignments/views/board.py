"""The board of a year: who has no help yet, who helps, and giving households to agencies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from assignments.actions import assignments_create_many, assignments_reading_keep
from assignments.forms.assignments import HELP_CHOICES, PickForm
from assignments.queries import Board, BoardAgency, BoardHousehold, block_of, board, needs_of
from assignments.rules import AssignmentContent, contents_for
from households.access import can_edit, can_see_all_households
from households.models import AdministrativeUnit, Hamlet
from households.views.units import visible_unit
from povertyplan.common.errors import DomainError
from povertyplan.common.pages import SignedInRequest, afterwards, require, say_saved, write_view

WHO_READS = "Chỉ cán bộ, lãnh đạo và người kiểm tra của xã, phường được xem bảng phân công giúp đỡ hộ."
WHO_EDITS = "Chỉ cán bộ của xã, phường được phân công giúp đỡ hộ."
VIEWS = {"": "Cần phân công", "thon": "Theo thôn, tổ", "co-quan": "Theo cơ quan", "ma-tran": "Ma trận"}
MATRIX_ROWS = 40  # on a page: with 60 agencies a table of 2,400 cells
LEAD, SUPPORT = "C", "P"


def board_unit(request: SignedInRequest, unit_id: int) -> AdministrativeUnit:
    """The commune if the user works in the whole of it and reads its households, else 404 or 403."""
    unit = visible_unit(request, unit_id)
    require(can_see_all_households(request.user, unit), WHO_READS)
    return unit


@write_view
def assignment_board(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """Households and agencies; POST gives the ticked households to an agency."""
    unit = board_unit(request, unit_id)
    editable = can_edit(request.user, unit)
    form = None
    if request.method == "POST":
        require(editable, WHO_EDITS)
        form = PickForm(request.POST)
        if form.is_valid() and (sentence := _assign(request, unit, year, form)):
            say_saved(request, sentence)
            return redirect("assignments:board", unit.pk, year)
    view = request.GET.get("xem", "")
    view = view if view in VIEWS else ""
    found = board(unit=unit, year=year)
    context: dict[str, Any] = {
        "unit": unit,
        "year": year,
        "section": "areas",
        "board": found,
        "view": view,
        "views": VIEWS,
        "editable": editable,
        "form": form,
        "picked": picked(form),
        "help_choices": HELP_CHOICES,
    }
    match view:
        case "":
            others = [each for each in found.without if not each.is_expected]
            context["expected"] = [each for each in found.without if each.is_expected]
            context["others"] = others
            context["others_open"] = any(each.pk in context["picked"].households for each in others)
        case "thon":
            context["hamlets"] = list(by_hamlet(found))
        case "co-quan":
            context["agencies"] = list(by_agency(found))
        case "ma-tran":
            context["matrix"] = matrix(found, request.GET.get("trang", ""))
    kept = partial(
        assignments_reading_keep,
        unit=unit,
        year=year,
        view=view,
        households=len(found.without if view == "" else found.households),
        by=request.user,
    )
    afterwards(request, kept)
    return render(request, "assignments/board.html", context, status=422 if form else 200)


def _assign(request: SignedInRequest, unit: AdministrativeUnit, year: int, form: PickForm) -> str:
    """Give the picked households to the agency; what was done in a sentence, "" when it was refused."""
    data = form.cleaned_data
    contents = data["contents"]
    needs = {} if contents else needs_of(unit=unit, year=year, households=data["households"])
    block = block_of(unit=unit, year=year, agency=data["agency"])
    given = [
        (
            pk,
            AssignmentContent(
                lead_agency=data["agency"],
                supporters=frozenset(data["supporters"]),
                block=block,
                contents=contents or contents_for(needs[pk]),
            ),
        )
        for pk in data["households"]
    ]
    try:
        made = assignments_create_many(unit=unit, year=year, given=given, by=request.user)
    except (DomainError, ValidationError) as error:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        return ""
    agency = made[0].lead_agency
    whom = f"hộ {made[0].household.head.name}" if len(made) == 1 else f"{len(made)} hộ"
    return f"Đã phân công {agency} giúp {whom}."


@dataclass(frozen=True)
class Picked:
    """What was ticked when the form came back."""

    households: frozenset[int] = frozenset()
    agency: int | None = None
    supporters: frozenset[int] = frozenset()
    contents: frozenset[str] = frozenset()


def picked(form: PickForm | None) -> Picked:
    """What stays ticked: all that could be read."""
    if form is None:
        return Picked()
    data = form.cleaned_data
    return Picked(
        households=frozenset(data.get("households", ())),
        agency=data.get("agency"),
        supporters=frozenset(data.get("supporters", ())),
        contents=frozenset(data.get("contents", ())),
    )


@dataclass(frozen=True, kw_only=True)
class Helper:
    """An agency at a household, with the page of its assignment."""

    assignment: int
    agency: BoardAgency
    leads: bool


def helpers(board: Board, household: BoardHousehold) -> list[Helper]:
    """Who helps a household, leads first in each assignment, supporters in the agencies' order."""
    return [
        Helper(assignment=help.pk, agency=agency, leads=agency.pk == help.lead_agency)
        for help in household.help
        for agency in sorted(board.agencies, key=lambda each: each.pk != help.lead_agency)
        if agency.pk == help.lead_agency or agency.pk in help.supporters
    ]


Helped = tuple[BoardHousehold, list[Helper]]


def by_hamlet(board: Board) -> Iterator[tuple[Hamlet, list[Helped]]]:
    """Each hamlet with its households and who helps them."""
    hamlets: dict[int, tuple[Hamlet, list[Helped]]] = {}
    for household in board.households:
        _, rows = hamlets.setdefault(household.hamlet.pk, (household.hamlet, []))
        rows.append((household, helpers(board, household)))
    yield from hamlets.values()


def by_agency(board: Board) -> Iterator[tuple[BoardAgency, list[tuple[BoardHousehold, Helper]]]]:
    """Each agency with the households that it helps."""
    rows: dict[int, list[tuple[BoardHousehold, Helper]]] = {each.pk: [] for each in board.agencies}
    for household in board.households:
        for helper in helpers(board, household):
            rows[helper.agency.pk].append((household, helper))
    for agency in board.agencies:
        yield agency, rows[agency.pk]


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """Households by agencies that help any, a page at a time: each cell says what the agency is there."""

    agencies: list[BoardAgency]
    rows: list[tuple[BoardHousehold, list[str]]]
    number: int
    last: int


def matrix(board: Board, page: str) -> Matrix:
    """The page of the matrix that an address asks for, the first or last where there is none such."""
    agencies = [each for each in board.agencies if each.load.total]
    last = max(1, -(-len(board.households) // MATRIX_ROWS))
    number = min(max(1, int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1), last)
    shown = board.households[(number - 1) * MATRIX_ROWS : number * MATRIX_ROWS]
    return Matrix(
        agencies=agencies,
        rows=[(household, _cells(household, agencies)) for household in shown],
        number=number,
        last=last,
    )


def _cells(household: BoardHousehold, agencies: list[BoardAgency]) -> list[str]:
    leads = {help.lead_agency for help in household.help}
    supports = {agency for help in household.help for agency in help.supporters}
    return [LEAD if each.pk in leads else SUPPORT if each.pk in supports else "" for each in agencies]
