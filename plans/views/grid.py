"""The hamlet grid: figures at the reference date and targets of the year on one page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from households.access import can_edit
from households.models import AdministrativeUnit
from households.views.units import visible_unit
from plans.actions import GridRefused, GridSaved, declared_save, grid_save
from plans.compose import TABLE_KEY, TOTAL_KEY, PlanView, plan_view
from plans.forms.grid import CellsForm, DeclaredForm, GridForm, Key, cell_name, cells_shown
from plans.models import Plan
from plans.queries import (
    YearFigures,
    declared_elsewhere,
    declared_totals,
    figures_refusal,
    plans_of,
    year_figures,
)
from plans.rules import COLUMN_LABELS, INPUTS, RATES, TABLE_COLUMNS, PlanKind
from plans.views.document import finding_rows, visible_plan
from plans.views.year import year_context
from povertyplan.common.audit import last_event, version_of
from povertyplan.common.conflicts import Conflict, Stored, conflict_page, sent
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.numbers import format_number, format_plain, parse_decimal
from povertyplan.common.pages import SignedInRequest, require, say_saved, write_view

WHO_EDITS = "Chỉ cán bộ của xã, phường được sửa số liệu và chỉ tiêu."
COLUMNS = (
    "households",
    "poor",
    "near_poor",
    "poor_reduction",
    "poor_reduction_rate",
    "near_poor_reduction",
    "near_poor_reduction_rate",
    "no_labour",
)


@dataclass(frozen=True, kw_only=True)
class GridCell:
    """One cell as the page shows it: an input, or a computed rate."""

    column: str
    name: str = ""
    label: str = ""
    text: str = ""
    initial: str = ""
    rate: str = ""
    value: Decimal | int | None = None
    error: str = ""
    declared: DeclaredCell | None = None


@dataclass(frozen=True, kw_only=True)
class DeclaredCell:
    """The published number of a column of the total row."""

    name: str
    text: str
    shown_name: str
    shown: str
    error: str
    finding: str


@dataclass(frozen=True, kw_only=True)
class GridRow:
    """One hamlet."""

    hamlet_id: int
    name: str
    cells: tuple[GridCell, ...]
    notes: tuple[str, ...]


@dataclass
class GridPage:
    """What the template shows."""

    form: GridForm
    declared: DeclaredForm | None
    decimals: int
    errors: dict[tuple[int, str], str] = field(default_factory=dict)
    findings: dict[str, str] = field(default_factory=dict)

    def rows(self) -> Iterator[GridRow]:
        """One row a hamlet."""
        for row in self.form.figures.rows:
            errors = {column: self.errors.get((row.hamlet_id, column), "") for column in INPUTS}
            yield GridRow(
                hamlet_id=row.hamlet_id,
                name=row.name,
                cells=tuple(
                    GridCell(
                        column=column,
                        rate=RATES.get(column, ""),
                        value=row.line.rate(column, self.decimals) if column in RATES else None,
                        name=cell_name(row.hamlet_id, column),
                        label=f"{COLUMN_LABELS[column]}, {row.name}",
                        text="" if column in RATES else self.form.text(row.hamlet_id, column),
                        initial="" if column in RATES else format_plain(row.line.count(column)),
                        error=errors.get(column, ""),
                    )
                    for column in COLUMNS
                ),
                notes=tuple(dict.fromkeys(error for error in errors.values() if error)),
            )

    def totals(self) -> Iterator[GridCell]:
        """The total row, with the published number where the plan's table has the column."""
        total = self.form.figures.total
        for column in COLUMNS:
            declared = self.declared
            yield GridCell(
                column=column,
                rate=RATES.get(column, ""),
                value=total.rate(column, 2) if column in RATES else total.count(column),
                label=f"Số in ở dòng Tổng: {COLUMN_LABELS[column]}",
                declared=DeclaredCell(
                    name=f"d-{column}",
                    text=declared.text(column),
                    shown_name=f"s-{column}",
                    shown=declared.stored_text(column),
                    error=declared.errors.get(column, ""),
                    finding=self.findings.get(column, ""),
                )
                if declared and column in declared.columns
                else None,
            )


@write_view
def grid(request: SignedInRequest, unit_id: int, year: int) -> HttpResponse:
    """Show or save the grid; whatever is refused comes back as typed."""
    unit = visible_unit(request, unit_id)
    editable = can_edit(request.user, unit)
    plans = plans_of(unit=unit, year=year)
    closed = figures_refusal(plans)
    plan = plans[-1] if plans else None
    figures = year_figures(unit=unit, year=year)
    declared = _declared_form(plan) if plan and not closed and editable else None
    page = GridPage(GridForm.unbound(figures), declared, plan.row_decimals if plan else 1)
    status, data = 200, sent(request)
    if data is not None:
        require(editable, WHO_EDITS)
        try:
            status = _save(request, data, page, plan)
        except StaleError:
            context = year_context(unit, year, "grid")
            return conflict_page(
                request, _conflict(data, page, plan), title="Số liệu và chỉ tiêu", context=context
            )
        if status == 302:
            return redirect("plans:grid", unit.pk, year)
    context = _context(page, unit, year, plan) | {"editable": editable and not closed, "closed": closed}
    return render(request, "plans/grid.html", context, status=status)


@require_POST
@write_view
def withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take back one published number: the document prints the computed one again."""
    plan = visible_plan(request, slug)
    require(can_edit(request.user, plan.unit), WHO_EDITS)
    figure = plan.declared_figures.filter(pk=parse_id(request.POST.get("figure", ""))).first()
    if figure:
        key = (figure.hamlet_id, figure.column)
        try:
            seen = {key: parse_decimal(request.POST.get("value", ""))}
            declared_save(plan=plan, figures={key: None}, seen=seen, by=request.user)
        except (DomainError, ValueError) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Đã bỏ số công bố: {figure.column_label}.")
    return redirect("plans:grid", plan.unit_id, plan.year)


def parse_id(text: str) -> int:
    """The id, or 0 where there is none."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else 0


