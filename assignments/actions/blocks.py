"""Every write to the blocks of a year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from assignments.actions.areas import STALE
from assignments.models import Agency, Assignment, AssignmentBlock, BlockAgency
from assignments.queries import blocks_of, blocks_saved
from households.models import AdministrativeUnit
from povertyplan.accounts.models import User
from povertyplan.common.audit import record_event, version_of
from povertyplan.common.errors import DomainError, StaleError
from povertyplan.common.text import clean_line


@dataclass(frozen=True, kw_only=True)
class BlockLine:
    """One block as the officer wants it, agencies by id; `block` is the id of one that stands."""

    name: str
    lead_agency: int
    agencies: tuple[int, ...]
    block: int | None = None

    @property
    def members(self) -> tuple[int, ...]:
        """The agencies, the leading one among them."""
        return tuple(dict.fromkeys((self.lead_agency, *self.agencies)))


@transaction.atomic
def blocks_save(
    *,
    unit: AdministrativeUnit,
    year: int,
    lines: Sequence[BlockLine],
    version: int | None = None,
    by: User | None,
) -> None:
    """Make the year's blocks what `lines` say, in that order; a leading agency is a member of its block.

    Raises StaleError when they are no longer those of `version` (assignments.queries.blocks_saved).
    """
    AdministrativeUnit.objects.hold(unit.pk)
    if version is not None and version != version_of(blocks_saved(unit=unit, year=year)):
        raise StaleError(STALE)
    _check(unit, lines)
    stored = blocks_of(unit=unit, year=year)
    before, standing = _in_words(stored), {block.pk: block for block in stored}
    _drop([block for block in stored if block.pk not in {line.block for line in lines}])
    years = AssignmentBlock.objects.in_year(unit, year)
    years.update(name=Concat(Value("#"), Cast("pk", CharField())))  # names may change places
    BlockAgency.objects.filter(block__in=years).delete()
    for order, line in enumerate(lines, start=1):
        block = standing.get(line.block or 0) or AssignmentBlock(unit=unit, year=year)
        block.name, block.order, block.lead_agency_id = clean_line(line.name), order, line.lead_agency
        block.full_clean()
        block.save()
        members = [BlockAgency(block=block, agency_id=agency, year=year) for agency in line.members]
        BlockAgency.objects.bulk_create(members)
    record_event(
        "assignment_blocks_saved",
        target=unit,
        by=by,
        unit_code=unit.code,
        details={"year": year, "from": before, "to": _in_words(blocks_of(unit=unit, year=year))},
    )


@transaction.atomic
def blocks_take_over(*, unit: AdministrativeUnit, year: int, by: User | None) -> list[str]:
    """Begin the year with the blocks of the year before, without the agencies that are gone; the names of
    those blocks whose leading agency is gone and that the next member leads.
    """
    AdministrativeUnit.objects.hold(unit.pk)
    if AssignmentBlock.objects.in_year(unit, year).exists():
        raise DomainError(f"Năm {year} đã có khối; sửa trong bảng.")
    running = set(Agency.objects.in_unit(unit).as_of(timezone.localdate()).values_list("pk", flat=True))
    lines, led_anew = [], []
    for block in blocks_of(unit=unit, year=year - 1):
        members = tuple(agency.pk for agency in block.members if agency.pk in running)
        if not members:
            continue
        if members[0] != block.lead_agency_id:
            led_anew.append(block.name)
        lines.append(BlockLine(name=block.name, lead_agency=members[0], agencies=members))
    if not lines:
        raise DomainError(f"Năm {year - 1} không có khối nào còn cơ quan đang hoạt động để lấy sang.")
    blocks_save(unit=unit, year=year, lines=lines, by=by)
    return led_anew


def _check(unit: AdministrativeUnit, lines: Sequence[BlockLine]) -> None:
    named = [agency for line in lines for agency in line.members]
    names = dict(Agency.objects.in_unit(unit).filter(pk__in=named).values_list("pk", "name"))
    if set(named) - names.keys():
        raise DomainError("Có cơ quan không thuộc xã, phường này; tải lại trang.")
    for agency, times in Counter(named).items():
        if times > 1:
            where = " và ".join(f"“{clean_line(line.name)}”" for line in lines if agency in line.members)
            raise DomainError(f"{names[agency]} đang ở {where}; mỗi cơ quan chỉ ở một khối trong năm.")


def _drop(blocks: Sequence[AssignmentBlock]) -> None:
    helping = Assignment.objects.filter(block__in=blocks)
    if still := helping.standing().select_related("block").order_by("block", "pk").first():
        raise DomainError(
            f"“{still.block}” còn hộ được phân công; chuyển các hộ sang khối khác rồi mới bỏ khối này."
        )
    helping.update(block=None)
    AssignmentBlock.objects.filter(pk__in=[block.pk for block in blocks]).delete()


def _in_words(blocks: Sequence[AssignmentBlock]) -> list[str]:
    """Each block with its agencies, the leading one marked."""
    return [
        f"{block.name}: "
        + ", ".join(
            f"{agency} (đầu mối)" if agency.pk == block.lead_agency_id else str(agency)
            for agency in block.members
        )
        for block in blocks
    ]
