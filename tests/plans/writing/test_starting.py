"""A plan started from words: its slug, its year, its columns, words that do not fit, and who sees it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from plans.actions import declared_save, plan_new
from plans.models import Plan, PlanSection
from plans.rules import PlanContent, PlanKind
from povertyplan.common.errors import DomainError
from tests.factories import SMALL, YEAR, CommuneFactory, StandardFactory, officer_of, small_plan
from tests.plans.writing.shared import last_event, tree

pytestmark = pytest.mark.django_db


def test_plan_is_started_with_its_words_and_an_event():
    unit = CommuneFactory.create(name="Phú Mẫu")
    by = officer_of(unit)

    plan = small_plan(unit, by=by)

    assert (plan.slug, plan.created_by, plan.reference_date) == ("phu-mau-2026", by, dt.date(2025, 12, 31))
    assert (plan.issuer, plan.locality) == ("Ủy ban nhân dân\nxã Phú Mẫu", "Phú Mẫu")
    assert plan.standard.code == "2022-2025"
    assert tree(plan) == ["MỤC TIÊU", ["Chỉ tiêu"], "GIẢI PHÁP", "TỔ CHỨC THỰC HIỆN"]
    assert [str(part) for part in (*plan.bases.all(), *plan.duties.all(), *plan.funding_sources.all())] == [
        "Căn cứ Nghị định số 07/2021/NĐ-CP ngày 27/01/2021",
        "Phòng Kinh tế",
        "Ngân sách xã",
    ]
    assert plan.signatory.name == "Người Ký Mẫu"
    event = last_event(plan)
    assert (event.action, event.user, event.target_label) == ("plan_created", by, "phu-mau-2026")
    assert event.details == {"kind": "annual", "year": YEAR}


def test_plan_can_be_started_by_a_command_for_nobody():
    assert small_plan(by=None).created_by is None


def test_slugs_of_plans_do_not_collide():
    unit, namesake = (CommuneFactory.create(name="Phú Mẫu", code=code) for code in ("90801", "90802"))

    slugs = [small_plan(place).slug for place in (unit, unit, unit, unit, namesake)]

    assert slugs == [
        "phu-mau-2026",
        "phu-mau-90801-2026",
        "phu-mau-90801-2026-2",
        "phu-mau-90801-2026-3",
        "phu-mau-90802-2026",
    ]


@pytest.mark.parametrize("year", [2014, 2061])
def test_plan_of_an_implausible_year_is_refused(year):
    with pytest.raises(ValidationError):
        small_plan(year=year)

    assert not Plan.objects.exists()


def content(**fields: Any) -> PlanContent:
    return dataclasses.replace(SMALL, **fields)


TOO_LONG: dict[str, PlanContent] = {
    "subject": content(fields={"subject": "x" * 301}),
    "symbol": content(fields={"subject": "x", "symbol": "x" * 31}),
    "row_decimals": content(fields={"subject": "x", "row_decimals": 5}),
    "month": content(fields={"subject": "x", "month": 13}),
    "no subject": content(fields={}),
    "heading": content(sections=(dataclasses.replace(SMALL.sections[0], heading="x" * 301),)),
    "heading below": content(
        sections=(
            dataclasses.replace(
                SMALL.sections[0], children=(dataclasses.replace(SMALL.sections[1], heading="x" * 301),)
            ),
        )
    ),
    "basis": content(bases=({"kind": "x" * 61},)),
    "duty": content(duties=({"actor": "x" * 201, "kind": "office", "text": ""},)),
    "duty kind": content(duties=({"actor": "x", "kind": "king", "text": ""},)),
    "funding": content(funding_sources=({"text": "x" * 601},)),
    "recipient": content(recipients=({"name": "x", "mark": "x" * 21},)),
    "signer": content(signatory_name="x" * 101),
}


@pytest.mark.parametrize("name", TOO_LONG)
def test_plan_with_words_that_do_not_fit_is_refused_as_a_whole(name):
    with pytest.raises(ValidationError):
        small_plan(content=TOO_LONG[name])

    assert not Plan.objects.exists()
    assert not PlanSection.objects.exists()


def test_plan_without_a_signatory_yet_can_be_started():
    assert small_plan(content=content(signatory_lines="", signatory_name="")).signatory.lines == ""


def test_new_plan_of_a_commune_is_seen_by_its_officer_only():
    plan, other = small_plan(), small_plan()
    officer = officer_of(plan.unit)

    assert list(Plan.objects.visible_to(officer)) == [plan]
    assert list(Plan.objects.visible_to(officer_of(other.unit))) == [other]


def test_kind_of_plan_decides_its_columns():
    plan = small_plan(kind=PlanKind.GROUP_TARGETS)

    assert declared_save(plan=plan, figures={(None, "end_poor"): Decimal(1)}, by=None) == 1
    with pytest.raises(DomainError):
        declared_save(plan=plan, figures={(None, "near_poor"): Decimal(1)}, by=None)


def test_plan_can_be_started_with_words_of_a_kind_by_name():
    StandardFactory.create()

    plan = plan_new(
        unit=CommuneFactory.create(), kind=PlanKind.ANNUAL, year=YEAR, content=content(sections=()), by=None
    )

    assert tree(plan) == []
