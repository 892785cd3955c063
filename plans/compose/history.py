"""Events of figures, targets and plans in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from households.compose import hamlet_names, unit_ids
from households.models import AdministrativeUnit
from plans.models import Acknowledgement, Plan, PlanSection, SigningPolicy, TableImport, library_columns
from plans.rules import (
    COLUMN_LABELS,
    COPY_MATCH_LABELS,
    PLACE_LABELS,
    PLAN_KIND_LABELS,
    RELATION_LABELS,
    SECTION_CONTENT_LABELS,
    STATUS_LABELS,
    CopyMatch,
    LibraryKind,
    PlanKind,
    PlanPlace,
    PlanRelation,
    SectionContent,
    Status,
    Unlocked,
)
from povertyplan.common.dates import short_date, year_end_before
from povertyplan.common.history import (
    Change,
    Tell,
    Told,
    facts,
    list_changes,
    tells,
    text_change,
)
from povertyplan.common.models import AuditEvent
from povertyplan.common.numbers import format_number, format_plain

GONE = "thôn đã bỏ"
LIST_LABELS = {
    "legalbasis": "Căn cứ",
    "duty": "Tổ chức thực hiện",
    "fundingsource": "Nguồn kinh phí",
    "recipient": "Nơi nhận",
    "slip": "Chỗ sai cần đính chính",
    "householdgroup": "Nhóm hộ",
    "prospectcount": "Hộ dự kiến thoát nghèo",
    "roadmapyear": "Lộ trình",
    "indicatortarget": "Chỉ tiêu theo chiều thiếu hụt",
    "project": "Dự án",
}
TABLE_LABELS = {
    "date": "thời điểm số liệu",
    "year": "chỉ tiêu năm",
    "created": "thôn có số lần đầu",
    "updated": "thôn có số thay đổi",
    "unchanged": "thôn giữ nguyên",
}


def figure_events(*, unit: AdministrativeUnit, year: int) -> QuerySet[AuditEvent]:
    """What happened to a year's figures and targets, the published numbers of its plans included."""
    date = year_end_before(year)
    plans = Plan.objects.in_year(unit, year).values_list("pk", flat=True)
    imports = TableImport.objects.filter(Q(date=date) | Q(year=year), unit=unit).values_list("pk", flat=True)
    return AuditEvent.objects.filter(
        Q(action="figures_recorded", details__date=date.isoformat())
        | Q(action__in=("hamlet_targets_recorded", "commune_targets_saved"), details__year=year)
        | Q(action="declared_figures_saved", target_type="plans.plan", target_id__in=[*map(str, plans)])
        | Q(target_type="plans.tableimport", target_id__in=[*map(str, imports)]),
        unit_code=unit.code,
    )


def plan_events(plan: Plan) -> QuerySet[AuditEvent]:
    """What happened to a plan."""
    return AuditEvent.objects.filter(
        unit_code=plan.unit.code, target_type="plans.plan", target_id=str(plan.pk)
    )


def _cell(name: str, column: str) -> str:
    return f"{name}, {COLUMN_LABELS.get(column, column).lower()}"


def _in_order(details: Mapping[str, Any], order: Sequence[str]) -> list[tuple[str, Any]]:
    """What was recorded by key, in the order of the list or the form: PostgreSQL keeps none."""
    places = {key: place for place, key in enumerate(order)}
    return sorted(details.items(), key=lambda item: (places.get(item[0].partition("/")[0], -1), item[0]))


def _row_changes(details: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Change]:
    for hamlet, (before, after) in _in_order(details["hamlets"], [*names]):
        for column, old, new in zip(details["columns"], before, after, strict=True):
            if old != new:
                name = names.get(hamlet, GONE)
                yield Change(what=_cell(name, column), before=format_number(old), after=format_number(new))


@tells("figures_recorded", "hamlet_targets_recorded")
def _figures(events: Sequence[AuditEvent]) -> Tell:
    units, names = unit_ids(events), hamlet_names(events)

    def tell(event: AuditEvent) -> Told:
        details = event.details
        if "year" in details:
            year, about = details["year"], f"Chỉ tiêu theo thôn năm {details['year']}"
        else:
            date = dt.date.fromisoformat(details["date"])
            year, about = date.year + 1, f"Số liệu theo thôn ngày {short_date(date)}"
            if date != year_end_before(year):  # no page shows them
                return Told(about=about, changes=_row_changes(details, names))
        url = reverse("plans:grid", args=[units[event.unit_code], year])
        return Told(about=about, url=url, changes=_row_changes(details, names))

    return tell


@tells("commune_targets_saved")
def _commune_targets(events: Sequence[AuditEvent]) -> Tell:
    units = unit_ids(events)

    def tell(event: AuditEvent) -> Told:
        details, year = event.details, event.details["year"]
        return Told(
            about=f"Chỉ tiêu của xã năm {year}",
            url=reverse("plans:targets", args=[units[event.unit_code], year]),
            changes=list_changes(details["from"], details["to"]),
        )

    return tell


