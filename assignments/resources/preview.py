"""What a workbook of assignments would change in a commune's year, or what is wrong with its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.utils import timezone

from assignments.models import Agency, Assignment
from assignments.queries import content_of, help_periods, helpable_reviews, standing_assignments
from assignments.resources.cells import contents_in, period_in
from assignments.resources.names import AgencyName, AgencyNames
from assignments.resources.sheets import AssignmentList, ListRow
from assignments.rules import AssignmentContent, Period, clash, overlaps, usual_period
from households.models import AdministrativeUnit, Household
from households.resources.names import HamletNames
from households.resources.register.content import CellError
from households.resources.register.preview import hamlet_names
from povertyplan.common.text import fold, name_key

PROMISE_LENGTH = 300


@dataclass(frozen=True, kw_only=True)
class ReadRow:
    """A row that was understood; `assignment` is the standing one that it is about."""

    row: int
    household: Household
    lead: str
    content: AssignmentContent
    assignment: Assignment | None
    is_new: bool
    is_changed: bool

    @property
    def change(self) -> str:
        """What would happen to it, in words."""
        return "mới" if self.is_new else "sửa" if self.is_changed else "giữ nguyên"


@dataclass(kw_only=True)
class ImportPreview:
    """What would be written, and every cell that is refused; nothing is written while there is one."""

    rows: list[ReadRow] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)

    @property
    def created(self) -> list[tuple[int, AssignmentContent]]:
        return [(each.household.pk, each.content) for each in self.rows if each.is_new]

    @property
    def changed(self) -> list[tuple[Assignment, AssignmentContent]]:
        return [(each.assignment, each.content) for each in self.rows if each.assignment and each.is_changed]

    @property
    def counts(self) -> dict[str, int]:
        """How many assignments would be new, change and stay."""
        created, changed = len(self.created), len(self.changed)
        unchanged = len(self.rows) - created - changed
        return {"created": created, "updated": changed, "unchanged": unchanged}


class _Refused(Exception):
    """A cell that cannot be, by its column and with a sentence."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column = column


def assignment_preview(given: AssignmentList, *, unit: AdministrativeUnit, year: int) -> ImportPreview:
    """Hold every row against the commune's households that may be helped, its agencies and its assignments;
    in a constant number of queries.
    """
    reader = _Reader(given, unit, year)
    preview = ImportPreview()
    for row in given.rows:
        try:
            preview.rows.append(reader.read(row))
        except _Refused as refused:
            preview.errors.append(_error(given, row, refused.column, str(refused)))
    if not given.rows:
        empty = "Bảng không có dòng nào dưới tiêu đề."
        preview.errors.append(CellError(sheet=given.sheet, row=0, column="", value="", message=empty))
    return preview


def _error(given: AssignmentList, row: ListRow, column: str, message: str) -> CellError:
    place = column if column in given.columns else "head"
    return CellError(
        sheet=given.sheet,
        row=row.row,
        column=given.columns[place],
        value=row.texts.get(place, ""),
        message=message,
    )


