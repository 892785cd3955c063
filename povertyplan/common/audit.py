"""Writing and verifying the audit chain. `record_event` is called inside an action's transaction, as its
last step.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NotRequired, TypedDict, Unpack, cast

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.db.models import Model, QuerySet
from django.utils import timezone

from povertyplan.common.models import AuditEvent, AuditHead
from povertyplan.common.snapshot import read_snapshot
from povertyplan.common.text import fold

_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
ACTION_LABELS = {
    "acknowledgement_withdrawn": "Bỏ lý do đã ghi",
    "agencies_downloaded": "Tải danh sách cơ quan, đơn vị",
    "agencies_imported": "Nhập cơ quan, đơn vị từ Excel",
    "agency_created": "Thêm cơ quan, đơn vị",
    "agency_ended": "Cho thôi cơ quan, đơn vị",
    "agency_member_joined": "Thêm thành viên cơ quan",
    "agency_member_left": "Cho thôi thành viên cơ quan",
    "agency_updated": "Sửa cơ quan, đơn vị",
    "area_assignments_saved": "Phân công địa bàn",
    "assignment_blocks_saved": "Sửa các khối",
    "assignment_changed": "Sửa phân công giúp đỡ",
    "assignment_created": "Phân công giúp đỡ hộ",
    "assignment_read": "Xem phân công giúp đỡ hộ",
    "assignment_reported": "Báo cáo giúp đỡ hộ",
    "assignment_withdrawn": "Rút phân công giúp đỡ",
    "assignments_created": "Phân công giúp đỡ nhiều hộ",
    "assignments_imported": "Nhập phân công giúp đỡ từ Excel",
    "assignments_read": "Xem bảng phân công giúp đỡ",
    "column_mapping_remembered": "Ghi nhớ cách đọc danh sách hộ",
    "comment_added": "Góp ý",
    "comment_answered": "Trả lời góp ý",
    "comment_closed": "Đóng góp ý",
    "comment_reopened": "Mở lại góp ý",
    "committee_saved": "Ghi Ban Chỉ đạo",
    "commune_targets_saved": "Ghi chỉ tiêu của xã",
    "complaint_answered": "Phúc tra kiến nghị",
    "complaint_recorded": "Ghi kiến nghị",
    "declared_figures_saved": "Ghi số công bố",
    "difficulty_answered": "Trả lời vướng mắc, kiến nghị",
    "difficulty_closed": "Đóng vướng mắc, kiến nghị",
    "difficulty_raised": "Nêu vướng mắc, kiến nghị",
    "disclosure_downloaded": "Tải danh sách công khai hỗ trợ",
    "disclosure_read": "Xem danh sách công khai hỗ trợ",
    "duty_report_removed": "Bỏ đơn vị khỏi kỳ báo cáo",
    "duty_report_unsent": "Bỏ ghi nhận đã gửi báo cáo",
    "duty_reports_added": "Thêm đơn vị phải báo cáo",
    "duty_reports_sent": "Ghi đơn vị đã gửi báo cáo",
    "endangered_dropped": "Bỏ hộ khỏi danh sách có nguy cơ nghèo",
    "endangered_named": "Nêu hộ có nguy cơ nghèo",
    "fact_changed": "Sửa số liệu báo cáo",
    "fact_deleted": "Xóa số liệu báo cáo",
    "fact_recorded": "Ghi số liệu báo cáo",
    "facts_downloaded": "Tải số liệu báo cáo",
    "facts_imported": "Nhập số liệu báo cáo từ Excel",
    "figures_recorded": "Ghi số liệu",
    "figures_taken_over": "Lấy số liệu từ đợt rà soát",
    "finding_acknowledged": "Ghi lý do cho điểm chưa khớp",
    "first_user_created": "Lập tài khoản đầu tiên",
    "hamlet_split": "Chia tách thôn",
    "hamlet_targets_recorded": "Giao chỉ tiêu cho thôn",
    "hamlets_joined": "Nhập, đổi tên thôn",
    "hamlets_saved": "Sửa danh sách thôn",
    "head_changed": "Đổi chủ hộ",
    "help_downloaded": "Tải danh sách hộ được giúp đỡ",
    "help_read": "Xem danh sách hộ được giúp đỡ",
    "household_ended": "Thôi quản lý hộ",
    "household_merged": "Nhập hộ",
    "household_moved": "Chuyển hộ sang thôn khác",
    "household_read": "Xem hộ",
    "household_saved": "Sửa hộ",
    "household_split": "Tách hộ",
    "households_added": "Thêm hộ vào danh sách",
    "households_allotted": "Phân hộ về thôn mới",
    "households_downloaded": "Tải danh sách hộ",
    "households_import_undone": "Hoàn tác lần nhập hộ",
    "households_imported": "Nhập hộ từ Excel",
    "households_listed": "Đưa hộ vào danh sách rà soát",
    "households_read": "Xem danh sách hộ",
    "households_shown": "Xem danh sách hộ chờ chia",
    "households_uploaded": "Gửi tệp danh sách hộ lên xem",
    "indicator_actuals_saved": "Ghi kết quả từng chỉ tiêu",
    "job_result_downloaded": "Tải kết quả việc chạy nền",
    "library_entry_deleted": "Xóa khỏi thư viện văn bản",
    "library_entry_saved": "Cất vào thư viện văn bản",
    "member_joined": "Thêm nhân khẩu",
    "member_left": "Nhân khẩu rời hộ",
    "members_kept_apart": "Ghi hai người khác nhau",
    "members_merged": "Gộp hai người ghi trùng",
    "membership_created": "Giao vai trò",
    "membership_ended": "Thôi vai trò",
    "membership_moved": "Chuyển nơi làm việc",
    "office_holders_saved": "Sửa danh sách người ký",
    "paper_downloaded": "Tải văn bản của đợt rà soát",
    "parts_saved": "Sửa danh mục trong kế hoạch",
    "password_changed": "Đổi mật khẩu",
    "password_reset": "Đặt lại mật khẩu",
    "people_seen": "Xem danh sách người",
    "period_changed": "Sửa kỳ báo cáo",
    "period_closed": "Khóa số liệu kỳ báo cáo",
    "period_removed": "Bỏ kỳ báo cáo",
    "period_reopened": "Mở lại kỳ báo cáo",
    "periods_added": "Thêm kỳ vào lịch báo cáo",
    "personal_number_shown": "Xem số định danh cá nhân",
    "phone_ended": "Ngừng điện thoại đã đăng ký",
    "phone_registered": "Đăng ký điện thoại",
    "plan_approved": "Duyệt",
    "plan_changed": "Có văn bản điều chỉnh, thay thế, đính chính",
    "plan_created": "Lập kế hoạch, báo cáo",
    "plan_docx_downloaded": "Tải Word",
    "plan_html_downloaded": "Tải trang HTML của kế hoạch",
    "plan_issued": "Phát hành",
    "plan_pdf_downloaded": "Tải PDF",
    "plan_recalled": "Thu hồi bản trình ký",
    "plan_returned": "Trả lại",
    "plan_saved": "Sửa thông tin kế hoạch",
    "plan_signed": "Ghi số, ngày ký",
    "plan_submitted": "Trình ký",
    "plan_unlocked": "Mở toàn bộ kế hoạch trả lại",
    "plan_xlsx_downloaded": "Tải Excel của kế hoạch",
    "policy_results_saved": "Ghi kết quả chính sách",
    "posting_recorded": "Niêm yết danh sách",
    "proof_added": "Gửi ảnh khoản hỗ trợ",
    "proof_removed": "Bỏ ảnh khoản hỗ trợ",
    "prospect_dropped": "Thôi chọn hộ thoát nghèo",
    "prospect_proposed": "Đề nghị hộ thoát nghèo",
    "prospect_registered": "Ghi hộ đăng ký thoát nghèo",
    "prospect_saved": "Sửa hộ có khả năng thoát nghèo",
    "prospects_chosen": "Chọn hộ có khả năng thoát nghèo",
    "prospects_decided": "Xem xét đề nghị thoát nghèo",
    "prospects_placed": "Ghi thôn, tổ cho hộ thoát nghèo",
    "questions_imported": "Nhập bảng điểm B1",
    "refused": "Bị từ chối",
    "register_downloaded": "Tải sổ văn bản đi",
    "reminder_downloaded": "Tải phiếu nhắc báo cáo",
    "report_addressed": "Sửa nơi kính gửi của báo cáo",
    "result_recorded": "Báo kết quả giúp đỡ hộ",
    "review_request_added": "Nhận giấy đề nghị rà soát",
    "review_request_answered": "Trả lời giấy đề nghị",
    "review_request_linked": "Đưa hộ đề nghị vào danh sách",
    "review_seen": "Xem kết quả rà soát của hộ",
    "reviews_edited": "Sửa hàng loạt kết quả rà soát",
    "reviews_recorded": "Ghi kết quả rà soát",
    "round_advanced": "Chuyển bước đợt rà soát",
    "round_closed": "Khóa sổ đợt rà soát",
    "round_decided": "Ghi quyết định công nhận",
    "round_details_read": "Xem danh sách chi tiết hộ",
    "round_list_downloaded": "Tải danh sách rà soát",
    "round_list_read": "Xem danh sách rà soát",
    "round_reopened": "Quay lại bước trước của đợt rà soát",
    "round_started": "Mở đợt rà soát",
    "round_tables_downloaded": "Tải biểu tổng hợp",
    "scheme_agreed": "Thống nhất phương án giúp đỡ hộ",
    "section_added": "Thêm mục",
    "section_deleted": "Xóa mục",
    "section_moved": "Chuyển mục",
    "section_saved": "Sửa mục",
    "sign_in": "Đăng nhập",
    "sign_in_refused": "Không cho đăng nhập",
    "sign_out": "Đăng xuất",
    "signatory_saved": "Sửa người ký",
    "signed_copy_added": "Đưa bản đã ký lên",
    "signed_copy_downloaded": "Tải bản đã ký",
    "signing_policy_saved": "Chọn cách duyệt và ký",
    "support_changed": "Sửa khoản hỗ trợ",
    "support_given": "Ghi đã trao hỗ trợ",
    "support_list_downloaded": "Tải danh sách hỗ trợ",
    "support_list_read": "Xem danh sách hỗ trợ",
    "support_promised": "Ghi hứa hỗ trợ",
    "support_recorded": "Ghi khoản hỗ trợ",
    "support_withdrawn": "Bỏ khoản hỗ trợ",
    "table_downloaded": "Tải Excel",
    "table_import_undone": "Hoàn tác lần nhập",
    "table_imported": "Nhập từ Excel",
    "table_mapping_remembered": "Ghi nhớ cách đọc bảng",
    "table_uploaded": "Gửi tệp Excel lên xem",
    "target_scenario_dropped": "Bỏ phương án chỉ tiêu",
    "target_scenario_made": "Lập phương án chỉ tiêu",
    "target_scenario_taken": "Lấy phương án chỉ tiêu",
    "unit_figures_declared": "Ghi số liệu công bố của xã",
    "user_created": "Thêm người dùng",
    "user_updated": "Sửa thông tin người dùng",
    "village_meeting_recorded": "Ghi cuộc họp dân",
    "visit_attended": "Xử lý việc cần quan tâm của hộ",
    "visit_recorded": "Ghi lần thăm hộ",
}


# What a link of a chain is made of, and its id.
LINK = (
    *("id", "unit_code", "sequence", "at", "user_id", "action", "target_type", "target_id", "target_label"),
    *("details", "previous_hash", "hash"),
)


def action_label(action: str) -> str:
    """What was done, in words; an action that has none shows its code."""
    return ACTION_LABELS.get(action, action)


def _hash(event: AuditEvent) -> str:
    content = [
        event.unit_code,
        event.sequence,
        event.at.isoformat(timespec="microseconds"),
        event.user_id,
        event.action,
        event.target_type,
        event.target_id,
        event.target_label,
        event.details,
        event.previous_hash,
    ]
    return hashlib.sha256(_canonical(content).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True, eq=False)
class Line:
    """What an event says before it has its place in a chain."""

    unit_code: str
    at: dt.datetime
    user_id: int | None
    action: str
    target_type: str
    target_id: str
    target_label: str
    details: Mapping[str, Any]


class Act(TypedDict):
    """What an event is about; `by` is None for the system itself."""

    target: Model
    by: AbstractBaseUser | None
    unit_code: NotRequired[str]  # of the chain; none is the system's
    label: NotRequired[str]  # that of the target, if none
    details: NotRequired[Mapping[str, Any] | None]


def line_of(action: str, **act: Unpack[Act]) -> Line:
    """What is done now. Every `action` has its words in `ACTION_LABELS`."""
    target, by = act["target"], act["by"]
    return Line(
        unit_code=act.get("unit_code", ""),
        at=timezone.now().astimezone(timezone.get_fixed_timezone(0)),
        user_id=by.pk if by else None,
        action=action,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        target_label=(act.get("label") or str(target))[:200],
        # as the database gives it back, or the hash differs
        details=json.loads(json.dumps(act.get("details") or {})),
    )


def record_event(action: str, **act: Unpack[Act]) -> AuditEvent:
    """Append what was meant to the unit's chain.

    Locks the chain's head, so it comes last in the action. Must run inside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record_event outside a transaction")
    line = line_of(action, **act)
    heads = AuditHead.objects.select_for_update()
    head = heads.filter(unit_code=line.unit_code).first()
    if head is None:  # somebody else may begin the chain in the same moment
        AuditHead.objects.bulk_create([AuditHead(unit_code=line.unit_code)], ignore_conflicts=True)
        head = heads.get(unit_code=line.unit_code)
    event = _next(head, line)
    event.save(force_insert=True)
    AuditHead.objects.filter(pk=head.pk).update(sequence=head.sequence, hash=head.hash)
    return event


