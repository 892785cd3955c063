"""Every write to places: one transaction each, with its audit event as the last step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from households.access import can_edit
from households.actions.people import membership_create
from households.models import AdministrativeUnit, Hamlet, HamletFigures, Household
from households.queries import hamlets_saved, main_label
from households.rules import COUNT_FIELDS, Area, HamletLabel, Role, UnitKind, default_area
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event, version_of
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.text import clean_line, name_key

MAX_HAMLETS = 10_000  # far above any commune; what one workbook may bring at once
LISTED = ("name", "label", "area", "position")
Listed = list[str | int] | None  # how a hamlet stands in the list, if it does


class LineErrors(DomainError):
    """Errors of a list, by line number."""

    def __init__(self, errors: Mapping[int, str]) -> None:
        super().__init__("Danh sách có dòng cần sửa.")
        self.errors = dict(errors)


@transaction.atomic
def commune_start(*, unit: AdministrativeUnit, by: User) -> None:
    """Open a commune for work: who opens it becomes its officer. Opening again changes nothing."""
    if not unit.parent_id:
        raise DomainError("Chỉ mở được xã, phường, đặc khu.")
    if not can_edit(by, unit):
        membership_create(user=by, role=Role.OFFICER, unit=unit, by=by)


@dataclass(frozen=True, kw_only=True)
class HamletLine:
    """One line of the list as the officer wants it; without `hamlet_id` it is new."""

    hamlet_id: int | None = None
    name: str
    label: HamletLabel
    area: Area
    line: int


def _line_errors(lines: Sequence[HamletLine]) -> dict[int, str]:
    errors: dict[int, str] = {}
    seen: dict[str, int] = {}
    for line in lines:
        name = clean_line(line.name)
        if not name:
            errors[line.line] = "Nhập tên."
        elif len(name) > 60:
            errors[line.line] = "Tên dài quá 60 chữ."
        elif (key := name_key(name)) in seen:
            errors[line.line] = f"“{name}” đã có ở dòng {seen[key]}."
        else:
            seen[key] = line.line
    return errors


@transaction.atomic
def hamlets_save(
    *, unit: AdministrativeUnit, lines: Sequence[HamletLine], version: int | None = None, by: User | None
) -> int:
    """Make the unit's current list of hamlets what `lines` say, in that order; returns how many changed.

    A hamlet that is left out ends today if anything refers to it, else it never was. Raises LineErrors, and
    StaleError when the list is no longer that of `version` (households.queries.hamlets_saved).
    """
    if len(lines) > MAX_HAMLETS:
        raise DomainError(f"Nhiều nhất {MAX_HAMLETS} thôn, tổ dân phố.")
    if errors := _line_errors(lines):
        raise LineErrors(errors)
    current = _current_locked(unit, version=version)
    unknown = [line for line in lines if line.hamlet_id is not None and line.hamlet_id not in current]
    if unknown:
        raise LineErrors({line.line: "Dòng này vừa bị người khác bỏ; tải lại trang." for line in unknown})
    changes: dict[int, tuple[Listed, Listed]] = {}
    kept = {line.hamlet_id for line in lines}
    for pk in current.keys() - kept:
        changes[pk] = (_listed(current[pk]), None)
        _hamlet_remove(current[pk])
    _park_renamed(lines, current)
    for position, line in enumerate(lines, start=1):
        hamlet = current[line.hamlet_id] if line.hamlet_id else Hamlet(unit=unit)
        before = _listed(hamlet) if hamlet.pk else None
        hamlet.name, hamlet.label, hamlet.area = clean_line(line.name), line.label, line.area
        hamlet.position = position
        if before == _listed(hamlet):
            continue
        hamlet.full_clean(validate_constraints=False)
        hamlet.save()
        changes[hamlet.pk] = (before, _listed(hamlet))
    if changes:
        _record_list(unit, changes, by=by)
    return len(changes)


def _park_renamed(lines: Sequence[HamletLine], current: Mapping[int, Hamlet]) -> None:
    """Names may be swapped between rows: out of the way first, so that each step keeps them unique."""
    for line in lines:
        if line.hamlet_id and current[line.hamlet_id].name != clean_line(line.name):
            Hamlet.objects.filter(pk=line.hamlet_id).update(name_key=f"\x01{line.hamlet_id}")


def _listed(hamlet: Hamlet) -> Listed:
    return [getattr(hamlet, column) for column in LISTED]


def _record_list(
    unit: AdministrativeUnit, changes: Mapping[int, tuple[Listed, Listed]], *, by: User | None
) -> None:
    details = {"columns": LISTED, "hamlets": changes}
    record_event("hamlets_saved", target=unit, by=by, unit_code=unit.code, details=details)


def _current_locked(unit: AdministrativeUnit, *, version: int | None) -> dict[int, Hamlet]:
    """The unit's current list by id, locked, at the version that was shown."""
    AdministrativeUnit.objects.hold(unit.pk)  # an empty list has no other lock
    if version is not None and version != version_of(hamlets_saved(unit=unit)):
        raise StaleError("Người khác vừa sửa danh sách này; lưu lại lần nữa.")
    hamlets = Hamlet.objects.in_unit(unit).filter(valid_to__isnull=True)
    return {hamlet.pk: hamlet for hamlet in hamlets.select_for_update()}


