"""What every act says in words, from what to what."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assignments.actions import AreaLine, area_assignments_save
from households.actions import HamletLine as HamletGiven
from households.actions import hamlets_save, membership_create, unit_figures_declare
from households.models import Hamlet
from households.rules import Area, Counts, HamletLabel, Role
from plans.actions import (
    acknowledgement_withdraw,
    commune_targets_save,
    declared_save,
    finding_acknowledge,
    grid_save,
    parts_save,
    plan_return,
    plan_save,
    plan_submit,
    section_delete,
    section_move,
    section_save,
    signatory_save,
)
from plans.actions.life import content_hash
from plans.compose import plan_view
from plans.models import Acknowledgement, Duty, Plan, Recipient, TableImport
from plans.rules import Comparator, Measure, SectionContent, TargetIndicator, fingerprint
from povertyplan.common import history
from povertyplan.common.audit import ACTION_LABELS, record_event
from povertyplan.common.history import lines
from povertyplan.common.models import AuditEvent
from tests.factories import (
    REFERENCE,
    YEAR,
    CommuneFactory,
    StandardFactory,
    UserFactory,
    counted_hamlets,
    leader_of,
    small_plan,
)
from tests.plans.history.shared import figures_url, last, text, told

pytestmark = pytest.mark.django_db


def test_cells_are_told_by_hamlet_and_column(unit, hamlets, officer):
    first, second = hamlets
    cells = {(first.pk, "poor"): 6, (first.pk, "near_poor"): None, (second.pk, "poor_reduction"): 0}

    grid_save(unit=unit, year=YEAR, cells=cells, seen={}, by=officer)

    assert told(last("figures_recorded")) == [
        f"{first.name}, số hộ nghèo: 5 → 6",
        f"{first.name}, số hộ cận nghèo: 4 → ",
    ]
    assert told(last("hamlet_targets_recorded")) == [f"{second.name}, số hộ nghèo giảm: 2 → 0"]
    assert lines([last("figures_recorded")])[0].url == reverse("plans:grid", args=[unit.pk, YEAR])


def test_hamlet_that_is_gone_has_no_name(unit, hamlets, officer):
    grid_save(unit=unit, year=YEAR, cells={(hamlets[0].pk, "poor"): 3}, seen={}, by=officer)
    event = last("figures_recorded")
    event.details["hamlets"] = {"999999": event.details["hamlets"][str(hamlets[0].pk)]}

    assert told(event) == ["thôn đã bỏ, số hộ nghèo: 5 → 3"]


def test_hamlets_of_another_commune_lend_no_name(unit, hamlets, officer):
    [foreign] = counted_hamlets(CommuneFactory.create(), 1)
    grid_save(unit=unit, year=YEAR, cells={(hamlets[0].pk, "poor"): 3}, seen={}, by=officer)
    event = last("figures_recorded")
    event.details["hamlets"] = {str(foreign.pk): event.details["hamlets"][str(hamlets[0].pk)]}

    assert told(event) == ["thôn đã bỏ, số hộ nghèo: 5 → 3"]


def test_figures_of_a_day_without_a_page_have_no_link(unit, hamlets, officer):
    grid_save(unit=unit, year=YEAR, cells={(hamlets[0].pk, "poor"): 3}, seen={}, by=officer)
    event = last("figures_recorded")
    event.details["date"] = "2025-06-30"

    assert lines([event])[0].url == ""
    assert lines([event])[0].about == "Số liệu theo thôn ngày 30/06/2025"


def test_published_numbers_are_told_by_place(plan, hamlets, officer):
    figures = {(None, "households"): Decimal("210.5"), (hamlets[0].pk, "poor"): Decimal(7)}
    declared_save(plan=plan, figures=figures, by=officer)
    declared_save(plan=plan, figures={(None, "households"): None}, by=officer)

    assert told(last("declared_figures_saved")) == ["Dòng Tổng, tổng số hộ: 210,5 → "]
    first = AuditEvent.objects.filter(action="declared_figures_saved").order_by("pk")[0]
    assert told(first) == ["Dòng Tổng, tổng số hộ:  → 210,5", f"{hamlets[0].name}, số hộ nghèo:  → 7"]


def test_targets_and_areas_are_told_line_by_line(unit, hamlets, officer):
    target = {
        "indicator": TargetIndicator.POOR,
        "comparator": Comparator.AT_LEAST,
        "value": Decimal(7),
        "measure": Measure.HOUSEHOLD,
    }
    commune_targets_save(unit=unit, year=YEAR, rows=[target], by=officer)
    commune_targets_save(unit=unit, year=YEAR, rows=[target | {"wording": "Giảm 7 hộ"}], by=officer)
    area = AreaLine(official="Người Mẫu", position="Công chức", hamlets=(hamlets[0].pk, hamlets[1].pk))
    area_assignments_save(unit=unit, year=YEAR, lines=[area], by=officer)

    assert told(last("commune_targets_saved")) == [
        "Bỏ: giảm hộ nghèo từ 7 hộ trở lên",
        "Thêm: giảm hộ nghèo từ 7 hộ trở lên, ghi: “Giảm 7 hộ”",
    ]
    names = ", ".join(sorted(hamlet.name for hamlet in hamlets))
    assert told(last("area_assignments_saved")) == [f"Thêm: Người Mẫu, Công chức: {names}"]


def test_words_of_a_plan_are_told_as_they_changed(plan, officer):
    section = plan.sections.get(heading="GIẢI PHÁP")
    section_save(
        section=section,
        heading="GIẢI PHÁP",
        body="Cho vay vốn.\nDạy nghề.",
        content=SectionContent.DUTIES,
        version=section.version,
        by=officer,
    )
    assert told(last("section_saved")) == [
        "mục: GIẢI PHÁP",
        "nội dung:  → Dạy nghề.",
        "kèm theo: chỉ có lời văn → nhiệm vụ của từng đơn vị",
    ]

    section_move(section=section, up=True, by=officer)
    assert told(last("section_moved")) == ["mục: GIẢI PHÁP", "chuyển: lên"]

    section_delete(section=section, by=officer)
    assert told(last("section_deleted")) == ["mục: GIẢI PHÁP", "nội dung: Cho vay vốn.\nDạy nghề. → "]

    plan = Plan.objects.get(pk=plan.pk)
    plan = plan_save(
        plan=plan, fields={"month": 5, "subject": plan.subject}, version=plan.version, by=officer
    )
    assert told(last("plan_saved")) == ["tháng ghi trên văn bản: 4 → 5"]

    rows = [{"actor": "Phòng Kinh tế", "kind": "office", "text": "Tham mưu."}]
    parts_save(plan=plan, model=Duty, rows=rows, version=plan.version, by=officer)
    assert told(last("parts_saved")) == [
        "danh mục: Tổ chức thực hiện",
        "Bỏ: Phòng Kinh tế (phòng, ban, đơn vị): Tham mưu.\nTổng hợp.",
        "Thêm: Phòng Kinh tế (phòng, ban, đơn vị): Tham mưu.",
    ]

    version = Plan.objects.get(pk=plan.pk).version
    parts_save(
        plan=plan, model=Recipient, rows=[{"name": "Lưu: VT", "mark": "b/c"}], version=version, by=officer
    )
    assert told(last("parts_saved"))[1:] == ["Bỏ: Lưu: VT", "Thêm: Lưu: VT b/c"]

    signatory_save(plan=plan, lines="CHỦ TỊCH", name="Người Khác", version=version + 1, by=officer)
    assert told(last("signatory_saved")) == [
        "thẩm quyền ký: TM. ỦY BAN NHÂN DÂN → ",
        "họ và tên: Người Ký Mẫu → Người Khác",
    ]


def test_steps_of_a_plan_are_told_with_note_and_reason(plan, officer, unit):
    leader = leader_of(unit)
    plan_submit(plan=plan, by=officer)
    plan_return(plan=plan, note="Xem lại chỉ tiêu.", by=leader)

    assert told(last("plan_returned")) == ["trước đó: trình ký", "ý kiến: Xem lại chỉ tiêu."]


def let_stand(plan: Plan, number: int, unit) -> str:
    """Publish a number that is not so and let it stand; how the finding reads."""
    declared_save(plan=plan, figures={(None, "households"): Decimal(number)}, by=None)
    view = plan_view(Plan.objects.get(pk=plan.pk))
    [found] = [finding for finding in view.findings if finding.printed == str(number)]
    finding_acknowledge(
        plan=plan,
        fingerprints={fingerprint(found)},
        seen_hash=content_hash(view),
        reason="Theo số huyện giao.",
        by=leader_of(unit),
    )
    return found.message


def test_findings_let_stand_are_told_as_they_read_then(plan, unit):
    given = ((plan, 997), (small_plan(unit), 998), (plan, 999))
    messages = [let_stand(each, number, unit) for each, number in given]
    taken_back = Acknowledgement.objects.get(printed="998")
    acknowledgement_withdraw(acknowledgement=taken_back, by=leader_of(unit))
    messages.append(taken_back.message)

    told_of = ("finding_acknowledged", "acknowledgement_withdrawn")
    events = list(AuditEvent.objects.filter(action__in=told_of).order_by("pk"))

    for line, message in zip(lines(events), messages, strict=True):
        reason, finding = line.changes
        assert (reason.what, reason.after) == ("lý do", "Theo số huyện giao.")
        assert finding.after.endswith(message)


def test_hamlets_and_roles_are_told_in_words(unit, officer):
    given = HamletGiven(name="Đình", label=HamletLabel.THON, area=Area.RURAL, line=1)
    hamlets_save(unit=unit, lines=[given], by=officer)
    person = UserFactory.create(username="kiem.tra", full_name="Lò Văn Kiểm")
    membership_create(user=person, role=Role.AUDITOR, unit=unit, by=officer)

    assert told(last("hamlets_saved")) == ["thêm: Thôn Đình"]
    assert told(last("membership_created")) == ["vai trò: kiểm tra, giám sát"]
    assert lines([last("membership_created")])[0].about == "Lò Văn Kiểm (kiem.tra)"


def test_list_of_hamlets_is_told_from_to(unit, officer):
    def given(name: str, line: int, **fields: Any) -> HamletGiven:
        usual = {"label": HamletLabel.THON, "area": Area.RURAL}
        return HamletGiven(name=name, line=line, **(usual | fields))

    hamlets_save(unit=unit, lines=[given("Ao", 1), given("Bãi", 2), given("Cầu", 3)], by=officer)
    ids = dict(Hamlet.objects.in_unit(unit).values_list("name", "pk"))
    lines = [
        given("Đình", 1),
        given("ban", 2, hamlet_id=ids["Bãi"], label=HamletLabel.XOM, area=Area.URBAN),
        given("Ao", 3, hamlet_id=ids["Ao"]),
    ]

    hamlets_save(unit=unit, lines=lines, by=officer)

    assert told(last("hamlets_saved")) == [
        "thêm: Thôn Đình",
        "Thôn Bãi, tên: Bãi → ban",  # the code of another label is a name here
        "Thôn Bãi, loại: thôn → xóm",
        "Thôn Bãi, khu vực: nông thôn → thành thị",
        "Thôn Ao, thứ tự: 1 → 3",
        "bỏ: Thôn Cầu",
    ]


def test_published_figures_are_told_from_to(unit, officer):
    standard = StandardFactory.create(name="Chuẩn mẫu")
    for poor in (1050, 49):
        counts = Counts(households=9000, poor=poor)
        unit_figures_declare(unit=unit, date=REFERENCE, standard=standard, counts=counts, by=officer)

    assert told(last("unit_figures_declared")) == ["chuẩn nghèo: Chuẩn mẫu", "hộ nghèo: 1.050 → 49"]
    assert lines([last("unit_figures_declared")])[0].about == "Số liệu công bố của xã ngày 31/12/2025"


def test_every_act_in_a_commune_is_told_in_words():
    of_no_commune = {
        "first_user_created",
        "job_result_downloaded",
        "questions_imported",
        "sign_in",
        "sign_in_refused",
        "sign_out",
        "user_created",
        "user_updated",
    }

    assert set(ACTION_LABELS) - history._PREPARE.keys() == of_no_commune | {
        "password_changed",
        "password_reset",
        "phone_ended",
        "phone_registered",
    }


def test_import_is_told_with_its_counts(unit, officer):
    record = TableImport.objects.create(
        unit=unit,
        date=REFERENCE,
        year=YEAR,
        sha256="0" * 64,
        cells={},
        hamlets=[],
        by=officer,
        at=timezone.now(),
    )
    details = {
        "date": "2025-12-31",
        "year": YEAR,
        "sha256": "0" * 64,
        "created": 2,
        "updated": 0,
        "unchanged": 1,
    }
    with transaction.atomic():
        record_event("table_imported", target=record, by=officer, unit_code=unit.code, details=details)
        record_event("table_import_undone", target=record, by=officer, unit_code=unit.code)

    assert told(last("table_imported")) == [
        "thời điểm số liệu: 31/12/2025",
        f"chỉ tiêu năm: {YEAR}",
        "thôn có số lần đầu: 2",
        "thôn có số thay đổi: 0",
        "thôn giữ nguyên: 1",
    ]
    shown = text(officer, figures_url(unit))
    assert "Nhập từ Excel Bảng số liệu ngày 31/12/2025" in shown
    assert "Hoàn tác lần nhập Bảng số liệu ngày 31/12/2025" in shown