def record_lines(lines: Sequence[Line]) -> list[Line]:
    """Append lines to their chains, in their order; returned are those whose chain somebody holds at the
    moment, or nobody has begun: they may be given again.

    Waits for no chain, so that it may hold several. Must run inside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record_lines outside a transaction")
    wanted = {line.unit_code for line in lines}
    free = AuditHead.objects.select_for_update(skip_locked=True).filter(unit_code__in=wanted)
    heads = {head.unit_code: head for head in free}
    if missing := wanted - {*heads}:
        held = AuditHead.objects.filter(unit_code__in=missing).values_list("unit_code", flat=True)
        begun = [AuditHead(unit_code=unit_code) for unit_code in sorted(missing.difference(held))]
        AuditHead.objects.bulk_create(begun, ignore_conflicts=True)
    AuditEvent.objects.bulk_create(
        [_next(heads[line.unit_code], line) for line in lines if line.unit_code in heads]
    )
    AuditHead.objects.bulk_update(heads.values(), ["sequence", "hash"])
    return [line for line in lines if line.unit_code not in heads]


def _next(head: AuditHead, line: Line) -> AuditEvent:
    """The event that follows the last of a chain, which it now is itself."""
    event = AuditEvent(
        unit_code=line.unit_code,
        sequence=head.sequence + 1,
        at=line.at,
        user_id=line.user_id,
        action=line.action,
        target_type=line.target_type,
        target_id=line.target_id,
        target_label=line.target_label,
        search_key=fold(line.target_label)[:200],
        details=line.details,
        previous_hash=head.hash,
    )
    event.hash = _hash(event)
    head.sequence, head.hash = event.sequence, event.hash
    return event


def is_recorded(line: Line) -> bool:
    """Whether its chain has just that line: a person does no two things in one microsecond."""
    said = ("unit_code", "user_id", "at", "action", "target_type", "target_id")
    return AuditEvent.objects.filter(**{name: getattr(line, name) for name in said}).exists()


def last_event(action: str, target: Model, **details: Any) -> AuditEvent | None:
    """The last act of that kind on a record, with such details."""
    about = {"target_type": target._meta.label_lower, "target_id": str(target.pk), "action": action}
    about |= {f"details__{key}": value for key, value in details.items()}
    return AuditEvent.objects.filter(**about).select_related("user").order_by("-sequence").first()


def version_of(event: AuditEvent | None) -> int:
    """A number for how a record was left by its last act; 0 before the first."""
    return event.sequence if event else 0


class Fault(StrEnum):
    """Why a chain does not hold."""

    EVENT = "event"  # an event is not what was written, or not in its place
    HEAD = "head"  # the events do not end where the stored head says
    KEPT = "kept"  # they are not those of the head that was kept elsewhere
    UNREADABLE = "unreadable"  # a row holds what the program never writes


@dataclass(frozen=True, kw_only=True)
class ChainState:
    """How far a chain holds: so many events, with the last one's hash; beyond that, what is wrong first."""

    unit_code: str
    sequence: int
    hash: str
    fault: Fault | None = None
    broken: AuditEvent | AuditHead | None = None


