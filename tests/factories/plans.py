"""Plans at each step of their life."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.utils import timezone

from households.models import (
    AdministrativeUnit,
)
from plans.actions import issue_document, library_entry_add, plan_new, plan_submit
from plans.compose import findings_json, plan_view
from plans.models import LibraryEntry, Plan
from plans.rules import (
    LibraryKind,
    PlanContent,
    PlanKind,
    SectionContent,
    SectionContentText,
    Status,
)
from povertyplan.accounts.models import User
from povertyplan.documents.frozen import to_json
from povertyplan.documents.models import IssuedDocument
from tests.factories.households import StandardFactory
from tests.factories.people import clerk_of, leader_of, officer_of
from tests.factories.places import YEAR, CommuneFactory

SMALL = PlanContent(
    fields={
        "subject": "Giảm nghèo bền vững",
        "opening": "Xã có {{so-ho}} hộ.",
        "closing": "Phòng Kinh tế giao chỉ tiêu theo Phụ lục.",
        "month": 4,
    },
    sections=(
        SectionContentText(
            heading="MỤC TIÊU",
            body="Giảm {{giam-ho-ngheo}} hộ nghèo.",
            children=(SectionContentText(heading="Chỉ tiêu", content=SectionContent.TARGETS),),
        ),
        SectionContentText(heading="GIẢI PHÁP", body="Cho vay vốn."),
        SectionContentText(heading="TỔ CHỨC THỰC HIỆN", content=SectionContent.DUTIES),
    ),
    bases=({"kind": "Nghị định", "number": "07/2021/NĐ-CP", "date": dt.date(2021, 1, 27)},),
    duties=({"actor": "Phòng Kinh tế", "kind": "office", "text": "Tham mưu.\nTổng hợp."},),
    funding_sources=({"text": "Ngân sách xã"},),
    recipients=({"name": "Lưu: VT", "mark": ""},),
    signatory_lines="TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
    signatory_name="Người Ký Mẫu",
)


def small_plan(
    unit: AdministrativeUnit | None = None,
    *,
    kind: PlanKind = PlanKind.ANNUAL,
    year: int = YEAR,
    content: PlanContent = SMALL,
    by: User | None = None,
) -> Plan:
    """A plan with few words, started as the page does."""
    StandardFactory.create()
    return plan_new(unit=unit or CommuneFactory.create(), kind=kind, year=year, content=content, by=by)


def library_text(unit: AdministrativeUnit, heading: str, body: str = "Cho vay vốn ưu đãi.") -> LibraryEntry:
    """A text that the commune keeps, put there as the page does."""
    fields = {"heading": heading, "body": body}
    return library_entry_add(unit=unit, kind=LibraryKind.TEXT, fields=fields, by=None)


def submitted(plan: Plan, *, by: User | None = None) -> Plan:
    """The plan with the leader."""
    return plan_submit(plan=plan, by=by or officer_of(plan.unit))


def approved(plan: Plan, *, by: User | None = None, pdf: bytes = b"%PDF-") -> Plan:
    """The plan as after approval, with a print that is none unless given: rendering takes a second."""
    view = plan_view(plan, draft=False)
    plan.approved_document = IssuedDocument.objects.create(
        unit_code=plan.unit.code,
        name=plan.slug,
        blocks=to_json(view.document),
        findings=findings_json(view),
        template_version="test",
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        approved_by=by or leader_of(plan.unit),
        approved_at=timezone.now(),
        supersedes=plan.approved_document,
    )
    plan.status = Status.APPROVED
    plan.save()
    return plan


def signed(plan: Plan, *, number: int = 1, date: dt.date | None = None) -> Plan:
    """The plan as after the clerk wrote its number down."""
    plan = approved(plan) if plan.status != Status.APPROVED else plan
    plan.number, plan.signed_date = number, date or timezone.localdate()
    plan.number_year, plan.status = plan.signed_date.year, Status.SIGNED
    plan.save()
    return plan


def issued(plan: Plan, *, number: int = 1, pdf: bytes = b"%PDF-issued\n%%EOF") -> Plan:
    """The plan as after it was issued, with a print that is none unless given."""
    plan = signed(plan, number=number) if plan.status != Status.SIGNED else plan
    kept = plan.approved_document
    assert kept
    document = issue_document(plan)
    plan.issued_document = IssuedDocument.objects.create(
        unit_code=plan.unit.code,
        name=plan.slug,
        blocks=to_json(document),
        findings=kept.findings,
        template_version="test",
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        number=str(plan.number),
        symbol=plan.symbol,
        issued_date=plan.signed_date,
        approved_by=kept.approved_by,
        approved_at=kept.approved_at,
        issued_by=clerk_of(plan.unit),
        issued_at=timezone.now(),
        supersedes=kept,
    )
    plan.status = Status.ISSUED
    plan.save()
    return plan
