"""What bringing a workbook of households in would do; the pages and the command show the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from django.utils import timezone

from households.actions import HouseholdsGiven
from households.models import AdministrativeUnit, Ethnicity, ReviewRound
from households.queries import hamlets_of, thresholds_of
from households.queries.imports import column_mappings, imported_before, numbers_elsewhere, register_of
from households.resources.mapping import Proposal, SheetMapping
from households.resources.names import HamletName, HamletNames
from households.resources.register.changes import Comparison, RoundFacts
from households.resources.register.comparison import compare, number_keys
from households.resources.register.content import CellError, RegisterContent, left_out_notes
from households.resources.register.proposal import RegisterMapping, propose
from households.resources.register.rows import read_register
from households.resources.register.values import Ethnicities
from households.rules import ENTRY_STAGES, HAMLET_LABELS, STAGE_LABELS, Area, HamletLabel, Stage
from povertyplan.common.collector import collector_paused
from povertyplan.common.numbers import format_number
from povertyplan.documents.xlsx import Workbook

NOTHING_READ = "Không có hộ nào dưới hàng tiêu đề."


@dataclass(frozen=True, kw_only=True)
class RegisterPreview:
    """What a workbook says and would change. Nothing can be brought in while there are errors."""

    content: RegisterContent
    comparison: Comparison
    hamlets: dict[int, str]
    notes: tuple[str, ...]

    @property
    def given(self) -> HouseholdsGiven:
        """What `households_import` is to be given."""
        return self.comparison.given

    @property
    def errors(self) -> list[CellError]:
        """Every refused cell in the order of the sheet."""
        return sorted(self.content.errors, key=lambda error: (error.row, len(error.column), error.column))

    @property
    def counts(self) -> dict[str, int]:
        """How many households would be created and updated, and stay."""
        return self.given.counts

    @property
    def digest(self) -> str:
        """What identifies what would be written and the list that it was held against."""
        given = self.given
        parts = map(_canonical, (given.added, given.added_reviews, given.changed, given.reviews, given.seen))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def hamlet_names(unit: AdministrativeUnit) -> list[HamletName]:
    """The commune's hamlets of today, to recognise names by."""
    return [
        HamletName(pk=hamlet.pk, name=hamlet.name, label=HAMLET_LABELS[HamletLabel(hamlet.label)])
        for hamlet in hamlets_of(unit=unit, on=timezone.localdate())
    ]


def remembered(unit: AdministrativeUnit) -> Callable[[str], SheetMapping | None]:
    """How the commune's headings were read the last time, by fingerprint."""
    kept = column_mappings(unit=unit)
    return lambda headings: RegisterMapping.from_json(kept[headings]) if headings in kept else None


def register_proposal(
    workbook: Workbook, *, unit: AdministrativeUnit, names: list[HamletName], sheet: str = ""
) -> Proposal:
    """How the workbook would be read, as the commune has had its headings read before."""
    return propose(workbook, names=HamletNames(names), remembered=remembered(unit), sheet=sheet)


@collector_paused()
def register_preview(
    *,
    workbook: Workbook,
    mapping: SheetMapping,
    unit: AdministrativeUnit,
    round: ReviewRound | None,
    names: list[HamletName],
    sha256: str,
) -> RegisterPreview:
    """What the mapped sheet would change. Writes nothing."""
    today = timezone.localdate()
    ethnicities = Ethnicities(Ethnicity.objects.order_by("code").values_list("code", "name", "other_names"))
    content = read_register(
        workbook, mapping, names=HamletNames(names), ethnicities=ethnicities, unit=unit.name, today=today
    )
    if not content.households and not content.errors:
        content.errors.append(
            CellError(sheet=mapping.sheet, row=0, column="", value="", message=NOTHING_READ)
        )
    comparison = compare(
        content,
        register_of(unit=unit, round=round),
        areas={hamlet.pk: Area(hamlet.area) for hamlet in hamlets_of(unit=unit, on=today)},
        round=_facts(round),
        elsewhere=numbers_elsewhere(unit=unit, keys=number_keys(content).values()),
    )
    notes = (*_notes(content, comparison, round), *_before(unit, round, sha256))
    return RegisterPreview(
        content=content,
        comparison=comparison,
        hamlets={hamlet.pk: hamlet.name for hamlet in names},
        notes=notes,
    )


def _facts(round: ReviewRound | None) -> RoundFacts | None:
    if round is None:
        return None
    closed = ""
    if round.is_closed:
        closed = "Đợt rà soát đã khóa sổ; muốn sửa kết quả phải mở lại đợt và ghi lý do."
    elif round.stage not in ENTRY_STAGES:
        closed = f"Đợt rà soát đang ở bước {STAGE_LABELS[Stage(round.stage)]}; chưa ghi được kết quả."
    return RoundFacts(
        reference_date=round.reference_date, thresholds=thresholds_of(round=round), closed=closed
    )


def _notes(content: RegisterContent, comparison: Comparison, round: ReviewRound | None) -> Iterator[str]:
    yield from left_out_notes(content.left_out)
    if comparison.without_scores:
        yield (
            f"{format_number(comparison.without_scores)} hộ có nguyên nhân, nhu cầu hoặc phân loại "
            "nhưng chưa có điểm B1, B2; các cột đó chưa được ghi."
        )
    if comparison.not_in_file:
        yield (
            f"{format_number(comparison.not_in_file)} nhân khẩu đang có mà tệp không ghi vẫn được giữ nguyên."
        )
    if round is None and any("income_score" in household.values for household in content.households):
        yield "Các cột kết quả rà soát không được ghi vì chưa chọn đợt rà soát."


def _before(unit: AdministrativeUnit, round: ReviewRound | None, sha256: str) -> Iterator[str]:
    if at := imported_before(unit=unit, round=round, sha256=sha256):
        yield f"Chính tệp này đã được nhập lúc {timezone.localtime(at):%H:%M ngày %d/%m/%Y}."


def _canonical(value: object) -> str:
    """The value as a text that is the same in every process: sets in order, ids as numbers."""
    match value:
        case frozenset() | set():
            return str(sorted(map(_canonical, value)))
        case Mapping():
            return str([(str(key), _canonical(each)) for key, each in value.items()])
        case list() | tuple():
            return str(list(map(_canonical, value)))
    if is_dataclass(value):
        return str([_canonical(getattr(value, each.name)) for each in fields(value)])
    return repr(value)
