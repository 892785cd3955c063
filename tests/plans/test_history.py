"""The log of a commune, the history of a plan and of a year's figures: what readers see of what was done."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
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
from plans.actions.refusal import ONCE_IN, refusal_keep
from plans.compose import plan_view
from plans.compose.history import PLAN_CHANGES
from plans.models import Acknowledgement, Duty, Plan, Recipient, TableImport
from plans.rules import Comparator, Measure, SectionContent, TargetIndicator, fingerprint
from plans.views.document import WHO_APPROVES
from povertyplan.common import history
from povertyplan.common.audit import ACTION_LABELS, action_label, record_event
from povertyplan.common.history import lines
from povertyplan.common.models import AuditEvent
from povertyplan.documents.pdf import PdfError
from tests.factories import (
    REFERENCE,
    YEAR,
    CommuneFactory,
    MembershipFactory,
    StandardFactory,
    UserFactory,
    at_once,
    counted_hamlets,
    leader_of,
    officer_of,
    small_plan,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return CommuneFactory.create()


@pytest.fixture
def hamlets(unit):
    return counted_hamlets(unit, 2)


@pytest.fixture
def officer(unit):
    return officer_of(unit)


@pytest.fixture
def plan(unit, hamlets, officer):
    return small_plan(unit, by=officer)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def log_url(unit) -> str:
    return reverse("households:log", args=[unit.pk])


def figures_url(unit, year=YEAR) -> str:
    return reverse("plans:figures_history", args=[unit.pk, year])


def plan_url(plan) -> str:
    return reverse("plans:plan_history", args=[plan.slug])


def text(user, url: str) -> str:
    """The words of a page, tags taken out."""
    response = signed_in(user).get(url)
    assert response.status_code == 200
    main = response.text.partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


def told(event: AuditEvent) -> list[str]:
    """The changes of an event as short lines."""
    [line] = lines([event])
    return [
        f"{change.what}: {change.after}"
        if change.before is None
        else f"{change.what}: {change.before} → {change.after}"
        for change in line.changes
    ]


def last(action: str) -> AuditEvent:
    return AuditEvent.objects.filter(action=action).order_by("-pk")[0]


# --- what acts say ---


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


BROKEN = [
    *([], "chữ", 7, {}, {"from": 1}, {"from": [1], "to": None}, {"subject": 1}, {"month": ["a"]}),
    *({"total/poor": ["x", "y"]}, {"total/poor": [1, "Infinity"]}, {"list": "lạ", "from": [], "to": []}),
    *(
        {"heading": {"a": 1}},
        {"status": "lạ"},
        {"kind": []},
        {"reason": 1, "findings": [{}]},
        {"sentence": None},
    ),
    *(
        {"hamlets": {"1": [[1], [2]]}, "columns": ["poor", "lạ"], "date": "2025-12-31"},
        {"year": "x", "hamlets": {}},
    ),
    *(
        {"hamlets": {"1": [["a"], [{}]]}, "columns": ["poor"], "year": 99999},
        {"date": "31/12/2025", "created": 1},
    ),
    {"from": [1, 2, 3], "to": [{}, [], None], "year": YEAR},
]


@pytest.mark.parametrize("details", BROKEN, ids=repr)
def test_broken_details_do_not_break_the_page(plan, unit, officer, details):
    plain = ("figures_recorded", "hamlet_targets_recorded", "commune_targets_saved", "area_assignments_saved")
    more = ("table_imported", "table_uploaded", "hamlets_saved", "membership_created", "refused")
    actions = [*PLAN_CHANGES, *plain, *more]
    first = AuditEvent.objects.filter(unit_code=unit.code).count() + 1
    AuditEvent.objects.bulk_create(
        AuditEvent(
            unit_code=unit.code,
            sequence=number,
            at=timezone.now(),
            action=action,
            target_type="plans.plan",
            target_id=str(plan.pk),
            target_label=plan.slug,
            details=details,
        )
        for number, action in enumerate(actions, start=first)
        if details is not None or action  # the column knows JSON's null
    )

    shown = text(leader_of(unit), log_url(unit))

    assert all(action_label(action) in shown for action in actions)
    assert text(officer, plan_url(plan))
    assert text(officer, figures_url(unit))


# --- pages ---


def test_log_says_who_did_what_when_and_on_what(plan, unit, officer):
    plan_submit(plan=plan, by=officer)
    event = last("plan_submitted")
    response = signed_in(leader_of(unit)).get(log_url(unit))
    shown = " ".join(unescape(re.sub(r"<[^>]*>", " ", response.text)).split())

    at = timezone.localtime(event.at)
    assert f"{at:%d/%m/%Y %H:%M} {officer.full_name} Trình ký Kế hoạch năm {YEAR}: {plan.subject}" in shown
    assert f'href="{reverse("plans:plan", args=[plan.slug])}"' in response.text
    assert f"có {event.sequence} việc; mã kiểm tra của việc cuối: {event.hash[:12]}" in shown


def test_log_is_read_by_leaders_and_auditors(unit):
    readers = {
        role: signed_in(MembershipFactory.create(unit=unit, role=role).user).get(log_url(unit))
        for role in (Role.LEADER, Role.AUDITOR, Role.OFFICER, Role.CLERK)
    }

    assert {role: response.status_code for role, response in readers.items()} == {
        Role.LEADER: 200,
        Role.AUDITOR: 200,
        Role.OFFICER: 403,
        Role.CLERK: 403,
    }
    assert "Chỉ lãnh đạo và người kiểm tra, giám sát" in readers[Role.OFFICER].text


def test_log_is_linked_for_those_who_may_read_it(unit, officer):
    year = reverse("plans:year", args=[unit.pk, YEAR])
    small_plan(unit)

    assert log_url(unit) in signed_in(leader_of(unit)).get(year).text
    assert log_url(unit) not in signed_in(officer).get(year).text


def test_log_of_a_commune_where_nothing_was_done(unit):
    shown = text(leader_of(unit), log_url(unit))

    assert "Không có việc nào" in shown
    assert "có 0 việc" in shown


def test_nothing_of_another_commune_is_shown(plan, unit, officer):
    other = CommuneFactory.create()
    stranger = officer_of(other)
    stranger.full_name = "DauHieuRieng"
    stranger.save()
    foreign = small_plan(other, by=stranger)
    Plan.objects.filter(pk=foreign.pk).update(subject="DauHieuRieng")
    [hamlet] = counted_hamlets(other, 1)
    Hamlet.objects.filter(pk=hamlet.pk).update(name="DauHieuRieng")
    grid_save(unit=other, year=YEAR, cells={(hamlet.pk, "poor"): 3}, seen={}, by=stranger)
    leader = leader_of(unit)

    for url in (log_url(unit), f"{log_url(unit)}?nguoi={stranger.pk}", plan_url(plan), figures_url(unit)):
        assert "DauHieuRieng" not in text(leader, url)
    assert "DauHieuRieng" in text(leader_of(other), log_url(other))


def test_filters_stay_while_paging(unit, hamlets, officer):
    for value in range(60):
        grid_save(unit=unit, year=YEAR, cells={(hamlets[0].pk, "poor"): value + 10}, seen={}, by=officer)
    client = signed_in(leader_of(unit))

    first = client.get(f"{log_url(unit)}?viec=figures_recorded&q=xa")
    [older] = re.findall(r'href="([^"]*)">Cũ hơn', first.text)
    second = client.get(log_url(unit) + unescape(older))

    assert "viec=figures_recorded" in older
    assert (first.text.count('class="event"'), second.text.count('class="event"')) == (50, 10)
    assert "60 việc" in second.text
    [newest] = re.findall(r'href="([^"]*)">Mới nhất', second.text)
    assert "truoc" not in newest


@pytest.mark.parametrize(
    "query", ["tu=x&den=%00&nguoi=a&viec=b&q=%00&truoc=%00", "truoc=-1", "tu=01/01/0001"]
)
def test_damaged_address_is_answered(unit, query):
    assert text(leader_of(unit), f"{log_url(unit)}?{query}")


def test_history_of_a_plan_holds_its_events_and_no_others(plan, unit, officer):
    other = small_plan(unit, by=officer)
    plan_submit(plan=other, by=officer)

    assert "Trình ký" not in text(officer, plan_url(plan)).partition("việc, mới nhất")[2]
    assert "Trình ký" in text(officer, plan_url(other)).partition("việc, mới nhất")[2]
    assert plan_url(plan) in signed_in(officer).get(reverse("plans:plan", args=[plan.slug])).text


def test_history_of_figures_holds_those_of_the_year(plan, unit, hamlets, officer):
    grid_save(unit=unit, year=YEAR, cells={(hamlets[0].pk, "poor"): 7}, seen={}, by=officer)
    grid_save(unit=unit, year=YEAR - 1, cells={(hamlets[0].pk, "poor"): 3}, seen={}, by=officer)
    grid_save(unit=unit, year=YEAR - 1, cells={(hamlets[0].pk, "poor_reduction"): 1}, seen={}, by=officer)
    commune_targets_save(unit=unit, year=YEAR - 1, rows=[], by=officer)
    declared_save(plan=plan, figures={(None, "poor"): Decimal(9)}, by=officer)

    now, then = text(officer, figures_url(unit)), text(officer, figures_url(unit, YEAR - 1))

    assert f"{hamlets[0].name}, số hộ nghèo: 5 → 7" in now
    assert "Dòng Tổng, số hộ nghèo: trống → 9" in now
    assert "2 việc" in now
    assert f"{hamlets[0].name}, số hộ nghèo: trống → 3" in then
    assert "3 việc" in then
    assert figures_url(unit) in signed_in(officer).get(reverse("plans:grid", args=[unit.pk, YEAR])).text


@pytest.mark.parametrize("page", ["log", "plan", "figures"])
def test_pages_take_as_many_queries_with_100_events_as_with_5000(plan, unit, hamlets, officer, page):
    url = {"log": log_url(unit), "plan": plan_url(plan), "figures": figures_url(unit)}[page]
    client = signed_in(leader_of(unit))

    def fill(number: int) -> None:
        start = AuditEvent.objects.filter(unit_code=unit.code).count()
        details = {"total/poor": ["1", "2"]}
        AuditEvent.objects.bulk_create(
            AuditEvent(
                unit_code=unit.code,
                sequence=start + each,
                at=timezone.now(),
                user=officer,
                action="declared_figures_saved",
                target_type="plans.plan",
                target_id=str(plan.pk),
                target_label=plan.slug,
                details=details,
            )
            for each in range(1, number + 1)
        )

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).text.count('class="event"') == 50
        return len(queries)

    fill(100)
    few = count()
    fill(4900)

    assert count() == few
    assert few <= 20


# --- taking away, and being refused ---


DOWNLOADS = {"plans:plan_pdf": "plan_pdf_downloaded", "plans:plan_docx": "plan_docx_downloaded"}


def kept(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action))


@pytest.fixture
def _quick_pdf(monkeypatch):
    monkeypatch.setattr("plans.views.document.render_pdf", lambda document: b"%PDF-")


@pytest.mark.usefixtures("_quick_pdf")
@pytest.mark.parametrize("name", DOWNLOADS)
def test_taking_a_plan_away_leaves_one_event(plan, unit, officer, name):
    client, url = signed_in(officer), reverse(name, args=[plan.slug])

    client.head(url)
    client.post(url)
    signed_in(officer_of(CommuneFactory.create())).get(url)
    assert kept(DOWNLOADS[name]) == []

    client.get(url)

    [event] = kept(DOWNLOADS[name])
    assert (event.user, event.target_id, event.unit_code) == (officer, str(plan.pk), unit.code)
    assert event.details == {"status": "draft", "version": plan.version}
    assert told(event) == ["tình trạng: dự thảo"]


def test_print_that_fails_is_not_taken_away(plan, officer, monkeypatch):
    def fail(document):
        raise PdfError("Máy chủ đang bận.")

    monkeypatch.setattr("plans.views.document.render_pdf", fail)

    assert signed_in(officer).get(reverse("plans:plan_pdf", args=[plan.slug])).status_code == 503
    assert kept("plan_pdf_downloaded") == []


def test_refusal_in_an_own_place_is_kept_once_an_hour(plan, unit, officer, monkeypatch):
    client, now = signed_in(officer), timezone.now()

    for _ in range(3):
        assert client.get(log_url(unit)).status_code == 403
    client.post(reverse("plans:plan_approve", args=[plan.slug]))
    other = officer_of(unit)
    signed_in(other).get(log_url(unit))

    assert [(event.target_label, event.user) for event in kept("refused")] == [
        ("households:log", officer),
        ("plans:plan_approve", officer),
        ("households:log", other),
    ]
    assert lines(kept("refused"))[1].about == WHO_APPROVES

    monkeypatch.setattr("plans.actions.refusal.timezone.now", lambda: now + ONCE_IN + dt.timedelta(minutes=1))
    signed_in(officer).get(log_url(unit))  # the session of an hour ago has ended

    assert len(kept("refused")) == 4


def test_neither_foreign_places_nor_strangers_leave_a_line(plan, unit):
    stranger = signed_in(officer_of(CommuneFactory.create()))

    for url in (log_url(unit), plan_url(plan), reverse("plans:plan_edit", args=[plan.slug])):
        assert stranger.get(url).status_code == 404
        assert Client().get(url).status_code == 302
    assert stranger.post(reverse("households:commune_start", args=[unit.pk])).status_code == 403
    assert stranger.get(reverse("households:unit_choose")).status_code == 403
    assert kept("refused") == []


def test_form_without_its_token_leaves_no_line(plan, officer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)

    assert client.post(reverse("plans:plan_approve", args=[plan.slug])).status_code == 403
    assert kept("refused") == []


@pytest.mark.django_db(transaction=True)
def test_refusals_at_the_same_moment_are_one(unit, officer):
    def refuse():
        refusal_keep(unit=unit, address="households:log", sentence="Không.", by=officer)

    assert at_once([refuse] * 8) == [None] * 8
    assert len(kept("refused")) == 1