@tells("register_downloaded")
def _register(events: Sequence[AuditEvent]) -> Tell:
    return lambda event: Told(about=f"Văn bản đi năm {event.details['year']}")


@tells("signing_policy_saved")
def _policies(events: Sequence[AuditEvent]) -> Tell:
    labels = {field.name: str(field.verbose_name) for field in SigningPolicy._meta.fields}
    return lambda event: Told(about="Cách duyệt và ký", changes=facts(event.details, labels))


@tells("office_holders_saved")
def _holders(events: Sequence[AuditEvent]) -> Tell:
    return lambda event: Told(
        about="Người giữ chức vụ", changes=list_changes(event.details["from"], event.details["to"])
    )


@tells("library_entry_saved", "library_entry_deleted")
def _library(events: Sequence[AuditEvent]) -> Tell:
    return lambda event: Told(about=f"Thư viện: {event.target_label}", changes=_entry_changes(event.details))


def _entry_changes(details: Mapping[str, Any]) -> Iterator[Change]:
    kind = LibraryKind(details["kind"])
    for name, column in library_columns(kind).items():
        labels = dict(column.flatchoices)
        before, after = (details[side].get(name) or "" for side in ("from", "to"))
        change = text_change(str(column.verbose_name), labels.get(before, before), labels.get(after, after))
        if change:
            yield change


@tells("refused")
def _refusals(events: Sequence[AuditEvent]) -> Tell:
    return lambda event: Told(about=event.details["sentence"])


@tells(
    "table_downloaded", "table_uploaded", "table_imported", "table_import_undone", "table_mapping_remembered"
)
def _tables(events: Sequence[AuditEvent]) -> Tell:
    ids = [event.target_id for event in events if event.target_type == "plans.tableimport"]
    imports = {str(each.pk): each for each in TableImport.objects.filter(pk__in=ids)}

    def tell(event: AuditEvent) -> Told:
        details = {key: value for key, value in event.details.items() if key in TABLE_LABELS}
        if date := details.get("date"):
            details["date"] = short_date(dt.date.fromisoformat(date))
        record = imports.get(event.target_id) if event.target_type == "plans.tableimport" else None
        about = f"Bảng số liệu ngày {short_date(record.date)}" if record else "Bảng số liệu"
        return Told(about=about, changes=facts(details, TABLE_LABELS))

    return tell


# --- plans ---


@dataclass(frozen=True)
class _Known:
    """Names behind what the events of a page recorded."""

    hamlets: Mapping[str, str]  # by id as text
    findings: Mapping[str, str]  # by code and place
    sections: Mapping[int, str]  # headings by id, of those that stand

    def finding(self, recorded: str) -> str:
        return self.findings.get(recorded, recorded)

    def places(self, recorded: Iterable[str]) -> str:
        """What is unlocked, as `Unlocked.to_json` wrote it."""
        unlocked = Unlocked.from_json(recorded)
        named = [label for place, label in PLACE_LABELS.items() if place in unlocked.places]
        headings = (self.sections.get(pk, "mục đã xóa") for pk in sorted(unlocked.sections))
        return "; ".join([*named, *(f"mục “{heading}”" for heading in headings)])


Changes = Iterator[Change | None]
ChangesOf = Callable[[Mapping[str, Any], _Known], Changes]


def _saved(details: Mapping[str, Any], known: _Known) -> Changes:
    labels = {field.name: str(field.verbose_name) for field in Plan._meta.fields}
    for name, values in _in_order(details, [*labels]):
        yield text_change(labels[name], *values)


def _declared(details: Mapping[str, Any], known: _Known) -> Changes:
    for place, values in _in_order(details, [*known.hamlets]):
        hamlet, _, column = place.partition("/")
        name = "Dòng Tổng" if hamlet == "total" else known.hamlets.get(hamlet, GONE)
        before, after = (format_plain(value and Decimal(value)) for value in values)
        yield Change(what=_cell(name, column), before=before, after=after)


def _parts(details: Mapping[str, Any], known: _Known) -> Changes:
    yield Change(what="danh mục", after=LIST_LABELS[details["list"]])
    yield from list_changes(details["from"], details["to"])


def _signatory(details: Mapping[str, Any], known: _Known) -> Changes:
    for what, *values in zip(("thẩm quyền ký", "họ và tên"), details["from"], details["to"], strict=True):
        yield text_change(what, *values)


def _section_saved(details: Mapping[str, Any], known: _Known) -> Changes:
    (heading, body, content), (new_heading, new_body, new_content) = details["from"], details["to"]
    yield Change(what="mục", after=heading)
    yield text_change("tên mục", heading, new_heading)
    yield text_change("nội dung", body, new_body)
    contents = (SECTION_CONTENT_LABELS[SectionContent(each)] for each in (content, new_content))
    yield text_change("kèm theo", *contents)


def _section(details: Mapping[str, Any], known: _Known) -> Changes:
    yield Change(what="mục", after=details["heading"])
    if "up" in details:
        yield Change(what="chuyển", after="lên" if details["up"] else "xuống")
    if body := details.get("body"):
        yield Change(what="nội dung", before=body)