def chain_state(
    events: Iterable[AuditEvent], *, unit_code: str, head: AuditHead | None, kept: AuditHead | None = None
) -> ChainState:
    """Verify one unit's events, given by sequence, up to its stored head and by a head kept elsewhere."""
    head = head or AuditHead(unit_code=unit_code)
    sequence, last = 0, ""

    def broken(fault: Fault, link: AuditEvent | AuditHead | None = None) -> ChainState:
        return ChainState(unit_code=unit_code, sequence=sequence, hash=last, fault=fault, broken=link)

    try:
        for event in events:
            if (event.sequence, event.previous_hash, event.hash) != (sequence + 1, last, _hash(event)):
                return broken(Fault.EVENT, event)
            if kept and kept.sequence == event.sequence and kept.hash != event.hash:
                return broken(Fault.KEPT, kept)
            sequence, last = event.sequence, event.hash
    except (AttributeError, TypeError, ValueError):
        return broken(Fault.UNREADABLE)
    if (head.sequence, head.hash) != (sequence, last):
        return broken(Fault.HEAD, head)
    if kept and kept.sequence > sequence:
        return broken(Fault.KEPT, kept)
    return ChainState(unit_code=unit_code, sequence=sequence, hash=last)


def chain_rows(events: QuerySet[AuditEvent]) -> Iterator[AuditEvent]:
    """What verifying one unit's events asks for, by sequence: bare rows, read half again as fast as models.

    No column beside: a copy of another release may lack those that came later.
    """
    rows = events.order_by("sequence").values_list(*LINK, named=True)
    return cast("Iterator[AuditEvent]", rows.iterator())


def chain_states(kept: Mapping[str, AuditHead]) -> Iterator[ChainState]:
    """Verify every chain of the database, as of one moment and without holding more than a few rows."""
    with read_snapshot():
        heads = {head.unit_code: head for head in AuditHead.objects.all()}
        recorded = AuditEvent.objects.order_by().values_list("unit_code", flat=True).distinct()
        for unit_code in sorted({*heads, *recorded, *kept}):
            rows = chain_rows(AuditEvent.objects.filter(unit_code=unit_code))
            yield chain_state(rows, unit_code=unit_code, head=heads.get(unit_code), kept=kept.get(unit_code))


def first_broken(events: Iterable[AuditEvent], head: AuditHead | None) -> AuditEvent | AuditHead | None:
    """The first link of one unit's chain (events by sequence) that does not hold, or None when all do."""
    return chain_state(events, unit_code=head.unit_code if head else "", head=head).broken
