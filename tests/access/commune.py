"""The commune that is opened, every word of it marked."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from assignments.models import AgencyMembership, Assignment, Difficulty, SupportProof
from assignments.rules import EscapePath
from households.models import Complaint, Hamlet, Household, HouseholdEvent, Member, Review, ReviewRequest
from households.rules import EventKind, Role
from plans.models import Comment, Plan, PlanSection, Recipient
from plans.rules import PlanPlace, TargetIndicator
from povertyplan.accounts.models import RegisteredPhone, User
from povertyplan.jobs.models import Job, JobResult, State
from povertyplan.jobs.rights import rights_of
from reports.actions import scenario_create
from reports.models import FundEntry
from reports.rules import Fund, FundFlow, SpreadRule, Terms
from tests.access.marker import MARKER, NUMBER
from tests.access.place import Place
from tests.assignments.factories import (
    AgencyFactory,
    AgencyMembershipFactory,
    AssignmentBlockFactory,
    AssignmentFactory,
    DifficultyFactory,
    EndangeredHouseholdFactory,
    EscapeProspectFactory,
    SupportItemFactory,
    VisitFactory,
)
from tests.factories import (
    REFERENCE,
    SINCE,
    YEAR,
    AreaAssignmentFactory,
    CommuneFactory,
    HouseholdFactory,
    MemberFactory,
    MembershipFactory,
    ReviewFactory,
    ReviewRoundFactory,
    ThresholdFactory,
    administrator,
    counted_hamlets,
    leader_of,
    leader_of_hamlets,
    library_text,
    officer_of,
    small_plan,
)
from tests.reports.calendar_world import half_year, owing


def made_place() -> Place:
    """A commune whose every word that a stranger must not see holds the marker."""
    unit = CommuneFactory.create(name=f"{MARKER} xã")
    hamlets = counted_hamlets(unit, 2)
    for letter, hamlet in zip("AB", hamlets, strict=True):
        Hamlet.objects.filter(pk=hamlet.pk).update(name=f"{MARKER} thôn {letter}")
    area = AreaAssignmentFactory.create(unit=unit, official=f"{MARKER} người")
    area.hamlets.set(hamlets)
    plan = small_plan(unit)
    Plan.objects.filter(pk=plan.pk).update(subject=f"{MARKER} trích yếu", opening=f"{MARKER} lời dẫn")
    PlanSection.objects.filter(plan=plan).update(body=f"{MARKER} nội dung")
    Recipient.objects.filter(plan=plan).update(name=f"{MARKER} nơi nhận")
    section = plan.sections.filter(parent__isnull=True).order_by("order").last()
    assert section
    member = MembershipFactory.create(unit=unit, role=Role.CLERK)
    households = [
        HouseholdFactory.create(
            hamlet=hamlet,
            head_name=f"{MARKER} chủ hộ {letter}",
            address=f"{MARKER} địa chỉ",
            code=f"{MARKER}{letter}",
        )
        for letter, hamlet in zip("AB", hamlets, strict=True)
    ]
    for household in households:
        MemberFactory.create(household=household, name=f"{MARKER} con", illness=f"{MARKER} bệnh")
    Member.objects.filter(pk=households[0].head_id).update(personal_number=NUMBER)
    HouseholdEvent.objects.create(
        household=households[1], kind=EventKind.SPLIT, date=REFERENCE, other=households[0]
    )
    surveyor = MembershipFactory.create(unit=unit, hamlet=hamlets[0], role=Role.SURVEYOR)
    review, request, complaint = reviewed(hamlets[0])
    for letter, hamlet in zip("AB", hamlets, strict=True):
        found = HouseholdFactory.create(hamlet=hamlet, head_name=f"{MARKER} hộ {letter}")
        ReviewFactory.create(round=review.round, household=found, poor=True)
    membership, assignment, difficulty = helped(households[0])
    for household in households:
        SupportItemFactory.create(household=household, what=f"{MARKER} dê")
    item = SupportItemFactory.create(household=households[0], date=None, due_date=SINCE)
    proof = SupportProof.objects.create(item=item, image=f"{MARKER} hộ".encode(), sha256="0" * 64)
    EscapeProspectFactory.create(household=households[0])
    visit = VisitFactory.create(household=households[0], needs_attention=True, note=f"{MARKER} ghi chú")
    hamlet_leader = leader_of_hamlets(hamlets[0])
    users = {
        "anonymous": None,
        "officer": officer_of(unit),
        "leader": leader_of(unit),
        "clerk": member.user,
        "auditor": MembershipFactory.create(unit=unit, role=Role.AUDITOR).user,
        "surveyor": surveyor.user,
        "hamlet_leader": hamlet_leader,
        "neighbour": leader_of_hamlets(hamlets[1]),
        "member": membership.user,
        "administrator": administrator(),
        "foreign": officer_of(CommuneFactory.create()),
    }
    prospect = EscapeProspectFactory.create(
        household=review.household, path=EscapePath.BY_ITSELF, reason=f"{MARKER} lý do"
    )
    phone = RegisteredPhone.objects.create(user=hamlet_leader, name=f"{MARKER} máy", seen_at=timezone.now())
    Comment.objects.create(
        plan=plan,
        place=PlanPlace.SECTION,
        section=section,
        text=f"{MARKER} góp ý",
        by=member.user,
        at=timezone.now(),
    )
    endangered = EndangeredHouseholdFactory.create(household=households[1], reason=f"{MARKER} nguy cơ")
    terms = Terms(indicator=TargetIndicator.POOR, rule=SpreadRule.STOCK, total=1)
    scenario = scenario_create(unit=unit, year=YEAR, name=f"{MARKER} phương án", terms=terms, by=None)
    return Place(
        unit=unit,
        plan=plan,
        section=section,
        member=member,
        household=households[0],
        review=review,
        request=request,
        complaint=complaint,
        prospect=prospect,
        endangered=endangered,
        membership=membership,
        assignment=assignment,
        difficulty=difficulty,
        item=item,
        proof=proof,
        visit=visit,
        phone=phone,
        job=printed(users["officer"]),
        entry=library_text(unit, f"{MARKER} đoạn văn"),
        fact=FundEntry.objects.create(
            unit=unit,
            date=dt.date(YEAR, 3, 5),
            fund=Fund.FOR_THE_POOR,
            flow=FundFlow.RECEIPT,
            amount=1,
            about=f"{MARKER} khoản thu",
        ),
        owed=owing(half_year(unit, name=f"{MARKER} kỳ"), f"{MARKER} đơn vị"),
        scenario=scenario,
        users=users,
    )


def printed(owner: User | None) -> Job:
    """A list that was printed for the owner by a job."""
    assert owner
    job = Job.objects.create(
        owner=owner,
        kind="print",
        title=f"{MARKER} danh sách",
        fingerprint="0" * 64,
        page="/",
        rights=rights_of(owner),
        state=State.DONE,
        ended_at=timezone.now(),
    )
    JobResult.objects.create(
        job=job,
        name="danh-sach.pdf",
        media_type="application/pdf",
        content=MARKER.encode(),
        expires_at=timezone.now() + dt.timedelta(days=1),
    )
    return job


def helped(household: Household) -> tuple[AgencyMembership, Assignment, Difficulty]:
    """An agency that helps the household, its member, and what he raised about it."""
    agency = AgencyFactory.create(unit=household.unit, name=f"{MARKER} cơ quan")
    membership = AgencyMembershipFactory.create(agency=agency)
    assignment = AssignmentFactory.create(
        household=household, lead_agency=agency, promise=f"{MARKER} cam kết"
    )
    AssignmentBlockFactory.create(lead_agency=agency, name=f"{MARKER} khối")
    difficulty = DifficultyFactory.create(
        unit=household.unit,
        agency=agency,
        household=household,
        raised_by=membership.user,
        text=f"{MARKER} vướng mắc",
    )
    return membership, assignment, difficulty


def reviewed(hamlet: Hamlet) -> tuple[Review, ReviewRequest, Complaint]:
    """A household of the hamlet in a round that takes results, with a request and a complaint about it."""
    ThresholdFactory.create()
    household = HouseholdFactory.create(hamlet=hamlet, head_name=f"{MARKER} hộ")
    last = ReviewRoundFactory.create(unit=hamlet.unit, closed=True)
    ReviewFactory.create(round=last, household=household, poor=True)
    review = ReviewFactory.create(
        round=ReviewRoundFactory.create(unit=hamlet.unit, base=last), household=household
    )
    request = ReviewRequest.objects.create(
        unit=hamlet.unit, hamlet=hamlet, applicant=f"{MARKER} người nộp đơn", received_date=REFERENCE
    )
    complaint = Complaint.objects.create(
        round=review.round, household=household, received_date=REFERENCE, text=f"{MARKER} lời"
    )
    return review, request, complaint
