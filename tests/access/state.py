"""What a request might change in a commune."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection

from assignments.models import (
    Agency,
    AgencyMembership,
    AreaAssignment,
    Assignment,
    AssignmentBlock,
    BlockAgency,
    Difficulty,
    SupportItem,
    SupportProof,
    Visit,
)
from households.models import (
    AdministrativeUnit,
    Complaint,
    Hamlet,
    HamletFigures,
    Household,
    HouseholdEvent,
    Member,
    Membership,
    Posting,
    Review,
    ReviewRequest,
    ReviewRound,
    VillageMeeting,
)
from plans.models import (
    Acknowledgement,
    Comment,
    LibraryEntry,
    OfficeHolder,
    Plan,
    PlanSection,
    Recipient,
    SigningPolicy,
)
from povertyplan.accounts.models import User
from povertyplan.common.models import AuditEvent
from povertyplan.documents.models import SignedCopy
from povertyplan.jobs.models import Job
from reports.models import DutyReport, ReportingPeriod, TargetScenario
from tests.factories import REFERENCE

KEPT = (
    *(
        "plan_pdf_downloaded",
        "plan_docx_downloaded",
        "plan_xlsx_downloaded",
        "plan_html_downloaded",
        "table_downloaded",
        "households_downloaded",
        "refused",
    ),
    "assignments_read",
    *("household_read", "households_read", "review_seen", "people_seen", "paper_downloaded"),
    "agencies_downloaded",
    "facts_downloaded",
    *("register_downloaded", "signed_copy_downloaded", "job_result_downloaded"),
    *("round_list_read", "round_list_downloaded", "round_details_read", "round_tables_downloaded"),
    *("support_list_read", "support_list_downloaded", "disclosure_read", "disclosure_downloaded"),
    *("help_read", "help_downloaded", "assignment_read"),
    "reminder_downloaded",
)


def state(unit: AdministrativeUnit) -> list[Any]:
    """Everything of the commune that a request might change; that one looked or was refused is kept."""
    found = []
    with connection.cursor() as cursor:
        for statement, params in _statements(unit):
            cursor.execute(statement, params)
            found.append(cursor.fetchall())
    return found


@cache
def _statements(unit: AdministrativeUnit) -> list[tuple[str, tuple[Any, ...]]]:
    """Put into SQL once, which takes many times as long as the answers."""
    plans = Plan.objects.filter(unit=unit)
    columns = ("pk", "full_name", "position", "is_active", "password", "must_change_password")
    asked = [
        User.objects.values(*columns),
        *(
            rows.values()
            for rows in (
                plans,
                PlanSection.objects.filter(plan__in=plans),
                Recipient.objects.filter(plan__in=plans),
                Hamlet.objects.filter(unit=unit),
                HamletFigures.objects.filter(hamlet__unit=unit, date=REFERENCE),
                Acknowledgement.objects.filter(plan__in=plans),
                Comment.objects.filter(plan__in=plans),
                SignedCopy.objects.filter(document__unit_code=unit.code),
                SigningPolicy.objects.filter(unit=unit),
                OfficeHolder.objects.filter(unit=unit),
                LibraryEntry.objects.filter(unit=unit),
                AreaAssignment.objects.filter(unit=unit),
                Agency.objects.filter(unit=unit),
                AgencyMembership.objects.filter(agency__unit=unit),
                Assignment.objects.filter(unit=unit),
                AssignmentBlock.objects.filter(unit=unit),
                BlockAgency.objects.filter(agency__unit=unit),
                Difficulty.objects.filter(unit=unit),
                Visit.objects.filter(unit=unit),
                Membership.objects.all(),
                Household.objects.filter(unit=unit),
                Member.objects.filter(household__unit=unit),
                HouseholdEvent.objects.filter(household__unit=unit),
                ReviewRound.objects.filter(unit=unit),
                Review.objects.filter(round__unit=unit),
                ReviewRequest.objects.filter(unit=unit),
                Complaint.objects.filter(round__unit=unit),
                Posting.objects.filter(round__unit=unit),
                SupportItem.objects.filter(unit=unit),
                Job.objects.all(),
                SupportProof.objects.filter(item__unit=unit),
                TargetScenario.objects.filter(unit=unit),
                VillageMeeting.objects.filter(round__unit=unit),
                ReportingPeriod.objects.filter(unit=unit),
                DutyReport.objects.filter(period__unit=unit),
                AuditEvent.objects.filter(unit_code=unit.code).exclude(action__in=KEPT),
            )
        ),
    ]
    return [rows.order_by("pk").query.sql_with_params() for rows in asked]