def _hamlet_remove(hamlet: Hamlet) -> None:
    if left := Household.objects.filter(hamlet=hamlet, valid_to__isnull=True).count():
        raise DomainError(f"{hamlet.full_name} còn {left} hộ: nhập vào thôn khác hoặc chia tách, đừng bỏ.")
    try:
        with transaction.atomic():
            hamlet.delete()
    except ProtectedError:
        hamlet.valid_to = timezone.localdate()
        hamlet.save()


@transaction.atomic
def hamlets_add(*, unit: AdministrativeUnit, names: Mapping[int, str], by: User | None) -> dict[int, Hamlet]:
    """Add hamlets, given by line number, at the end of the unit's list, called what the commune mostly says.

    Raises LineErrors.
    """
    if not names:
        return {}
    AdministrativeUnit.objects.hold(unit.pk)
    current = list(Hamlet.objects.in_unit(unit).filter(valid_to__isnull=True))
    if len(current) + len(names) > MAX_HAMLETS:
        raise DomainError(f"Nhiều nhất {MAX_HAMLETS} thôn, tổ dân phố.")
    label, area = main_label(unit=unit, hamlets=current), default_area(UnitKind(unit.kind))
    lines = [HamletLine(name=name, label=label, area=area, line=line) for line, name in names.items()]
    taken = {hamlet.name_key: hamlet.name for hamlet in current}
    if errors := _line_errors(lines) or {
        line.line: f"“{taken[key]}” đã có trong danh sách."
        for line in lines
        if (key := name_key(line.name)) in taken
    }:
        raise LineErrors(errors)
    last = max((hamlet.position for hamlet in current), default=0)
    added = {
        line.line: Hamlet(unit=unit, name=line.name, label=label, area=area, position=last + number)
        for number, line in enumerate(lines, start=1)
    }
    for hamlet in added.values():
        hamlet.clean()  # names are checked above, all else is ours
    Hamlet.objects.bulk_create(added.values())
    _record_list(unit, {hamlet.pk: (None, _listed(hamlet)) for hamlet in added.values()}, by=by)
    return added


@transaction.atomic
def hamlets_remove(*, unit: AdministrativeUnit, hamlet_ids: Collection[int], by: User | None) -> None:
    """Take hamlets off the unit's list: they end today if anything refers to them, else they never were.

    Figures that are blank throughout are nothing, and go with the hamlet.
    """
    AdministrativeUnit.objects.hold(unit.pk)
    hamlets = Hamlet.objects.in_unit(unit).filter(pk__in=hamlet_ids, valid_to__isnull=True)
    changes = {hamlet.pk: (_listed(hamlet), None) for hamlet in hamlets}
    blank = {f"{name}__isnull": True for name in (*COUNT_FIELDS, "people")}
    HamletFigures.objects.filter(hamlet__in=hamlets, **blank).delete()
    try:
        with transaction.atomic():
            hamlets.delete()
    except ProtectedError:
        for hamlet in hamlets:
            _hamlet_remove(hamlet)
    if changes:
        _record_list(unit, changes, by=by)


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """One administrative unit of the reference list; dates are open where None."""

    code: str
    name: str
    kind: str
    province_code: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    successor_code: str


@transaction.atomic
def units_load(rows: Sequence[UnitRow]) -> int:
    """Bring the list of administrative units up to date; returns how many were added or changed.

    Rows are never removed: documents refer to them.
    """
    stored = {(unit.code, unit.valid_from): unit for unit in AdministrativeUnit.objects.all()}
    changed = 0
    for wanted in (
        [row for row in rows if not row.province_code],
        [row for row in rows if row.province_code],
    ):
        fresh: list[AdministrativeUnit] = []
        stale: list[AdministrativeUnit] = []
        for row in wanted:
            parent = _province_of(row, stored) if row.province_code else None
            unit = stored.get((row.code, row.valid_from)) or AdministrativeUnit(
                code=row.code, valid_from=row.valid_from
            )
            values = {"name": row.name, "kind": row.kind, "valid_to": row.valid_to, "parent": parent}
            if unit.pk and all(getattr(unit, name) == value for name, value in values.items()):
                continue
            for name, value in values.items():
                setattr(unit, name, value)
            unit.prepare_keys(province_name=parent.name if parent else "")
            (stale if unit.pk else fresh).append(unit)
        AdministrativeUnit.objects.bulk_update(
            stale, ["name", "kind", "valid_to", "parent", "search_key", "sort_key"]
        )
        for unit in AdministrativeUnit.objects.bulk_create(fresh):
            stored[unit.code, unit.valid_from] = unit
        changed += len(fresh) + len(stale)
    for row in rows:
        unit = stored[row.code, row.valid_from]
        successor = stored.get((row.successor_code, row.valid_to)) if row.successor_code else None
        if unit.successor_id != (successor.pk if successor else None):
            unit.successor = successor
            unit.save(update_fields=["successor"])
    return changed


def _province_of(
    row: UnitRow, stored: Mapping[tuple[str, dt.date | None], AdministrativeUnit]
) -> AdministrativeUnit:
    """The province with the row's code on the unit's last day, or the oldest known one of that code."""
    candidates = sorted(
        (unit for (code, _), unit in stored.items() if code == row.province_code),
        key=lambda unit: unit.valid_from or dt.date.min,
    )
    last_day = row.valid_to - dt.timedelta(days=1) if row.valid_to else dt.date.max
    held = [unit for unit in candidates if (unit.valid_from or dt.date.min) <= last_day]
    return held[-1] if held else candidates[0]
