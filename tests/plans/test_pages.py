"""Pages of a year and of a plan: what comes next, what does not add up, and what is kept once approved."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from html import unescape
from typing import Any
from zipfile import ZipFile

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from households.models import AdministrativeUnit, Hamlet, HamletFigures
from households.rules import HamletLabel, Role
from plans.actions import declared_save, finding_acknowledge, plan_return
from plans.actions.life import CHANGED, content_hash
from plans.compose import plan_view
from plans.models import HamletTarget, LegalBasis, Plan, PlanSection, Recipient
from plans.resources import kind_content, placeholders
from plans.rules import (
    PLAN_KIND_LABELS,
    PLANS,
    Comparator,
    SectionContent,
    Status,
    TargetIndicator,
    fingerprint,
)
from povertyplan.accounts.models import User
from povertyplan.common.models import AuditEvent
from povertyplan.documents.checks import Level
from povertyplan.documents.html import render_body
from povertyplan.documents.models import IssuedDocument
from povertyplan.documents.pdf import FAILED, PdfError
from tests.factories import (
    SMALL,
    YEAR,
    CommuneFactory,
    CommuneTargetFactory,
    HamletFactory,
    HamletFiguresFactory,
    MembershipFactory,
    StandardFactory,
    approved,
    counted_hamlets,
    leader_of,
    officer_of,
    small_plan,
    submitted,
)

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass
class Office:
    """A commune with its officer and its leader."""

    unit: AdministrativeUnit
    officer: User
    leader: User

    def client(self, user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    def year(self, user: User) -> str:
        return page(self.client(user), "plans:year", self.unit.pk, YEAR)

    def plan(self, plan: Plan, user: User) -> str:
        return page(self.client(user), "plans:plan", plan.slug)

    def post(self, name: str, plan: Plan, user: User, **data: str) -> Any:
        return self.client(user).post(reverse(name, args=[plan.slug]), data)


def page(client: Client, name: str, *args: Any) -> str:
    """The page of an address, which must be there."""
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return str(response.text)


def article(text: str) -> str:
    """The document within the page."""
    match = re.search(r"<article class=\"document\".*?</article>", text, flags=re.DOTALL)
    assert match
    return match[0]


def next_step(text: str) -> tuple[str, list[str]]:
    """The sentence of the next step and the addresses of its buttons."""
    match = re.search(r'aria-labelledby="next-title">(.*?)</section>', text, flags=re.DOTALL)
    assert match
    sentence = re.search(r"<p>(.*?)</p>", match[1], flags=re.DOTALL)
    assert sentence
    return sentence[1], re.findall(r'<a class="btn btn-primary" href="([^"]+)"', match[1])


def findings(text: str) -> list[str]:
    """The list items of what does not add up."""
    match = re.search(r'id="diem-chua-khop".*?</section>', text, flags=re.DOTALL)
    assert match
    return re.findall(r"<li>(.*?)</li>", match[0], flags=re.DOTALL)


def notices(response: HttpResponse) -> list[str]:
    return [unescape(text) for text in re.findall(r'<p class="notice notice-\w+">([^<]*)</p>', response.text)]


def acknowledge_all(plan: Plan, leader: User, reason: str = "Theo số huyện giao.") -> None:
    """A reason for every error and warning."""
    view = plan_view(plan)
    finding_acknowledge(
        plan=plan,
        fingerprints=[fingerprint(finding) for finding in view.grave],
        seen_hash=content_hash(view),
        reason=reason,
        by=leader,
    )


def shown_hash(text: str) -> str:
    match = re.search(r'name="seen_hash" value="(\w{64})"', text)
    assert match
    return match[1]


@pytest.fixture
def office(db: None) -> Office:
    StandardFactory.create()
    unit = CommuneFactory.create()
    return Office(unit, officer_of(unit), leader_of(unit))


@pytest.fixture
def draft(office: Office) -> Plan:
    """A draft in which everything agrees."""
    counted_hamlets(office.unit, 2)
    return small_plan(office.unit)


@pytest.fixture
def wrong(draft: Plan) -> Plan:
    """A draft whose printed total is not the sum of its rows."""
    declared_save(plan=draft, figures={(None, "households"): Decimal(999)}, by=None)
    return draft


@pytest.fixture
def quick_pdf(monkeypatch):
    monkeypatch.setattr("plans.actions.life.render_pdf", lambda document: b"%PDF-quick")


# the year page


def without_hamlets(unit: AdministrativeUnit) -> None:
    """A commune just opened."""


def without_figures(unit: AdministrativeUnit) -> None:
    HamletFiguresFactory.create(hamlet=HamletFactory.create(unit=unit))
    HamletFactory.create_batch(2, unit=unit)


def without_plan(unit: AdministrativeUnit) -> None:
    counted_hamlets(unit, 2)


def without_targets(unit: AdministrativeUnit) -> None:
    counted_hamlets(unit, 2)
    HamletTarget.objects.all().delete()
    small_plan(unit)


def with_draft(unit: AdministrativeUnit) -> None:
    counted_hamlets(unit, 2)
    small_plan(unit)


def with_submitted(unit: AdministrativeUnit) -> None:
    counted_hamlets(unit, 2)
    submitted(small_plan(unit))


def with_returned(unit: AdministrativeUnit) -> None:
    counted_hamlets(unit, 2)
    plan_return(plan=submitted(small_plan(unit)), note="Sửa.", by=leader_of(unit))


def with_approved(unit: AdministrativeUnit) -> None:
    counted_hamlets(unit, 2)
    approved(small_plan(unit))


Steps = list[tuple[Callable[[AdministrativeUnit], None], str, str | None, str, str | None]]
GRID, NEW, UPLOAD = "plans:grid", "plans:plan_new", "plans:table_upload"
PLAN, PRINT, SUMMARY = "plans:plan", "plans:plan_pdf", "plans:plan_summary"
STEPS: Steps = [
    # state, the officer's sentence and button, the leader's
    (without_hamlets, "Nhập danh sách thôn, tổ dân phố.", UPLOAD, "Nhập danh sách thôn, tổ dân phố.", None),
    (
        without_figures,
        "Còn 2/3 thôn chưa đủ số liệu tại 31/12/2025.",
        GRID,
        "Còn 2/3 thôn chưa đủ số liệu tại 31/12/2025.",
        GRID,
    ),
    (without_plan, "Lập văn bản kế hoạch năm 2026.", NEW, "Lập văn bản kế hoạch năm 2026.", None),
    (without_targets, "Giao chỉ tiêu giảm cho từng thôn.", GRID, "Giao chỉ tiêu giảm cho từng thôn.", GRID),
    (
        with_draft,
        "Xem lại dự thảo, sửa các điểm chưa khớp rồi trình ký.",
        PLAN,
        "Cán bộ đang soạn, chưa trình.",
        None,
    ),
    (
        with_returned,
        "Lãnh đạo trả lại; sửa theo ý kiến rồi trình lại.",
        PLAN,
        "Cán bộ đang soạn, chưa trình.",
        None,
    ),
    (with_submitted, "Đang chờ lãnh đạo duyệt.", None, "Kế hoạch chờ duyệt.", SUMMARY),
    (
        with_approved,
        "Đã có bản trình ký. In ra để ký.",
        PRINT,
        "Đã có bản trình ký. In ra để ký.",
        PRINT,
    ),
]


@pytest.mark.parametrize(("arrange", "officer", "button", "leader", "leaders_button"), STEPS)
def test_year_page_says_what_comes_next(office, arrange, officer, button, leader, leaders_button):
    arrange(office.unit)

    for user, sentence, name in (
        (office.officer, officer, button),
        (office.leader, leader, leaders_button),
    ):
        said, buttons = next_step(office.year(user))

        assert said == sentence
        assert len(buttons) == (1 if name else 0)
        if name:
            args: list[object] = [office.unit.pk, YEAR]
            if name in (PLAN, PRINT, SUMMARY):
                args = [Plan.objects.get().slug]
            assert buttons[0].partition("?")[0] == reverse(name, args=args)
            assert office.client(user).get(buttons[0]).status_code == 200


def test_year_page_names_its_plans_and_figures(office, draft):
    text = office.year(office.leader)

    assert reverse("plans:plan", args=[draft.slug]) in text
    assert "dự thảo" in text
    assert "<dt>Tổng số hộ</dt><dd>200</dd>" in text
    assert "<dt>Hộ nghèo</dt><dd>10 <small>5,00\u00a0%</small></dd>" in text
    assert "giảm 4 hộ nghèo, 2 hộ cận nghèo." in text


def test_leader_first_sees_what_waits_although_another_plan_is_being_written(office, draft):
    submitted(draft)
    small_plan(office.unit)

    said, buttons = next_step(office.year(office.leader))

    assert said == "Kế hoạch chờ duyệt."
    assert buttons == [reverse(SUMMARY, args=[draft.slug])]
    assert next_step(office.year(office.officer))[0].startswith("Xem lại dự thảo")


@pytest.mark.usefixtures("quick_pdf")
def test_lists_of_plans_say_how_many_points_of_each_level_do_not_add_up(office, wrong):
    CommuneTargetFactory.create(unit=office.unit, value=70)
    CommuneTargetFactory.create(unit=office.unit, value=3, comparator=Comparator.EXACTLY, order=1)

    def tags() -> list[str]:
        texts = [
            page(office.client(office.leader), name, office.unit.pk, YEAR)
            for name in ("plans:year", "plans:plan_list")
        ]
        return [tag for text in texts for tag in re.findall(r'<span class="tag (tag-\w+">\d[^<]*)<', text)]

    assert tags() == ['tag-error">1 lỗi, 1 cảnh báo, 1 lưu ý'] * 2
    acknowledge_all(wrong, office.leader)
    assert tags() == ['tag-muted">1 lỗi, 1 cảnh báo, 1 lưu ý; 2 đã có lý do'] * 2
    approved(Plan.objects.get())
    assert tags() == []


@pytest.mark.parametrize(
    ("arrange", "sentence"),
    [
        (without_hamlets, "Chưa có danh sách thôn, tổ dân phố"),
        (without_figures, "Còn 2/3 thôn chưa đủ số liệu tại 31/12/2025."),
        (without_plan, None),
    ],
)
def test_new_plan_page_names_what_is_missing_and_lets_start(office, arrange, sentence):
    arrange(office.unit)
    client = office.client(office.officer)

    text = page(client, "plans:plan_new", office.unit.pk, YEAR)

    assert (sentence in text) if sentence else ("Lập trước cũng được" not in text)
    assert len(re.findall(r'<input type="radio" name="kind"[^>]* checked', text)) == 1
    there = reverse("plans:plan_new", args=[office.unit.pk, YEAR])
    assert client.post(there, {"kind": "annual"}).status_code == 302


@pytest.mark.parametrize("name", ["plans:year", "plans:grid", "plans:plan_list", "plans:plan_new"])
def test_years_that_no_plan_is_of_have_no_page(office, name):
    client = office.client(office.officer)
    there = reverse(name, args=[office.unit.pk, YEAR])

    statuses = {
        year: client.get(there.replace(f"/{YEAR}/", f"/{year}/")).status_code
        for year in ("2014", "2015", "2060", "2061", "1999", "0", "-2026", "20260", "abcd", "２０２６")
    }

    assert {year for year, status in statuses.items() if status == 200} == {"2015", "2060"}
    assert set(statuses.values()) == {200, 404}


def test_commune_leads_to_the_year_of_its_newest_plan(office):
    small_plan(office.unit, year=2019)

    response = office.client(office.officer).get(reverse("plans:unit", args=[office.unit.pk]))

    assert response["Location"] == reverse("plans:year", args=[office.unit.pk, 2019])


# starting a plan


@pytest.mark.parametrize("kind", PLANS)
def test_plan_of_each_kind_is_started_through_the_page(office, kind):
    counted_hamlets(office.unit, 2)
    client, url = office.client(office.officer), reverse("plans:plan_new", args=[office.unit.pk, YEAR])
    assert PLAN_KIND_LABELS[kind] in client.get(url).text

    response = client.post(url, {"kind": kind.value})

    plan = Plan.objects.get()
    assert (plan.kind, plan.year, plan.status, plan.created_by) == (kind, YEAR, Status.DRAFT, office.officer)
    assert response["Location"] == reverse("plans:plan", args=[plan.slug])
    content = kind_content(kind, placeholders(office.unit, year=YEAR, label=HamletLabel.THON))
    top = list(plan.sections.filter(parent=None).order_by("order").values_list("heading", flat=True))
    assert top == [section.heading for section in content.sections]
    shown = client.get(response["Location"])
    assert notices(shown) == ["Đã lập dự thảo với các mục thường dùng."]
    assert all(unescape(heading) in unescape(article(shown.text)) for heading in top)
    assert not re.search(r"\$\w|\{\{", article(shown.text))


def test_unknown_kind_starts_nothing(office):
    url = reverse("plans:plan_new", args=[office.unit.pk, YEAR])

    response = office.client(office.officer).post(url, {"kind": "<b>"})

    assert response.status_code in {200, 422}
    assert "<b>" not in response.text
    assert not Plan.objects.exists()


# findings


@pytest.fixture
def mixed(draft: Plan) -> Plan:
    """A draft with something wrong in every place."""
    declared_save(
        plan=draft,
        figures={(None, "households"): Decimal(999), (None, "poor_reduction_rate"): Decimal(50)},
        by=None,
    )
    Plan.objects.filter(pk=draft.pk).update(
        subject="Giảm nghèo năm 2019",
        opening="Một dòng.\nXã có {{khong-co}} hộ, năm 2018.",
        closing="Hết năm 2017.\nTrân trọng {{Sai}}.",
        appendix_title="Biểu năm 2016",
    )
    PlanSection.objects.filter(heading="GIẢI PHÁP").update(
        body="Cho vay {{ho-ngheo=77}}.\n- Vay {{ho-ngheo@khong-co}}.", heading="GIẢI PHÁP NĂM 2019"
    )
    draft.duties.update(text="Tham mưu {{gi-do}}.\nTổng hợp năm 2019.")
    unit = draft.unit
    CommuneTargetFactory.create(unit=unit, value=70)
    CommuneTargetFactory.create(unit=unit, value=3, comparator=Comparator.EXACTLY, order=1)
    CommuneTargetFactory.create(
        unit=unit, indicator=TargetIndicator.NEAR_POOR, value=1, wording="từ 9 hộ trở lên", order=2
    )
    return Plan.objects.get(pk=draft.pk)


def test_every_finding_says_its_level_and_leads_to_its_place_and_to_its_remedy(office, mixed):
    client = office.client(office.officer)
    expected = plan_view(mixed).findings
    kinds = {finding.place.partition(":")[0].partition("/")[0] for finding in expected}
    assert {"table", "title", "opening", "closing", "section", "duty", "target"} <= kinds
    assert {finding.level for finding in expected} == set(Level)

    text = page(client, "plans:plan", mixed.slug)
    rows = findings(text)

    assert len(rows) == len(expected)
    assert f"{len(expected)} điểm chưa khớp" in text
    heads = re.findall(r'<h3><span class="tag tag-\w+">([^<]+)</span>', text)
    counts = {level: sum(finding.level == level for finding in expected) for level in Level}
    assert heads == [f"{counts[level]} {level.label}" for level in Level]
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    for row in rows:
        (anchor,) = re.findall(r'href="#([^"]+)">Xem</a>', row)
        assert ids.count(anchor) == 1, row
        assert f'id="{anchor}"' in article(text)
        (edit,) = re.findall(r'href="([^"]+)">Sửa</a>', row)
        assert client.get(edit).status_code == 200, row
    said = unescape(" ".join(rows))
    assert all(finding.message in said for finding in expected)


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("opening", "plans:plan_head"),
        ("duty", "plans:duties"),
        ("target", "plans:targets"),
        ("table", "plans:grid"),
        ("section", "plans:section"),
    ],
)
def test_finding_leads_to_the_form_that_mends_it(office, mixed, place, name):
    section = mixed.sections.get(heading="GIẢI PHÁP NĂM 2019")
    args = {
        "plans:targets": [office.unit.pk, YEAR],
        "plans:grid": [office.unit.pk, YEAR],
        "plans:section": [mixed.slug, section.pk],
    }.get(name, [mixed.slug])

    rows = [row for row in findings(office.plan(mixed, office.officer)) if f'href="#at-{place}' in row]

    assert rows
    assert all(f'href="{reverse(name, args=args)}">Sửa</a>' in row for row in rows)


def test_finding_in_a_source_of_money_leads_to_the_list_of_sources(office):
    counted_hamlets(office.unit, 2)
    bound = replace(SMALL.sections[1], content=SectionContent.FUNDING)
    sections = (SMALL.sections[0], bound, SMALL.sections[2])
    money = ({"text": "Ngân sách xã năm 2019"},)
    plan = small_plan(office.unit, content=replace(SMALL, sections=sections, funding_sources=money))

    (row,) = findings(office.plan(plan, office.officer))

    assert "Nêu năm 2019" in row
    assert f'href="{reverse("plans:funding", args=[plan.slug])}">Sửa</a>' in row


def test_findings_of_a_closed_plan_have_no_way_to_a_form(office, wrong):
    submitted(wrong)

    (row,) = findings(office.plan(wrong, office.officer))

    assert ">Xem</a>" in row
    assert ">Sửa</a>" not in row


def test_who_does_not_write_is_offered_no_form_to_mend_a_finding(office, wrong):
    clerk = MembershipFactory.create(unit=office.unit, role=Role.CLERK).user

    for reader in (clerk, office.leader):
        (row,) = findings(office.plan(wrong, reader))
        assert ">Xem</a>" in row
        assert ">Sửa</a>" not in row


def test_plan_without_findings_says_so(office, draft):
    assert "Các số liệu đều khớp" in office.plan(draft, office.officer)


# what somebody typed


def test_what_somebody_typed_is_never_markup(office, draft):
    bad = '"><script>alert({})</script>'
    Plan.objects.filter(pk=draft.pk).update(
        subject=bad.format(1), opening=bad.format(2), return_note=bad.format(3)
    )
    PlanSection.objects.filter(heading="GIẢI PHÁP").update(body=bad.format(4), heading=bad.format(5))
    Hamlet.objects.filter(pk=Hamlet.objects.earliest("pk").pk).update(name=bad.format(6))
    Recipient.objects.update(name=bad.format(7), mark="<b>")
    LegalBasis.objects.update(subject=bad.format(8))
    draft.duties.update(actor=bad.format(9))
    client = office.client(office.officer)

    plan_page = page(client, "plans:plan", draft.slug)
    year, slug = [office.unit.pk, YEAR], [draft.slug]
    pages = [plan_page] + [
        page(client, name, *args)
        for name, args in (
            ("plans:year", year),
            ("plans:plan_list", year),
            ("plans:grid", year),
            ("plans:plan_summary", slug),
            ("plans:plan_edit", slug),
            ("plans:plan_head", slug),
            ("plans:recipients", slug),
            ("plans:bases", slug),
            ("plans:duties", slug),
        )
    ]

    assert not [text for text in pages if "<script>alert" in text or "<b>" in text]
    for number in range(1, 10):
        assert re.search(rf"&lt;script&gt;alert\({number}\)&lt;/script&gt;", plan_page)


# submit, approve, give back


def test_officer_hands_the_plan_to_the_leader(office, draft):
    assert ">Trình ký</button>" in office.plan(draft, office.officer)
    assert ">Trình ký</button>" not in office.plan(draft, office.leader)

    response = office.post("plans:plan_submit", draft, office.officer)

    assert response["Location"] == reverse("plans:plan", args=[draft.slug])
    assert Plan.objects.get().status == Status.SUBMITTED
    officer, leader = office.plan(draft, office.officer), office.plan(draft, office.leader)
    assert ">Trình ký</button>" not in officer
    assert ">Duyệt</button>" not in officer
    assert "Đang chờ lãnh đạo duyệt." in officer
    assert ">Duyệt</button>" in leader
    assert ">Trả lại</button>" in leader


def test_second_submission_says_why_not(office, draft):
    submitted(draft)
    client = office.client(office.officer)

    response = client.post(reverse("plans:plan_submit", args=[draft.slug]), follow=True)

    assert any("Kế hoạch đang ở tình trạng “trình ký”" in text for text in notices(response))
    assert AuditEvent.objects.filter(action="plan_submitted").count() == 1


def test_print_is_kept_to_the_byte(office, draft):
    submitted(draft)
    seen_hash = shown_hash(office.plan(draft, office.leader))

    response = office.post("plans:plan_approve", draft, office.leader, seen_hash=seen_hash)

    assert response["Location"] == reverse("plans:plan", args=[draft.slug])
    plan, kept = Plan.objects.get(), IssuedDocument.objects.get()
    assert (plan.status, plan.approved_document, kept.approved_by) == (Status.APPROVED, kept, office.leader)
    served = office.client(office.officer).get(reverse("plans:plan_pdf", args=[draft.slug]))
    assert served.content == bytes(kept.pdf)
    assert served.content.startswith(b"%PDF-")
    assert hashlib.sha256(served.content).hexdigest() == kept.sha256
    assert f"mã kiểm tra {kept.sha256[:12]}" in office.plan(draft, office.officer)


@pytest.mark.usefixtures("quick_pdf")
def test_approving_what_does_not_add_up_wants_a_reason(office, wrong):
    submitted(wrong)
    text = office.plan(wrong, office.leader)
    assert "Lý do duyệt khi còn điểm chưa khớp" in text
    seen_hash, events = shown_hash(text), AuditEvent.objects.count()

    for reason in ("", "  \n "):
        refused = office.post("plans:plan_approve", wrong, office.leader, seen_hash=seen_hash, reason=reason)

        assert refused.status_code == 422
        assert "Còn điểm chưa khớp; ghi lý do nếu vẫn duyệt." in notices(refused)
        assert Plan.objects.get().status == Status.SUBMITTED
        assert not IssuedDocument.objects.exists()
        assert AuditEvent.objects.count() == events

    given = office.post("plans:plan_approve", wrong, office.leader, seen_hash=seen_hash, reason="Theo huyện.")

    assert given.status_code == 302
    assert Plan.objects.get().status == Status.APPROVED
    assert AuditEvent.objects.get(action="plan_approved").details["reason"] == "Theo huyện."


@pytest.mark.usefixtures("quick_pdf")
def test_no_reason_is_asked_where_everything_agrees(office, draft):
    submitted(draft)

    assert "Lý do duyệt" not in office.plan(draft, office.leader)


@pytest.mark.usefixtures("quick_pdf")
def test_plan_that_changed_since_it_was_shown_is_not_approved(office, wrong):
    submitted(wrong)
    old = shown_hash(office.plan(wrong, office.leader))
    PlanSection.objects.filter(heading="GIẢI PHÁP").update(body="Lời khác hẳn.")

    for seen_hash in (old, "", "x" * 64):
        response = office.post(
            "plans:plan_approve", wrong, office.leader, seen_hash=seen_hash, reason="<i>Vẫn duyệt</i>"
        )

        assert response.status_code == 409
        assert CHANGED in notices(response)
        assert "Lời khác hẳn." in article(response.text)
        assert "required>&lt;i&gt;Vẫn duyệt&lt;/i&gt;</textarea>" in response.text
        assert Plan.objects.get().status == Status.SUBMITTED
        assert not IssuedDocument.objects.exists()

    new = shown_hash(response.text)
    assert (
        office.post("plans:plan_approve", wrong, office.leader, seen_hash=new, reason="Vẫn duyệt").status_code
        == 302
    )


@pytest.mark.usefixtures("quick_pdf")
def test_draft_is_not_approved_before_it_was_submitted(office, draft):
    seen_hash = shown_hash(office.plan(submitted(draft), office.leader))
    Plan.objects.update(status=Status.DRAFT)

    response = office.post("plans:plan_approve", draft, office.leader, seen_hash=seen_hash)

    assert response.status_code == 409
    assert any("Kế hoạch đang ở tình trạng “dự thảo”" in text for text in notices(response))
    assert not IssuedDocument.objects.exists()


@pytest.mark.usefixtures("quick_pdf")
def test_approved_page_shows_what_was_approved_whatever_the_figures_are_now(office, draft):
    submitted(draft)
    office.post(
        "plans:plan_approve", draft, office.leader, seen_hash=shown_hash(office.plan(draft, office.leader))
    )
    before = article(office.plan(draft, office.officer))

    HamletFigures.objects.update(households=777)
    PlanSection.objects.filter(heading="GIẢI PHÁP").update(body="Lời khác hẳn.")
    Hamlet.objects.update(name="Tên khác")

    live = render_body(plan_view(Plan.objects.get()).document)
    assert "777" in live
    assert "Lời khác hẳn." in live
    assert article(office.plan(draft, office.officer)) == before
    assert "777" not in before
    assert "watermark" in live
    assert "watermark" not in before
    word = office.client(office.officer).get(reverse("plans:plan_docx", args=[draft.slug]))
    with ZipFile(io.BytesIO(word.content)) as parts:
        words = parts.read("word/document.xml").decode()
    assert "Cho vay vốn." in words
    assert "Lời khác hẳn." not in words
    assert "777" not in words


def test_giving_back_wants_a_note(office, draft):
    submitted(draft)

    for note in ("", " \n\t"):
        response = office.post("plans:plan_return", draft, office.leader, note=note)

        assert response.status_code == 422
        assert "Ghi rõ cần sửa gì để cán bộ biết." in notices(response)
        assert Plan.objects.get().status == Status.SUBMITTED


def test_note_reaches_the_officer_and_goes_with_the_next_submission(office, draft):
    submitted(draft)

    response = office.post("plans:plan_return", draft, office.leader, note="Sửa mục I.\nThêm <b>vốn</b>.")

    assert response.status_code == 302
    assert Plan.objects.get().status == Status.RETURNED
    text = office.plan(draft, office.officer)
    assert "Lãnh đạo trả lại:" in text
    assert "Sửa mục I.<br>Thêm &lt;b&gt;vốn&lt;/b&gt;." in text
    assert ">Trình ký</button>" in text

    office.post("plans:plan_submit", draft, office.officer)

    assert "Lãnh đạo trả lại:" not in office.plan(draft, office.leader)


@pytest.mark.usefixtures("quick_pdf")
def test_approved_plan_given_back_can_be_written_and_its_print_stays_in_the_archive(office, draft):
    approved(draft, by=office.leader)
    first = IssuedDocument.objects.get()
    assert ">Thu hồi để sửa</button>" in office.plan(draft, office.leader)
    assert ">Thu hồi để sửa</button>" not in office.plan(draft, office.officer)

    office.post("plans:plan_recall", draft, office.leader, note="Sửa.")

    assert ">Soạn</a>" in office.plan(draft, office.officer)
    office.post("plans:plan_submit", draft, office.officer)
    office.post(
        "plans:plan_approve", draft, office.leader, seen_hash=shown_hash(office.plan(draft, office.leader))
    )
    second = Plan.objects.get().approved_document
    assert second
    assert second.supersedes == first
    served = office.client(office.officer).get(reverse("plans:plan_pdf", args=[draft.slug]))
    assert served.content == b"%PDF-quick"
    assert bytes(IssuedDocument.objects.get(pk=first.pk).pdf) == b"%PDF-"


# files


def test_pdf_of_a_draft_is_drawn_anew(office, draft):
    response = office.client(office.officer).get(reverse("plans:plan_pdf", args=[draft.slug]))

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="{draft.slug}.pdf"'
    assert response.content.startswith(b"%PDF-")
    assert not IssuedDocument.objects.exists()


def test_word_file_holds_the_plans_words(office, draft):
    response = office.client(office.officer).get(reverse("plans:plan_docx", args=[draft.slug]))

    assert response["Content-Type"] == WORD
    assert response["Content-Disposition"] == f'attachment; filename="{draft.slug}.docx"'
    with ZipFile(io.BytesIO(response.content)) as parts:
        assert "Cho vay vốn." in parts.read("word/document.xml").decode()


def test_pdf_that_cannot_be_drawn_is_told_with_a_way_back(office, draft, monkeypatch):
    def fail(document: object) -> bytes:
        raise PdfError(FAILED)

    monkeypatch.setattr("plans.views.document.render_pdf", fail)

    response = office.client(office.officer).get(reverse("plans:plan_pdf", args=[draft.slug]))

    assert response.status_code == 503
    assert response["Content-Type"].startswith("text/html")
    assert FAILED in response.text
    assert f'href="{reverse("plans:plan", args=[draft.slug])}"' in response.text


def test_plan_whose_print_cannot_be_drawn_is_not_approved(office, draft, monkeypatch):
    def fail(document: object) -> bytes:
        raise PdfError(FAILED)

    monkeypatch.setattr("plans.actions.life.render_pdf", fail)
    submitted(draft)
    seen_hash = shown_hash(office.plan(draft, office.leader))

    response = office.post("plans:plan_approve", draft, office.leader, seen_hash=seen_hash)

    assert response.status_code in {422, 503}
    assert FAILED in notices(response)
    assert Plan.objects.get().status == Status.SUBMITTED
    assert not IssuedDocument.objects.exists()