def _created(details: Mapping[str, Any], known: _Known) -> Changes:
    yield Change(what="loại kế hoạch", after=PLAN_KIND_LABELS[PlanKind(details["kind"])])


def _moved_on(details: Mapping[str, Any], known: _Known) -> Changes:
    yield Change(what="trước đó", after=STATUS_LABELS[Status(details["from"])])
    if note := details.get("note"):
        yield Change(what="ý kiến", after=note)
    if unlocked := details.get("unlocked"):
        yield Change(what="chỉ mở những phần được góp ý", after=known.places(unlocked))


def _unlocked(details: Mapping[str, Any], known: _Known) -> Changes:
    yield Change(what="mở", before=known.places(details["from"]), after="toàn bộ")


def _commented(details: Mapping[str, Any], known: _Known) -> Changes:
    place = PLACE_LABELS[PlanPlace(details["place"])]
    heading = known.sections.get(details["section"], "")
    yield Change(what="tại", after=f"{place} “{heading}”" if heading else place)


def _explained(details: Mapping[str, Any], known: _Known) -> Changes:
    if reason := details["reason"]:
        yield Change(what="lý do", after=reason)
    for finding in details["findings"]:
        yield Change(what="điểm chưa khớp", after=known.finding(finding))
    if sha256 := details.get("sha256"):
        yield Change(what="mã kiểm tra của bản trình ký", after=sha256[:12])


def _downloaded(details: Mapping[str, Any], known: _Known) -> Changes:
    yield Change(what="tình trạng", after=STATUS_LABELS[Status(details["status"])])


def _signed(details: Mapping[str, Any], known: _Known) -> Changes:
    for what, *values in zip(("số", "ngày ký"), details["from"], details["to"], strict=True):
        before, after = (str(value or "") for value in values)
        yield text_change(what, before, after)


def _issued(details: Mapping[str, Any], known: _Known) -> Changes:
    yield Change(what="số, ký hiệu", after=details["number"])
    yield Change(what="ngày", after=short_date(dt.date.fromisoformat(details["date"])))
    yield Change(what="mã kiểm tra của bản ban hành", after=details["sha256"][:12])


def _changed(details: Mapping[str, Any], known: _Known) -> Changes:
    yield Change(what=RELATION_LABELS[PlanRelation(details["relation"])] + " bằng", after=details["by"])


def _copied(details: Mapping[str, Any], known: _Known) -> Changes:
    yield Change(what="so với bản đã giữ", after=COPY_MATCH_LABELS[CopyMatch(details["match"])])
    yield Change(what="mã kiểm tra của tệp", after=details["sha256"][:12])


PLAN_CHANGES: dict[str, ChangesOf] = {
    "acknowledgement_withdrawn": _explained,
    "comment_added": _commented,
    "comment_answered": _commented,
    "comment_closed": _commented,
    "comment_reopened": _commented,
    "declared_figures_saved": _declared,
    "finding_acknowledged": _explained,
    "parts_saved": _parts,
    "plan_approved": _explained,
    "plan_changed": _changed,
    "plan_created": _created,
    "plan_docx_downloaded": _downloaded,
    "plan_html_downloaded": _downloaded,
    "plan_issued": _issued,
    "plan_pdf_downloaded": _downloaded,
    "plan_recalled": _moved_on,
    "plan_returned": _moved_on,
    "plan_saved": _saved,
    "plan_signed": _signed,
    "plan_submitted": _moved_on,
    "plan_unlocked": _unlocked,
    "plan_xlsx_downloaded": _downloaded,
    "section_added": _section,
    "section_deleted": _section,
    "section_moved": _section,
    "section_saved": _section_saved,
    "signatory_saved": _signatory,
    "signed_copy_added": _copied,
    "signed_copy_downloaded": _downloaded,
}


@tells(*PLAN_CHANGES)
def _plans(events: Sequence[AuditEvent]) -> Tell:
    ids = {event.target_id for event in events if event.target_type == "plans.plan"}
    plans = {str(plan.pk): plan for plan in Plan.objects.filter(pk__in=ids)}
    hamlets = hamlet_names(events)
    headings = dict(PlanSection.objects.filter(plan__in=plans.values()).values_list("pk", "heading"))
    reasons = list(Acknowledgement.objects.filter(plan__in=plans.values()).order_by("at", "pk"))

    def tell(event: AuditEvent) -> Told:
        plan = plans[event.target_id]
        findings = {
            f"{row.code} {row.place}": f"{row.where}: {row.message}"
            for row in reasons
            if row.plan_id == plan.pk and row.at <= event.at
        }
        changes = PLAN_CHANGES[event.action](event.details, _Known(hamlets, findings, headings))
        return Told(
            about=f"{plan.title_kind} năm {plan.year}: {plan.subject}",
            url=reverse("plans:plan", args=[plan.slug]),
            changes=(change for change in changes if change),
        )

    return tell
