"""On every form that two may hold open: one click saves what both wrote, and nobody is overwritten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assignments.actions import AreaLine, area_assignments_save
from assignments.models import AreaAssignment
from households.actions import HamletLine, hamlets_save
from households.models import Hamlet
from households.rules import Area, HamletLabel
from plans.actions import commune_targets_save, parts_save, plan_save, signatory_save
from plans.forms.lists import PARTS
from plans.models import CommuneTarget, Duty, Plan, Signatory
from povertyplan.accounts.models import User
from tests.conflicts import sent_on
from tests.factories import YEAR, CommuneTargetFactory, officer_of
from tests.plans.conflict_pages.shared import fresh, node_of, plan_url, section_changed, section_url

pytestmark = pytest.mark.django_db


def parts_changed(plan: Plan, other: User) -> None:
    rows = PARTS["duties"].stored(plan)
    rows[0]["text"] += "\nKiểm tra."
    rows.append({"actor": "Công an xã", "kind": "office", "text": "Rà soát nhân khẩu."})
    parts_save(plan=plan, model=Duty, rows=rows, version=fresh(plan).version, by=other)


def targets_changed(plan: Plan, other: User) -> None:
    rows: list[dict[str, Any]] = [
        {"indicator": "poor", "policy_group": "", "aim": "reduction", "comparator": "exactly"}
        | {"value": value, "measure": "household", "wording": ""}
        for value in (8, 3)
    ]
    commune_targets_save(unit=plan.unit, year=YEAR, rows=rows, by=other)


def areas_changed(plan: Plan, other: User) -> None:
    hamlets = tuple(Hamlet.objects.in_unit(plan.unit).order_by("pk").values_list("pk", flat=True))
    lines = [AreaLine(official="Hà Thị Một", position="", hamlets=hamlets)]
    area_assignments_save(unit=plan.unit, year=YEAR, lines=lines, by=other)


def hamlets_changed(plan: Plan, other: User) -> None:
    lines = [
        HamletLine(hamlet_id=pk, name=name, label=HamletLabel.THON, area=Area.RURAL, line=number)
        for number, (pk, name) in enumerate(
            Hamlet.objects.in_unit(plan.unit).order_by("position").values_list("pk", "name")
        )
    ]
    new = HamletLine(name="Mới Của Người Kia", label=HamletLabel.THON, area=Area.RURAL, line=9)
    hamlets_save(unit=plan.unit, lines=[lines[0], new, *lines[1:]], by=other)


@dataclass(frozen=True)
class Case:
    """A form: its address, what the other saves, what is typed, and what is stored in the end."""

    url: Callable[[Plan], str]
    theirs: Callable[[Plan, User], object]
    mine: dict[str, str]
    after: Callable[[Plan], object]
    expected: object


CASES = {
    "section": Case(
        section_url,
        lambda plan, other: section_changed(plan, other, body="Cho vay vốn.\nDạy nghề."),
        {"body": "Khảo sát.\r\nCho vay vốn."},
        lambda plan: node_of(plan).body,
        "Khảo sát.\nCho vay vốn.\nDạy nghề.",
    ),
    "head": Case(
        plan_url("plan_head"),
        lambda plan, other: plan_save(
            plan=plan, fields={"locality": "Nơi Khác"}, version=plan.version, by=other
        ),
        {"subject": "Của tôi", "month": "5"},
        lambda plan: (fresh(plan).locality, fresh(plan).subject, fresh(plan).month),
        ("Nơi Khác", "Của tôi", 5),
    ),
    "duties": Case(
        plan_url("duties"),
        parts_changed,
        {"rows__0__actor": "Phòng Kinh tế xã", "rows__1__actor": "Trạm Y tế", "rows__1__text": "Khám bệnh."},
        lambda plan: [(row["actor"], row["text"]) for row in PARTS["duties"].stored(plan)],
        [
            ("Phòng Kinh tế xã", "Tham mưu.\nTổng hợp.\nKiểm tra."),
            ("Trạm Y tế", "Khám bệnh."),
            ("Công an xã", "Rà soát nhân khẩu."),
        ],
    ),
    "signatory": Case(
        plan_url("signatory"),
        lambda plan, other: signatory_save(
            plan=plan, lines="CHỦ TỊCH", name="Người Ký Mẫu", version=fresh(plan).version, by=other
        ),
        {"name": "Tên Mới"},
        lambda plan: Signatory.objects.filter(plan=plan).values_list("lines", "name").get(),
        ("CHỦ TỊCH", "Tên Mới"),
    ),
    "targets": Case(
        lambda plan: reverse("plans:targets", args=[plan.unit_id, YEAR]),
        targets_changed,
        {"rows__0__wording": "Giảm tám hộ"},
        lambda plan: list(
            CommuneTarget.objects.in_year(plan.unit, YEAR).order_by("order").values_list("value", "wording")
        ),
        [(8, "Giảm tám hộ"), (3, "")],
    ),
    "areas": Case(
        lambda plan: reverse("assignments:areas", args=[plan.unit_id, YEAR]),
        areas_changed,
        {"rows__0__position": "Trưởng ban"},
        lambda plan: [
            (area.official, area.position, area.hamlets.count()) for area in AreaAssignment.objects.all()
        ],
        [("Hà Thị Một", "Trưởng ban", 2)],
    ),
    "hamlets": Case(
        lambda plan: reverse("households:hamlets", args=[plan.unit_id]),
        hamlets_changed,
        {"rows__1__name": "Tên Mới", "paste__text": "Dán Thêm"},
        lambda plan: list(
            Hamlet.objects.in_unit(plan.unit).order_by("position").values_list("name", flat=True)[1:]
        ),
        ["Mới Của Người Kia", "Tên Mới", "Dán Thêm"],
    ),
}


@pytest.fixture
def _stored_before(plan: Plan) -> None:
    """A target and an official, so that every list has a row."""
    CommuneTargetFactory.create(unit=plan.unit)
    line = AreaLine(official="Hà Thị Một", position="", hamlets=())
    area_assignments_save(unit=plan.unit, year=YEAR, lines=[line], by=None)


@pytest.mark.usefixtures("_stored_before")
@pytest.mark.parametrize("name", CASES)
def test_one_click_saves_what_both_wrote(plan: Plan, officer: Client, other: User, name: str) -> None:
    case = CASES[name]
    typed = sent_on(officer.get(case.url(plan)), **case.mine)
    case.theirs(plan, other)
    before = case.after(plan)

    page = officer.post(case.url(plan), typed)

    assert page.status_code == 409
    assert case.after(plan) == before
    text = page.content.decode()
    assert f"{other} đã lưu phần này lúc" in text
    assert all(choice.keep for choice in page.context["conflict"].choices)
    answer = officer.post(case.url(plan), sent_on(page))
    assert answer.status_code == 302, answer.content.decode()
    assert case.after(plan) == case.expected


@pytest.mark.usefixtures("_stored_before")
@pytest.mark.parametrize("name", CASES)
def test_third_person_in_between_is_not_overwritten(
    plan: Plan, officer: Client, other: User, name: str
) -> None:
    case = CASES[name]
    typed = sent_on(officer.get(case.url(plan)), **case.mine)
    case.theirs(plan, other)
    page = officer.post(case.url(plan), typed)
    third = Client()
    third.force_login(officer_of(plan.unit))
    mine = {"body": "Câu thứ ba."} if name == "section" else THIRD[name]
    assert third.post(case.url(plan), sent_on(third.get(case.url(plan)), **mine)).status_code == 302
    before = case.after(plan)

    again = officer.post(case.url(plan), sent_on(page))

    assert again.status_code == 409
    assert case.after(plan) == before
    assert "thứ ba" in again.content.decode()


THIRD = {
    "head": {"locality": "Nơi thứ ba"},
    "duties": {"rows-0-text": "Việc thứ ba"},
    "signatory": {"name": "Người thứ ba"},
    "targets": {"rows-1-wording": "Câu thứ ba"},
    "areas": {"rows-0-official": "Người thứ ba"},
    "hamlets": {"rows-0-name": "Thôn thứ ba"},
}