class _Reader:
    """The commune's year, to read rows by."""

    def __init__(self, given: AssignmentList, unit: AdministrativeUnit, year: int) -> None:
        self.unit, self.year = unit, year
        self.columns = given.columns
        self.hamlets = HamletNames(hamlet_names(unit))
        self.households = [review.household for review in helpable_reviews(unit=unit, year=year)]
        self.agency_names = dict(Agency.objects.in_unit(unit).values_list("pk", "name"))
        self.agencies = AgencyNames(
            AgencyName(pk=each.pk, name=each.name, short_name=each.short_name)
            for each in Agency.objects.in_unit(unit).as_of(timezone.localdate())
        )
        self.standing = {
            (each.household_id, each.lead_agency_id): (each, supporters)
            for each, supporters in standing_assignments(unit=unit, year=year)
        }
        self.seen: dict[tuple[int, int], int] = {}
        self.written: dict[tuple[int, int], list[tuple[int, Period]]] = {}

    @cached_property
    def taken(self) -> dict[tuple[int, int], list[Period]]:
        return help_periods(households=[each.pk for each in self.households])

    def read(self, row: ListRow) -> ReadRow:
        texts = row.texts
        household = self._household(texts)
        lead = self._lead(texts)
        if first := self.seen.get((household.pk, lead)):
            raise _Refused("lead", f"Hộ này đã ghi ở dòng {first} với cùng cơ quan; bỏ một dòng.")
        self.seen[household.pk, lead] = row.row
        assignment, supporters = self.standing.get((household.pk, lead), (None, frozenset()))
        before = content_of(assignment, supporters) if assignment else None
        content = self._content(texts, lead, before)
        self._refuse_clash(row.row, household, content, before)
        return ReadRow(
            row=row.row,
            household=household,
            lead=self.agency_names[lead],
            content=content,
            assignment=assignment,
            is_new=before is None,
            is_changed=before is not None and before != content,
        )

    def _household(self, texts: Mapping[str, str]) -> Household:
        if code := texts.get("code", ""):
            found = [each for each in self.households if name_key(each.code) == name_key(code)]
            column, called = "code", "có mã này"
        else:
            name = texts["head"]
            if not name:
                raise _Refused("head", "Ghi họ và tên chủ hộ.")
            alike = [each for each in self.households if fold(each.head.name) == fold(name)]
            exact = [each for each in alike if name_key(each.head.name) == name_key(name)]
            found, column, called = exact or alike, "head", "có chủ hộ tên này"
        if hamlet := texts.get("hamlet", ""):
            hamlets = self.hamlets.find(hamlet)
            if not hamlets:
                raise _Refused("hamlet", "Không có thôn, tổ nào của xã, phường tên như vậy.")
            found = [each for each in found if each.hamlet_id in hamlets]
            called = f"ở {hamlet} {called}"
        if len(found) == 1:
            return found[0]
        if found:
            raise _Refused(
                column,
                f"Có {len(found)} hộ nghèo, cận nghèo {called}; thêm cột Thôn hoặc Mã hộ để phân biệt.",
            )
        raise _Refused(column, f"Đầu năm {self.year} không có hộ nghèo, cận nghèo nào {called}.")

    def _lead(self, texts: Mapping[str, str]) -> int:
        if not texts["lead"]:
            raise _Refused("lead", "Ghi cơ quan chủ trì.")
        lead = self.agencies.find(texts["lead"])
        if lead is None:
            raise _Refused("lead", "Không có cơ quan, đơn vị nào của xã, phường tên như vậy.")
        return lead

    def _content(
        self, texts: Mapping[str, str], lead: int, before: AssignmentContent | None
    ) -> AssignmentContent:
        """What the row says; of a standing assignment, what it does not say stays."""
        content = before or AssignmentContent(lead_agency=lead, period=usual_period(self.year))
        if written := texts.get("supporters", ""):
            supporters, unknown = self.agencies.find_all(written)
            if unknown:
                raise _Refused(
                    "supporters",
                    f"Không có cơ quan, đơn vị nào tên “{unknown[0]}”; cách nhau bằng dấu chấm phẩy.",
                )
            if lead in supporters:
                raise _Refused("supporters", "Cơ quan chủ trì không ghi lại ở cột phối hợp.")
            content = replace(content, supporters=supporters)
        contents, promise = contents_in(texts.get("contents", ""))
        if len(promise) > PROMISE_LENGTH:
            raise _Refused("contents", f"Dài quá {PROMISE_LENGTH} chữ (đang có {len(promise)} chữ).")
        if contents:
            content = replace(content, contents=contents, promise=promise or content.promise)
        try:
            period = period_in(texts.get("period", ""), self.year)
        except ValueError as error:
            raise _Refused("period", str(error)) from error
        return replace(content, period=period or content.period)

    def _refuse_clash(
        self, row: int, household: Household, content: AssignmentContent, before: AssignmentContent | None
    ) -> None:
        """Refuse an agency that helps the household already at that time, in the database or further up."""
        assert content.period
        for pk in sorted(content.agencies):
            key = household.pk, pk
            stored = list(self.taken.get(key, ()))
            if before and pk in before.agencies and before.period:
                stored.remove(before.period)
            for other in stored:
                if overlaps(content.period, other):
                    raise _Refused(
                        "lead" if pk == content.lead_agency else "supporters",
                        clash(agency=self.agency_names[pk], head="này", period=other),
                    )
            for above, other in self.written.get(key, ()):
                if overlaps(content.period, other):
                    raise _Refused(
                        "lead" if pk == content.lead_agency else "supporters",
                        f"{self.agency_names[pk]} đã giúp hộ này ở dòng {above}.",
                    )
        for pk in content.agencies:
            self.written.setdefault((household.pk, pk), []).append((row, content.period))