def _declared_form(plan: Plan) -> DeclaredForm:
    columns = tuple(column for column in TABLE_COLUMNS[PlanKind(plan.kind)] if column in COLUMNS)
    return DeclaredForm(columns, declared_totals(plan))


def _conflict(data: QueryDict, page: GridPage, plan: Plan | None) -> Conflict:
    """The cells that were typed in, beside what they are now."""
    unit, year = page.form.figures.unit, page.form.figures.year
    now = replace(page.form, figures=year_figures(unit=unit, year=year))
    declared = page.declared and replace(page.declared, stored=declared_totals(plan) if plan else {})
    typed = CellsForm(now, declared)
    sent_on = QueryDict(mutable=True)
    for name in {"draft", *typed.fields} & set(data):
        sent_on.setlist(name, data.getlist(name))
    sent_on["base"] = json.dumps(cells_shown(now, data))
    events = (
        last_event("figures_recorded", unit, date=now.figures.date.isoformat()),
        last_event("hamlet_targets_recorded", unit, year=year),
        last_event("declared_figures_saved", plan) if plan else None,
    )
    return Conflict(
        sent_on,
        Stored(
            version=0,
            forms=lambda data: [CellsForm(now, declared, data)],
            saved=lambda: max(filter(None, events), key=version_of, default=None),
            hidden={"seen": now.seen_json} | (declared.shown if declared else {}),
        ),
    )


def _save(request: SignedInRequest, data: QueryDict, page: GridPage, plan: Plan | None) -> int:
    """Save what was posted; the answer's status. Errors stand on the page's cells. Raises StaleError."""
    figures = page.form.figures
    form = page.form = GridForm.bound(figures, data)
    leave_untouched(form)
    page.errors = form.errors
    if page.declared:
        page.declared.read(data)
    if form.errors or (page.declared and page.declared.errors):
        page.errors = _moved(form) | form.errors
        messages.error(request, "Chưa lưu: có ô cần xem lại.")
        return 422
    try:
        saved = grid_save(
            unit=figures.unit,
            year=figures.year,
            cells=form.cells,
            seen=form.seen,
            declared=page.declared.values if page.declared else None,
            declared_seen=page.declared.seen if page.declared else None,
            plan=plan,
            by=request.user,
        )
    except GridRefused as error:
        page.errors = error.errors
        messages.error(request, "Chưa lưu: có ô cần xem lại.")
        return 422
    except StaleError:
        raise
    except DomainError as error:
        messages.error(request, str(error))
        return 409
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return 422
    say_saved(request, saved_sentence(saved))
    return 302


def leave_untouched(form: GridForm) -> None:
    """Take out cells that came back as they were shown: what somebody saved there meanwhile stays."""
    untouched = {key for key, value in form.cells.items() if key in form.seen and form.seen[key] == value}
    form.typed = {key: text for key, text in form.typed.items() if key not in untouched}
    form.cells = {key: value for key, value in form.cells.items() if key not in untouched}


def _moved(form: GridForm) -> dict[Key, str]:
    """Typed cells that somebody changed meanwhile; the page that goes back remembers the new number."""
    stored = form.stored
    return {
        key: moved_sentence(key, stored[key])
        for key, value in form.cells.items()
        if key in form.seen and stored[key] not in (form.seen[key], value)
    }


def moved_sentence(key: Key, now: int | None) -> str:
    """Says what a cell has become while somebody else was typing in it."""
    label = COLUMN_LABELS[key[1]].lower()
    return f"Trong lúc đó đã có người sửa {label} thành {format_number(now) or 'trống'}."


def saved_sentence(saved: GridSaved) -> str:
    """What saving changed, the first three cells by name."""
    if not saved.changes:
        return "Đã lưu số in ở dòng Tổng." if saved.declared else "Không có gì thay đổi."
    named = "; ".join(
        f"{change.hamlet}, {COLUMN_LABELS[change.column].lower()}: {format_number(change.before) or 'trống'}"
        f" → {format_number(change.after) or 'trống'}"
        for change in saved.changes[:3]
    )
    more = f" và {len(saved.changes) - 3} ô khác" if len(saved.changes) > 3 else ""
    return f"Đã lưu {len(saved.changes)} ô: {named}{more}."


def total_findings(view: PlanView) -> dict[str, str]:
    """What is said about the cells of the total row, by column."""
    row = f"table:{TABLE_KEY}/row:{TOTAL_KEY}/column:"
    return {
        finding.place.removeprefix(row): finding.message
        for finding in view.findings
        if finding.place.startswith(row)
    }


def _context(page: GridPage, unit: AdministrativeUnit, year: int, plan: Plan | None) -> dict[str, Any]:
    view: PlanView | None = plan_view(plan) if plan else None
    figures: YearFigures = page.form.figures
    page.findings = total_findings(view) if view else {}
    return year_context(unit, year, "grid") | {
        "page": page,
        "figures": figures,
        "total": figures.total,
        "total_rates": {
            "poor": figures.total.rate("poor_rate", 2),
            "near_poor": figures.total.rate("near_poor_rate", 2),
        },
        "plan": plan,
        "findings": finding_rows(view, only="table:") if view else [],
        "published": declared_elsewhere(plan, in_total_row=page.declared.columns)
        if plan and page.declared
        else [],
    }
