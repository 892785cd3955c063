"""A commune with everything an address may name, and its readers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse

from assignments.models import (
    AgencyMembership,
    Assignment,
    Difficulty,
    EndangeredHousehold,
    EscapeProspect,
    SupportItem,
    SupportProof,
    Visit,
)
from households.models import AdministrativeUnit, Complaint, Household, Membership, Review, ReviewRequest
from households.rules import TABLE_NUMBERS
from plans.models import Comment, LibraryEntry, Plan, PlanSection
from povertyplan.accounts.models import RegisteredPhone, User
from povertyplan.documents.models import SignedCopy
from povertyplan.jobs.models import Job
from reports.models import DutyReport, FundEntry, TargetScenario
from tests.access.addresses import PATTERNS
from tests.access.lives import LIVES
from tests.factories import YEAR


@dataclass
class Place:
    """A commune with everything an address may name, and a reader of each sort."""

    unit: AdministrativeUnit
    plan: Plan
    section: PlanSection
    member: Membership
    household: Household
    review: Review
    request: ReviewRequest
    complaint: Complaint
    membership: AgencyMembership
    difficulty: Difficulty
    prospect: EscapeProspect
    endangered: EndangeredHousehold
    assignment: Assignment
    item: SupportItem
    proof: SupportProof
    visit: Visit
    phone: RegisteredPhone
    job: Job
    entry: LibraryEntry
    owed: DutyReport
    fact: FundEntry
    scenario: TargetScenario
    users: dict[str, User | None]
    sessions: dict[str, str] = field(default_factory=dict)
    led: set[str] = field(default_factory=set)

    def url(self, name: str, **others: Any) -> str:
        """The address of a URL name in this commune, whose plan is led to where the address is of use; with
        `others` as keys of another place.
        """
        if name in LIVES and name not in self.led:
            self.led.add(name)
            self.plan = LIVES[name](self.plan)
        copy = SignedCopy.objects.first()
        values = {
            "copy_id": copy.pk if copy else 0,
            "comment_id": Comment.objects.filter(plan=self.plan).values_list("pk", flat=True).first() or 0,
            "entry_id": self.entry.pk,
            "kind": "quy" if name.startswith("reports:") else self.entry.kind,
            "fact_id": self.fact.pk,
            "unit_id": self.unit.pk,
            "year": YEAR,
            "slug": self.plan.slug,
            "section_id": self.section.pk,
            "user_id": self.member.user_id,
            "membership_id": self.member.pk,
            "household_id": self.household.pk,
            "member_id": self.household.head_id,
            "round_id": self.review.round_id,
            "hamlet_id": self.review.hamlet_id,
            "review_id": self.review.pk,
            "prospect_id": self.prospect.pk,
            "endangered_id": self.endangered.pk,
            "request_id": self.request.pk,
            "complaint_id": self.complaint.pk,
            "agency_id": self.membership.agency_id,
            "agency_membership_id": self.membership.pk,
            "difficulty_id": self.difficulty.pk,
            "assignment_id": self.assignment.pk,
            "item_id": self.item.pk,
            "proof_id": self.proof.pk,
            "visit_id": self.visit.pk,
            "phone_id": self.phone.pk,
            "job_id": self.job.pk,
            "period_id": self.owed.period_id,
            "duty_report_id": self.owed.pk,
            "scenario_id": self.scenario.pk,
            "format": "pdf",
            "key": "poor@total",
            "name": "bat-dau",
            "number": max(TABLE_NUMBERS),
        }
        pattern = PATTERNS[name].pattern
        return reverse(name, kwargs={key: (values | others)[key] for key in pattern.converters})

    def client(self, reader: str, *, enforce_csrf_checks: bool = False) -> Client:
        """A browser in which the reader is signed in."""
        client = Client(enforce_csrf_checks=enforce_csrf_checks, raise_request_exception=True)
        if reader in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[reader]
        return client

    def sign_in(self) -> None:
        """Give every reader a session; signing in anew for each page would take longer than the page."""
        for reader, user in self.users.items():
            if user:
                client = Client()
                client.force_login(user)
                self.sessions[reader] = client.cookies[settings.SESSION_COOKIE_NAME].value
