"""Who may open what: every address of the program has a row here, and a foreign commune has no address."""

from __future__ import annotations

import copy
import datetime as dt
import io
import json
import logging
import os
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any
from unittest.mock import Mock
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError, transaction
from django.db.models import Max
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from assignments.models import (
    Agency,
    AgencyMembership,
    AreaAssignment,
    Assignment,
    AssignmentBlock,
    BlockAgency,
    Difficulty,
    EndangeredHousehold,
    EscapeProspect,
    SupportItem,
    SupportProof,
    Visit,
)
from assignments.rules import (
    EscapePath,
)
from households.actions import membership_end, membership_move, user_update
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
from households.rules import TABLE_NUMBERS, EventKind, Role
from plans.actions import (
    plan_amend,
    plan_return,
    signed_copy_add,
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
from plans.rules import (
    PlanKind,
    PlanPlace,
    PlanRelation,
    Status,
    TargetIndicator,
)
from povertyplan.accounts.actions import password_reset
from povertyplan.accounts.models import (
    RegisteredPhone,
    User,
)
from povertyplan.common.logs import LineFormatter
from povertyplan.common.models import AuditEvent
from povertyplan.documents.blocks import Document
from povertyplan.documents.frozen import to_json
from povertyplan.documents.models import (
    SignedCopy,
)
from povertyplan.jobs.models import Job, JobResult, State
from povertyplan.jobs.rights import rights_of
from reports.actions import (
    report_new,
    scenario_create,
)
from reports.models import (
    DutyReport,
    FundEntry,
    ReportingPeriod,
    TargetScenario,
)
from reports.rules import (
    Fund,
    FundFlow,
    SpreadRule,
    Terms,
)
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
    HamletFactory,
    HouseholdFactory,
    MemberFactory,
    MembershipFactory,
    ReviewFactory,
    ReviewRoundFactory,
    ThresholdFactory,
    administrator,
    approved,
    clerk_of,
    counted_hamlets,
    issued,
    leader_of,
    leader_of_hamlets,
    library_text,
    officer_of,
    signed,
    small_plan,
    submitted,
)
from tests.offers import offers
from tests.reports.calendar_world import half_year, owing

SIGN_IN = "/dang-nhap/"
TABLE = Path(__file__).with_name("access_table.txt")
PUBLIC = {
    *("accounts:sign_in", "accounts:sign_out", "households:first_start"),
    *("health:alive", "health:ready", "health:counts"),
}
MARKER = "DauHieuRieng"
NUMBER = "001080123456"


def url_patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address with its namespaced name; one without a name gives its route."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from url_patterns(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        else:
            yield f"{namespace}{entry.name or entry.pattern}", entry


PATTERNS = dict(url_patterns(get_resolver()))
HAMLET_READERS = ("surveyor", "hamlet_leader", "neighbour")  # the last leads another hamlet of the commune
READERS = (
    *("anonymous", "officer", "leader", "clerk", "auditor"),
    *(*HAMLET_READERS, "member", "administrator", "foreign"),  # "member" signs in for an agency alone
)
NOBODY: frozenset[str] = frozenset()  # the address does not know the method
EVERYBODY = frozenset(READERS[1:])
UNIT = frozenset({"officer", "leader", "clerk", "auditor"})
WATCHERS = UNIT - {"clerk"}  # who see the households of the whole commune
SURVEYORS = frozenset({"surveyor", "hamlet_leader"})  # of the first hamlet, where the household lives
REGISTER = WATCHERS | frozenset(HAMLET_READERS)
HOUSEHOLD = WATCHERS | SURVEYORS
OFFICER, LEADER, ADMINISTRATOR, MEMBER = ({name} for name in ("officer", "leader", "administrator", "member"))
RAISERS = {"officer", *HAMLET_READERS, "member", "foreign"}  # each for his own
OFFICER, LEADER, CLERK, ADMINISTRATOR = ({name} for name in ("officer", "leader", "clerk", "administrator"))
Readers = Set[str]
ROUND_LISTS = (
    *("households:reviewed", "households:reviewed_excel", "households:reviewed_pdf"),
    *("households:round_tables", "households:round_tables_excel", "households:round_tables_pdf"),
    *("households:round_table", "households:round_table_excel", "households:round_table_pdf"),
)
SUPPORT_LISTS = (
    *("assignments:support_list", "assignments:support_excel"),
    *("assignments:disclosure", "assignments:disclosure_pdf", "assignments:disclosure_excel"),
)
APPENDICES = (
    *("assignments:appendices", "assignments:appendices_pdf"),
    *("assignments:appendices_word", "assignments:appendices_excel"),
)
ACCESS: dict[str, tuple[Readers, Readers]] = {
    # who reads, who writes
    "accounts:password_change": (EVERYBODY, EVERYBODY),
    "households:home": (EVERYBODY, NOBODY),
    "households:commune_list": (EVERYBODY, NOBODY),
    "households:unit_choose": (ADMINISTRATOR, NOBODY),
    "households:commune_start": (NOBODY, ADMINISTRATOR),
    "households:hamlets": (UNIT, OFFICER),
    "households:data_check": ({"officer", "leader", "auditor"}, NOBODY),
    "households:hamlet_changes": (UNIT, NOBODY),
    "households:hamlets_join": (OFFICER, OFFICER),
    "households:hamlet_split": (OFFICER, OFFICER),
    "households:hamlet_allot": (OFFICER, NOBODY),
    "households:hamlet_allot_save": (NOBODY, OFFICER),
    "households:register_upload": (OFFICER, OFFICER),
    "households:register_file": ({"officer", "leader", "auditor"}, NOBODY),
    "households:register_preview": (OFFICER, OFFICER),
    "households:register_confirm": (NOBODY, OFFICER),
    "households:register_drop": (NOBODY, OFFICER),
    "households:register_undo": (NOBODY, OFFICER),
    "households:log": ({"leader", "auditor"}, NOBODY),
    **dict.fromkeys(ROUND_LISTS, (REGISTER, NOBODY)),
    "households:reviewed_edit": (OFFICER, OFFICER),
    "households:users": (ADMINISTRATOR, NOBODY),
    "households:user_new": (ADMINISTRATOR, ADMINISTRATOR),
    "households:user": (ADMINISTRATOR, ADMINISTRATOR),
    "households:membership_new": (ADMINISTRATOR, ADMINISTRATOR),
    "households:user_password": (NOBODY, ADMINISTRATOR),
    "households:membership_end": (ADMINISTRATOR, ADMINISTRATOR),
    "households:membership_move": (NOBODY, ADMINISTRATOR),
    "households:household_list": (REGISTER, REGISTER),
    "households:household_new": (OFFICER, OFFICER),
    "households:duplicates": (OFFICER, OFFICER),
    "households:household": (HOUSEHOLD, NOBODY),
    "households:household_edit": (OFFICER, OFFICER),
    "households:household_split": (OFFICER, OFFICER),
    "households:household_merge": (OFFICER, OFFICER),
    "households:household_move": (OFFICER, OFFICER),
    "households:household_end": (OFFICER, OFFICER),
    "households:head_change": (OFFICER, OFFICER),
    "households:member_join": (OFFICER, OFFICER),
    "households:member_leave": (OFFICER, OFFICER),
    "households:member_number": (NOBODY, {"officer", "leader"}),
    "households:rounds": (WATCHERS, NOBODY),
    "households:round_new": (OFFICER, OFFICER),
    "households:round": (WATCHERS, NOBODY),
    "households:round_list": (NOBODY, OFFICER),
    "households:round_add": (OFFICER, OFFICER),
    "households:round_advance": (NOBODY, OFFICER),
    "households:round_reopen": (OFFICER, OFFICER),
    "households:round_decide": (OFFICER, OFFICER),
    "households:round_close": (LEADER, LEADER),
    "households:review_requests": (WATCHERS, OFFICER),
    "households:review_request": (OFFICER, OFFICER),
    "households:postings": (WATCHERS, OFFICER),
    "households:meetings": (WATCHERS, OFFICER),
    "households:complaint": (OFFICER, OFFICER),
    "households:complaint_new": (OFFICER, OFFICER),
    "households:hamlet_reviews": (WATCHERS | SURVEYORS, NOBODY),
    "households:my_reviews": (EVERYBODY, NOBODY),
    "households:review": (WATCHERS | SURVEYORS, OFFICER | SURVEYORS),
    "households:review_unchanged": (OFFICER | SURVEYORS, OFFICER | SURVEYORS),
    "households:papers": (REGISTER, NOBODY),
    "households:decision": (WATCHERS, NOBODY),
    "households:posting": (WATCHERS, NOBODY),
    "households:hamlet_posting": (HOUSEHOLD, NOBODY),
    "households:minutes": (HOUSEHOLD, NOBODY),
    "households:survey_sheets": (HOUSEHOLD, NOBODY),
    "households:certificates": (WATCHERS, NOBODY),
    "assignments:areas": (UNIT, OFFICER),
    # agencies, who signs in for them, blocks, difficulties
    "assignments:agencies": (UNIT, NOBODY),
    "assignments:agency_new": (OFFICER, OFFICER),
    "assignments:agencies_file": (UNIT, NOBODY),
    "assignments:agencies_template": (UNIT, NOBODY),
    "assignments:agencies_upload": (OFFICER, OFFICER),
    "assignments:agencies_confirm": (NOBODY, OFFICER),
    "assignments:agency": (UNIT, NOBODY),
    "assignments:agency_edit": (OFFICER, OFFICER),
    "assignments:agency_end": (OFFICER, OFFICER),
    "assignments:agency_member_new": (OFFICER, OFFICER),
    "assignments:agency_member_end": (OFFICER, OFFICER),
    "assignments:blocks": (UNIT, OFFICER),
    "assignments:blocks_last": (NOBODY, OFFICER),
    "assignments:my_agency": (MEMBER, NOBODY),
    "assignments:difficulties": (WATCHERS, NOBODY),
    "assignments:difficulties_mine": (EVERYBODY, NOBODY),
    "assignments:difficulty_new": (RAISERS, RAISERS),
    "assignments:difficulty": (WATCHERS | MEMBER, OFFICER),
    "assignments:difficulty_close": (NOBODY, OFFICER),
    "assignments:committee": (OFFICER, OFFICER),
    "assignments:prospects": (WATCHERS, OFFICER),
    "assignments:prospects_place": (NOBODY, OFFICER),
    "assignments:prospect_proposals": (WATCHERS, OFFICER),
    "assignments:prospect": (OFFICER, OFFICER),
    "assignments:prospect_drop": (OFFICER, OFFICER),
    "assignments:registrations": (WATCHERS, OFFICER),
    "assignments:registration": (OFFICER, OFFICER),
    "assignments:endangered": (WATCHERS, OFFICER),
    "assignments:endangered_name": (OFFICER, OFFICER),
    "assignments:endangered_drop": (OFFICER, OFFICER),
    "plans:prospects_gap": (UNIT, NOBODY),
    "assignments:overview": (UNIT, NOBODY),
    "assignments:board": (WATCHERS, OFFICER),
    "assignments:proposal": (OFFICER, OFFICER),
    "assignments:import": (OFFICER, OFFICER),
    "assignments:assignment": (HOUSEHOLD, OFFICER),
    "assignments:assignment_withdraw": (OFFICER, OFFICER),
    # support
    "assignments:household_help": (HOUSEHOLD | MEMBER, NOBODY),
    "assignments:support_new": (OFFICER | MEMBER, OFFICER | MEMBER),
    "assignments:support": (OFFICER, OFFICER),
    "assignments:support_give": (OFFICER, OFFICER),
    "assignments:support_withdraw": (OFFICER, OFFICER),
    "assignments:proof_add": (OFFICER, OFFICER),
    "assignments:proof": (HOUSEHOLD, NOBODY),
    "assignments:proof_remove": (OFFICER, OFFICER),
    **dict.fromkeys(SUPPORT_LISTS, (REGISTER, NOBODY)),
    # what agencies see and tell, follow-up, appendices
    "assignments:agency_assignment": (HOUSEHOLD | MEMBER, OFFICER | MEMBER),
    "assignments:result": (OFFICER | MEMBER, OFFICER | MEMBER),
    "assignments:scheme_agree": (NOBODY, OFFICER),
    "assignments:follow_up": (WATCHERS, NOBODY),
    "assignments:visit_attend": (NOBODY, OFFICER),
    **dict.fromkeys(APPENDICES, (WATCHERS, NOBODY)),
    # what targets might be
    "reports:scenarios": (UNIT, NOBODY),
    "reports:scenario_new": (OFFICER, OFFICER),
    "reports:scenario_take": (NOBODY, OFFICER),
    "reports:scenario_drop": (NOBODY, OFFICER),
    "reports:roadmap": (UNIT, OFFICER),
    # what came of a year
    "reports:dashboard": (WATCHERS, NOBODY),
    "reports:dashboard_pdf": (WATCHERS, NOBODY),
    "reports:commendation": ({"officer", "leader"}, NOBODY),
    "reports:commendation_pdf": ({"officer", "leader"}, NOBODY),
    "plans:agency_duties": (EVERYBODY, NOBODY),
    "plans:my_hamlets": (EVERYBODY, NOBODY),
    "plans:my_hamlets_kept": (EVERYBODY, NOBODY),
    "plans:phone_worker": (EVERYBODY, NOBODY),
    "assignments:visit": (HOUSEHOLD | MEMBER, OFFICER | SURVEYORS | MEMBER),
    "assignments:household_name": (OFFICER | SURVEYORS, OFFICER | SURVEYORS),
    "assignments:visits_receive": (EVERYBODY, EVERYBODY),
    "jobs:jobs": (EVERYBODY, NOBODY),
    "jobs:job": (OFFICER, NOBODY),  # whose it is
    "jobs:cancel": (NOBODY, OFFICER),
    "jobs:result": (OFFICER, NOBODY),
    "households:phones": (EVERYBODY, NOBODY),
    "households:phone_register": (NOBODY, frozenset(HAMLET_READERS)),
    "households:phone_end": (NOBODY, ADMINISTRATOR | {"hamlet_leader"}),  # whose it is
    # where figures come from
    "reports:figure": (UNIT, NOBODY),
    "plans:unit": (UNIT, NOBODY),
    "plans:year": (UNIT, NOBODY),
    "plans:grid": (UNIT, OFFICER),
    "plans:table_file": (UNIT, NOBODY),
    "plans:table_upload": (OFFICER, OFFICER),
    "plans:table_preview": (OFFICER, OFFICER),
    "plans:table_confirm": (NOBODY, OFFICER),
    "plans:table_drop": (NOBODY, OFFICER),
    "plans:table_undo": (NOBODY, OFFICER),
    "plans:figures_history": (UNIT, NOBODY),
    "plans:counted": (OFFICER, OFFICER),
    "plans:targets": (UNIT, OFFICER),
    "plans:plan_list": (UNIT, NOBODY),
    "plans:plan_new": (OFFICER, OFFICER),
    "plans:plan_follow": (NOBODY, OFFICER),
    "plans:plan_read": (OFFICER, OFFICER),
    "plans:plan_take": (NOBODY, OFFICER),
    "plans:plan": (UNIT, NOBODY),
    "plans:plan_summary": (UNIT, NOBODY),
    "plans:plan_history": (UNIT, NOBODY),
    "plans:plan_pdf": (UNIT, NOBODY),
    "plans:plan_docx": (UNIT, NOBODY),
    "plans:plan_html": (UNIT, NOBODY),
    "plans:plan_xlsx": (UNIT, NOBODY),
    "plans:plan_submit": (NOBODY, OFFICER),
    "plans:finding_acknowledge": (NOBODY, LEADER),
    "plans:acknowledgement_withdraw": (NOBODY, LEADER),
    "plans:declared_withdraw": (NOBODY, OFFICER),
    "plans:plan_approve": (NOBODY, LEADER),
    "plans:plan_return": (NOBODY, LEADER),
    "plans:plan_edit": (OFFICER, OFFICER),
    "plans:plan_head": (OFFICER, OFFICER),
    "plans:section_add": (NOBODY, OFFICER),
    "plans:section": (OFFICER, OFFICER),
    "plans:section_move": (NOBODY, OFFICER),
    "plans:section_delete": (OFFICER, OFFICER),
    "plans:bases": (OFFICER, OFFICER),
    "plans:duties": (OFFICER, OFFICER),
    "plans:funding": (OFFICER, OFFICER),
    "plans:recipients": (OFFICER, OFFICER),
    "plans:signatory": (OFFICER, OFFICER),
    "plans:slips": (OFFICER, OFFICER),
    "plans:plan_recall": (NOBODY, LEADER),
    "plans:plan_sign": (CLERK, CLERK),
    "plans:plan_issue": (NOBODY, CLERK),
    "plans:approved_pdf": (UNIT, NOBODY),
    "plans:signed_copy_add": (NOBODY, CLERK),
    "plans:signed_copy": (UNIT, NOBODY),
    "plans:plan_amend": (OFFICER, OFFICER),
    "plans:plan_changes": (UNIT, NOBODY),
    "plans:register": (UNIT, NOBODY),
    "plans:register_file": (UNIT, NOBODY),
    "plans:signing_policy": (LEADER, LEADER),
    "plans:office_holders": ({"leader", "clerk"}, {"leader", "clerk"}),
    # searching figures, the library
    "plans:tokens": (OFFICER, NOBODY),
    "plans:library": (UNIT, NOBODY),
    "plans:library_entry": (OFFICER, OFFICER),
    "plans:library_entry_delete": (OFFICER, OFFICER),
    "plans:library_offers": (OFFICER, NOBODY),
    "plans:groups": (OFFICER, OFFICER),
    "plans:prospects": (OFFICER, OFFICER),
    "plans:roadmap": (OFFICER, OFFICER),
    "plans:indicators": (OFFICER, OFFICER),
    "plans:projects": (OFFICER, OFFICER),
    # comments
    "plans:comments": (UNIT, OFFICER | LEADER),
    **dict.fromkeys(
        ("plans:comment_answer", "plans:comment_close", "plans:comment_reopen"), (NOBODY, OFFICER | LEADER)
    ),
    "plans:plan_unlock": (NOBODY, LEADER),
    # reporting calendar, who has sent
    "reports:reports": (UNIT, NOBODY),
    "reports:report_new": (NOBODY, OFFICER),
    "reports:report_addressees": (OFFICER, OFFICER),
    "reports:periods": (UNIT, NOBODY),
    "reports:periods_propose": (OFFICER, OFFICER),
    "reports:period_new": (OFFICER, OFFICER),
    "reports:period": (UNIT, NOBODY),
    "reports:period_edit": (OFFICER, OFFICER),
    "reports:period_remove": (NOBODY, OFFICER),
    "reports:period_close": (NOBODY, OFFICER),
    "reports:period_reopen": (LEADER, LEADER),
    "reports:duty_reports_take": (NOBODY, OFFICER),
    "reports:duty_report_add": (OFFICER, OFFICER),
    "reports:duty_reports_send": (NOBODY, OFFICER),
    "reports:duty_report_unsend": (NOBODY, OFFICER),
    "reports:duty_report_remove": (NOBODY, OFFICER),
    "reports:reminder": (UNIT, NOBODY),
    "reports:reminder_html": (UNIT, NOBODY),
    # what reports need and nobody else keeps
    "reports:facts": (UNIT, NOBODY),
    "reports:fact_list": (UNIT, OFFICER),
    "reports:fact_edit": (OFFICER, OFFICER),
    "reports:fact_delete": (NOBODY, OFFICER),
    "reports:facts_file": (UNIT, NOBODY),
    "reports:facts_template": (UNIT, NOBODY),
    "reports:facts_upload": (OFFICER, OFFICER),
    "reports:facts_confirm": (NOBODY, OFFICER),
    "reports:policy_results": (OFFICER, OFFICER),
    "reports:indicator_actuals": (OFFICER, OFFICER),
}
PRINTING = ("papers", "reviewed", "round_tables")
ALLOWED = 0  # what the answer is, other tests say
LEADS_ON = {
    "households:home",
    "plans:unit",
    "plans:table_preview",
    "households:register_preview",
    "assignments:my_agency",
}  # shows nothing of its own, or not yet
PLACED_BY = {
    *("unit_id", "slug", "household_id", "round_id", "request_id", "complaint_id", "review_id"),
    "difficulty_id",
    "assignment_id",
    "scenario_id",
    *("item_id", "proof_id"),
    "visit_id",
    "period_id",
    "unit_id",
    "slug",
    "household_id",
    "round_id",
    "request_id",
    "complaint_id",
    "review_id",
    "phone_id",
    "job_id",
}
OF_A_PLACE = [  # to open a commune one need not see it
    name
    for name in ACCESS
    if PLACED_BY & PATTERNS[name].pattern.converters.keys() and name != "households:commune_start"
]


def ids_of(name: str) -> Readers:
    """The keys of an address that name something of a place."""
    keys = PATTERNS[name].pattern.converters.keys()
    return {key for key in keys if key == "slug" or key.endswith("_id")}


# To whom the place of an address is no secret, so that a refusal is 403 and not 404; else those of the unit.
KNOW = {
    **dict.fromkeys(("assignments:registration", "assignments:endangered_name"), UNIT),
    **dict.fromkeys(("assignments:assignment", "assignments:assignment_withdraw"), HOUSEHOLD),
    **dict.fromkeys(
        ("assignments:household_help", "assignments:support_new", "assignments:visit"), HOUSEHOLD | MEMBER
    ),
    "household_id": HOUSEHOLD,
    "review_id": HOUSEHOLD,
    "difficulty_id": UNIT | MEMBER,  # who raised it
    "assignment_id": HOUSEHOLD | MEMBER,
    "item_id": HOUSEHOLD,
    "proof_id": HOUSEHOLD,
    **dict.fromkeys(SUPPORT_LISTS, UNIT | REGISTER),
    "visit_id": HOUSEHOLD | MEMBER,
    "phone_id": ADMINISTRATOR | {"hamlet_leader"},
    "job_id": OFFICER,
    **dict.fromkeys(
        ("households:household_list", "households:household_new", "households:duplicates"), UNIT | REGISTER
    ),
    **dict.fromkeys(("households:papers", "households:decision", "households:posting"), UNIT | REGISTER),
    **dict.fromkeys((*ROUND_LISTS, "households:reviewed_edit"), UNIT | REGISTER),
    **dict.fromkeys(
        (
            "households:hamlet_reviews",
            "households:meetings",
            "households:hamlet_posting",
            "households:minutes",
            "households:survey_sheets",
            "households:certificates",
        ),
        UNIT | SURVEYORS,
    ),
}


def know(name: str) -> Readers:
    """Who may know that the place of an address exists."""
    keys = (name, *PATTERNS[name].pattern.converters)
    return next((KNOW[key] for key in keys if key in KNOW), UNIT)


def row(name: str, allowed: Readers, status: int) -> dict[str, int]:
    """The answer to each reader: `status` to those allowed, and 403 only to whom the place is no secret."""
    if not allowed:
        return dict.fromkeys(READERS, 405) | {"anonymous": 302}
    hidden = {reader for reader in READERS if name in OF_A_PLACE and reader not in know(name)}
    refused = {reader: 404 if reader in hidden else 403 for reader in READERS}
    return refused | dict.fromkeys(allowed, status) | {"anonymous": 302}


def door(anonymous: int, others: int) -> dict[str, int]:
    """The answers of an address that asks for no sign-in."""
    return dict.fromkeys(READERS, others) | {"anonymous": anonymous}


GET = {
    "accounts:sign_in": door(200, 302),
    "accounts:sign_out": door(405, 405),
    "guide:index": door(302, 200),
    "guide:page": door(302, 200),
    "guide:picture": door(302, 404),  # not made in tests
    "health:alive": door(200, 200),
    "health:ready": door(200, 200),
    "health:counts": door(200, 200),  # on this machine alone: tests/common/test_metrics.py
    "households:first_start": door(404, 404),
    **{name: row(name, reads, 302 if name in LEADS_ON else 200) for name, (reads, _) in ACCESS.items()},
    # who signs in for no agency is led to the list of communes
    "assignments:my_agency": dict.fromkeys(READERS, 302) | dict.fromkeys(MEMBER, 200),
}
POST = {
    "accounts:sign_in": door(ALLOWED, 302),
    "accounts:sign_out": door(ALLOWED, ALLOWED),
    "guide:index": door(302, 405),
    "guide:page": door(302, 405),
    "guide:picture": door(302, 405),
    "health:alive": door(405, 405),
    "health:ready": door(405, 405),
    "health:counts": door(405, 405),
    "households:first_start": door(404, 404),
    **{name: row(name, writes, ALLOWED) for name, (_, writes) in ACCESS.items()},
}
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
# Of those the ones that say whose households somebody saw.
PEOPLE_SEEN = {
    *("assignments_read", "household_read", "households_read", "review_seen", "people_seen"),
    *("paper_downloaded", "households_downloaded", "round_list_read", "round_list_downloaded"),
    *("round_details_read", "round_tables_downloaded", "support_list_read", "support_list_downloaded"),
    *("help_read", "help_downloaded", "assignment_read", "disclosure_read", "disclosure_downloaded"),
}
PERSON = re.compile(f"{MARKER} (chủ hộ|hộ|con|bệnh|người nộp)")
# What a working form might send; a refusal must not depend on it.
SENT = {
    "kind": "annual",
    "heading": "Mục lạ",
    "body": "Lời lạ",
    "content": "text",
    "parent": "",
    "direction": "up",
    "version": "1",
    "reason": "Lý do lạ",
    "note": "Ghi chú lạ",
    "subject": "Trích yếu lạ",
    "seen": "{}",
    "finding": "f" * 64,
    "acknowledgement": "1",
}


def brought_back(plan: Plan) -> Plan:
    """An issued plan with a signed copy of it."""
    plan, content = issued(plan), f"%PDF-{MARKER}\n%%EOF".encode()
    signed_copy_add(plan=plan, content=content, is_scan=True, by=clerk_of(plan.unit))
    return plan


def changed(plan: Plan, relation: PlanRelation) -> Plan:
    """The draft that changes the plan, which is issued."""
    return plan_amend(original=issued(plan), relation=relation, by=None)


def partly_unlocked(plan: Plan) -> Plan:
    """The plan, given back with only what was commented unlocked."""
    return plan_return(plan=submitted(plan), note="Sửa.", only_commented=True, by=leader_of(plan.unit))


def of_years(plan: Plan) -> Plan:
    """The plan as one of several years."""
    Plan.objects.filter(pk=plan.pk).update(kind=PlanKind.ROADMAP, last_year=YEAR + 2)
    return plan


def reported(plan: Plan) -> Plan:
    """The report of its commune's period."""
    return report_new(period=ReportingPeriod.objects.get(unit=plan.unit), by=None).paper


LIVES: dict[str, Callable[[Plan], Plan]] = {
    "plans:plan_approve": submitted,
    "plans:plan_return": submitted,
    "plans:plan_recall": approved,
    "plans:plan_sign": approved,
    "plans:approved_pdf": partial(approved, pdf=f"%PDF-{MARKER}".encode()),
    "plans:plan_issue": signed,
    "plans:signed_copy_add": issued,
    "plans:signed_copy": brought_back,
    "plans:plan_amend": issued,
    "plans:plan_changes": partial(changed, relation=PlanRelation.AMENDS),
    "plans:slips": partial(changed, relation=PlanRelation.CORRECTS),
    "plans:register": issued,
    "plans:plan_unlock": partly_unlocked,
    "reports:roadmap": of_years,
    "reports:report_addressees": reported,
}


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


@pytest.fixture(autouse=True)
def _quick_pdf(monkeypatch):
    def pdf(*documents: Document) -> bytes:
        return b"%PDF-" + json.dumps([to_json(each) for each in documents], ensure_ascii=False).encode()

    for view in (
        "plans.views.document",
        "reports.views.sending",
        "reports.views.dashboard",
    ):
        monkeypatch.setattr(f"{view}.render_pdf", pdf)
    monkeypatch.setattr("povertyplan.jobs.printing.render_pdfs", lambda documents: pdf(*documents))


class Lines(logging.Handler):
    """The lines of the log as the program writes them."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(LineFormatter())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(autouse=True)
def _log_names_nobody(monkeypatch) -> Iterator[None]:
    """Whatever is opened, sent, refused or fails: no line of the log holds a marker or a personal number."""
    log = Lines()
    for name in ("", "django"):
        logger = logging.getLogger(name)
        monkeypatch.setattr(logger, "handlers", [*logger.handlers, log])
    yield
    assert not [line for line in log.lines if MARKER in line or NUMBER in line]


@pytest.fixture(scope="module")
def _place_in_database(django_db_setup, django_db_blocker) -> Iterator[Place]:
    """The place within a transaction around the module's tests: it takes a third of a second to make."""
    with django_db_blocker.unblock(), transaction.atomic():
        place = made_place()
        place.sign_in()
        yield place
        transaction.set_rollback(True)


@pytest.fixture
def place(_place_in_database: Place, db) -> Place:
    """The place as it was made: what a test changes is undone."""
    return copy.deepcopy(_place_in_database)


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


def state(unit: AdministrativeUnit) -> list[Any]:
    """Everything of the commune that a request might change; that one looked or was refused is kept."""
    plans = Plan.objects.filter(unit=unit)
    columns = ("pk", "full_name", "position", "is_active", "password", "must_change_password")
    return [
        list(User.objects.order_by("pk").values(*columns)),
        *(
            list(rows.order_by("pk").values())
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
                Assignment.objects.filter(unit=unit),
                Assignment.objects.filter(unit=unit),
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
                SupportProof.objects.filter(item__unit=unit).defer("image"),
                TargetScenario.objects.filter(unit=unit),
                VillageMeeting.objects.filter(round__unit=unit),
                ReportingPeriod.objects.filter(unit=unit),
                DutyReport.objects.filter(period__unit=unit),
                AuditEvent.objects.filter(unit_code=unit.code).exclude(action__in=KEPT),
            )
        ),
    ]


def everything_of(response: Any) -> str:
    """The answer as a stranger reads it, headers included."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    body = response.content
    if body.startswith(b"PK"):  # a workbook or a Word file: what its parts say
        with ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    return f"{headers}\n{response.cookies}\n{body.decode(errors='replace')}"


def access_table() -> str:
    """Every address, method and reader; "ok" is what other tests say."""
    heads = (f"{'':<34}{'':<6}" + "".join(f"{reader:>15}" for reader in READERS)).rstrip()
    lines = [
        f"{name:<34}{method:<6}" + "".join(f"{rows[name][reader] or 'ok':>15}" for reader in READERS)
        for name in GET
        for method, rows in (("GET", GET), ("POST", POST))
    ]
    return "\n".join([heads, *lines, ""])


def leads_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and response["Location"].startswith(f"{SIGN_IN}?next=")


def test_every_address_has_a_row_and_every_row_an_address():
    names = [name for name, _ in url_patterns(get_resolver())]

    assert len(names) == len(set(names))
    assert set(names) == set(GET) == set(POST)


def test_table_is_the_one_that_was_reviewed():
    """With RENEW_ACCESS_TABLE=1 the file is written anew, to be read before it is kept."""
    written = access_table()
    if os.environ.get("RENEW_ACCESS_TABLE") == "1":
        TABLE.write_text(written)

    assert TABLE.read_text() == written


def test_only_the_door_is_open_to_everybody():
    open_names = {
        name for name, pattern in PATTERNS.items() if not getattr(pattern.callback, "login_required", True)
    }

    assert open_names == PUBLIC


def households_read_by(place: Place, last: int) -> dict[str, int]:
    """How many lines of the log since `last` say that each reader saw people, be it one or a list of some."""
    lines = AuditEvent.objects.filter(pk__gt=last, action__in=PEOPLE_SEEN)
    seen = [line for line in lines if line.details.get("households", line.details.get("count", 1))]
    counts = Counter(line.user_id for line in seen)
    return {reader: counts[user.pk if user else None] for reader, user in place.users.items()}


def lets_in(method: str, name: str, reader: str) -> bool:
    """Whether the table lets the reader open or send it."""
    return {"GET": GET, "POST": POST}[method][name][reader] in {ALLOWED, 200, 302}


@pytest.mark.parametrize("name", GET)
def test_get_answers_each_reader_as_the_table_says(place, name):
    """And who saw people of households stands in the log, once, and nobody else; and no page offers its
    reader what he may not open or send: of those who have places elsewhere, too, the table cannot tell.
    """
    url, before = place.url(name), state(place.unit)
    last = AuditEvent.objects.aggregate(last=Max("pk"))["last"]

    got = {reader: place.client(reader).get(url) for reader in READERS}

    shown = {
        reader: int(bool(PERSON.search(unescape(everything_of(answer))))) for reader, answer in got.items()
    }
    assert households_read_by(place, last) == shown
    assert {reader: response.status_code for reader, response in got.items()} == GET[name]
    assert state(place.unit) == before
    assert leads_to_sign_in(got["anonymous"]) == (name not in PUBLIC)
    for reader in set(READERS) - {"neighbour", "foreign"}:
        for method, target in offers(url, got[reader]):
            assert lets_in(method, target, reader), (reader, method, target)


@pytest.mark.parametrize("name", POST)
def test_post_refuses_each_reader_as_the_table_says(place, name):
    url, before = place.url(name), state(place.unit)

    for reader, status in POST[name].items():
        if status == ALLOWED:
            continue
        response = place.client(reader).post(url, SENT)

        assert (reader, response.status_code) == (reader, status)
        assert state(place.unit) == before
        if reader == "anonymous":
            assert leads_to_sign_in(response) == (name not in PUBLIC)


@pytest.mark.parametrize("name", POST)
def test_post_lets_those_in_whom_the_table_lets_in(place, name):
    for reader, status in POST[name].items():
        if status == ALLOWED:
            response = place.client(reader).post(place.url(name), SENT)

            assert response.status_code not in {403, 404, 405, 500}
            assert not leads_to_sign_in(response)


@pytest.mark.parametrize("name", OF_A_PLACE)
def test_nothing_of_a_commune_reaches_a_stranger(place, name):
    url = place.url(name)

    for reader in [reader for reader in READERS if reader not in know(name)]:
        client = place.client(reader)
        asked = [client.get(url), client.post(url, SENT)]
        if reader == "foreign":
            asked += [client.head(url), client.options(url)]
        for response in asked:
            assert response.status_code in {302, 404, 405}, reader
            assert MARKER not in everything_of(response), reader


DOORS = [model for model in apps.get_models() if hasattr(model._default_manager, "visible_to")]


@pytest.mark.parametrize("model", DOORS, ids=lambda model: model.__name__)
def test_no_row_of_a_commune_is_visible_to_a_stranger(place, model):
    """Whether a page asks for it yet or not. All rows are the place's, but for the stranger's own commune."""
    rows = model.objects.all()
    if model is AdministrativeUnit:
        rows = rows.filter(pk=place.unit.pk)

    assert rows.visible_to(place.users["officer"]).exists()
    for reader in ("foreign", "administrator"):
        assert not rows.visible_to(place.users[reader]).exists(), reader


def test_hamlets_own_people_see_their_hamlet_and_no_neighbour(place):
    seen = {}
    for reader in (*HAMLET_READERS, "administrator", "foreign"):
        text = everything_of(place.client(reader).get(place.url("plans:my_hamlets")))
        seen[reader] = [letter for letter in "AB" if f"{MARKER} thôn {letter}" in text]

    assert seen == {
        "surveyor": ["A"],
        "hamlet_leader": ["A"],
        "neighbour": ["B"],
        "administrator": [],
        "foreign": [],
    }


@pytest.mark.parametrize(
    "name",
    [name for name, (reads, _) in ACCESS.items() if name in OF_A_PLACE and {*HAMLET_READERS} <= reads],
)
def test_hamlets_own_people_see_their_households_and_no_neighbours(place, name):
    seen = {}
    for reader in HAMLET_READERS:
        text = everything_of(place.client(reader).get(place.url(name)))
        seen[reader] = {letter for letter in "AB" if re.search(rf"{MARKER} \S+ {letter}", text)}

    assert seen == {"surveyor": {"A"}, "hamlet_leader": {"A"}, "neighbour": {"B"}}


@pytest.mark.parametrize(
    ("name", "reader"),
    [
        (name, reader)
        for name, (reads, writes) in ACCESS.items()
        if name not in OF_A_PLACE
        for reader in READERS
        if reader not in UNIT | reads | writes
    ],
)
def test_refusal_names_nobody_and_no_place(place, name, reader):
    client = place.client(reader)

    for response in (client.get(place.url(name)), client.post(place.url(name), SENT)):
        assert response.status_code in {302, 403, 405}
        assert MARKER not in everything_of(response)


@pytest.mark.parametrize("name", [name for name in OF_A_PLACE if GET[name]["officer"] == 200])
def test_marker_stands_where_the_officer_looks(place, name):
    """Without this the test above would pass with a marker that is nowhere."""
    response = place.client("officer").get(place.url(name))

    assert MARKER in everything_of(response)


@pytest.mark.parametrize("name", [name for name in OF_A_PLACE if len(ids_of(name)) > 1])
def test_foreign_part_has_no_address_under_an_own_place(place, name):
    """An own commune, plan, round, period or household in the address, and in it what belongs to another; for
    somebody who is an officer of both, and would find it under its own address.
    """
    foreign = place.users["foreign"]
    unit = Membership.objects.get(user=foreign).unit
    assert unit
    MembershipFactory.create(user=foreign, unit=place.unit)
    household = HouseholdFactory.create(hamlet=HamletFactory.create(unit=unit))
    own = {
        "unit_id": unit.pk,
        "slug": small_plan(unit).slug,
        "round_id": ReviewRoundFactory.create(unit=unit).pk,
        "period_id": half_year(unit).pk,
    }
    if {"household_id", "member_id"} <= ids_of(name):
        own["household_id"] = household.pk
    url, before = place.url(name, **own), state(place.unit)
    client = place.client("foreign")

    responses = [client.post(url, SENT)] if "officer" in ACCESS[name][1] else []
    if "officer" in ACCESS[name][0]:
        responses.append(client.get(url))

    assert [response.status_code for response in responses] == [404] * len(responses)
    assert state(place.unit) == before


def test_household_lists_hold_ones_own_hamlet_and_no_neighbour(place):
    seen = {}
    for reader in ("officer", *HAMLET_READERS):
        text = everything_of(place.client(reader).get(place.url("households:household_list")))
        seen[reader] = [letter for letter in "AB" if f"{MARKER} chủ hộ {letter}" in text]

    assert seen == {"officer": ["A", "B"], "surveyor": ["A"], "hamlet_leader": ["A"], "neighbour": ["B"]}


OF_ONESELF = (
    *("plans:my_hamlets", "plans:my_hamlets_kept", "plans:agency_duties", "households:my_reviews"),
    *("assignments:my_agency", "assignments:difficulties_mine", "assignments:difficulty_new"),
    *("households:commune_list", "households:phones"),
)


@pytest.mark.parametrize("name", OF_ONESELF)
def test_pages_of_oneself_hold_nothing_of_another_commune(place, name):
    """For people who have there what the place's have here: a hamlet, an agency that helps, an office."""
    hamlet = HamletFactory.create(unit=Membership.objects.get(user=place.users["foreign"]).unit)
    household = HouseholdFactory.create(hamlet=hamlet)
    membership = AgencyMembershipFactory.create(agency=AgencyFactory.create(unit=hamlet.unit))
    AssignmentFactory.create(household=household, lead_agency=membership.agency)
    DifficultyFactory.create(unit=hamlet.unit, raised_by=membership.user)

    for user in (place.users["foreign"], leader_of_hamlets(hamlet), membership.user):
        client = Client()
        client.force_login(user)

        assert MARKER not in everything_of(client.get(place.url(name)))


def test_member_of_an_agency_sees_of_a_household_what_the_own_agency_does(place):
    other = AgencyFactory.create(unit=place.unit, name="Hội Khác Mẫu")
    AssignmentFactory.create(household=place.household, lead_agency=other)
    url = place.url("assignments:household_help")

    seen = {
        reader: [word in place.client(reader).get(url).text for word in (f"{MARKER} dê", "Hội Khác Mẫu")]
        for reader in ("officer", "member")
    }

    assert seen == {"officer": [True, True], "member": [False, False]}


def test_page_of_a_household_names_no_household_that_the_reader_does_not_see(place):
    named = {
        reader: f"{MARKER} chủ hộ B" in place.client(reader).get(place.url("households:household")).text
        for reader in ("officer", "surveyor", "hamlet_leader")
    }

    assert named == {"officer": True, "surveyor": False, "hamlet_leader": False}


@pytest.mark.parametrize("name", [name for name in ACCESS if name.startswith("households:")])
def test_no_page_shows_a_whole_number_or_health_by_itself(place, name):
    for reader in READERS:
        text = everything_of(place.client(reader).get(place.url(name)))

        takes_numbers = name == "households:register_file" and reader in {"officer", "leader"}
        assert (NUMBER in text) == takes_numbers
        assert f"{MARKER} bệnh" not in text


@pytest.mark.parametrize(
    "name", ["plans:year", "plans:grid", "plans:plan", "plans:plan_edit", "households:hamlets"]
)
def test_commune_is_gone_for_somebody_whose_work_there_has_ended(place, name):
    Membership.objects.filter(user=place.users["officer"]).update(valid_to=REFERENCE)

    response = place.client("officer").get(place.url(name))

    assert response.status_code == 404
    assert MARKER not in everything_of(response)


TAKEN_AWAY: dict[str, Callable[[Membership, User], object]] = {
    "role": lambda held, by: membership_end(membership=held, by=by),
    "hamlet": lambda held, by: membership_move(
        membership=held, hamlet=Hamlet.objects.filter(unit=held.unit).exclude(memberships=held).get(), by=by
    ),
    "password": lambda held, by: password_reset(user=held.user, by=by),
    "account": lambda held, by: user_update(
        user=held.user, full_name=held.user.full_name, position="", is_active=False, by=by
    ),
}
OF_A_HAMLET = ("plans:my_hamlets", "households:household_list", "households:household", "households:minutes")


@pytest.mark.parametrize("what", TAKEN_AWAY)
def test_nothing_of_the_hamlet_opens_in_three_sessions_once_it_is_taken_away(place, what):
    """A page of the phone, a list, a household, a download: all of them were open in each session."""
    leader, sessions = place.users["hamlet_leader"], [Client(), Client(), Client()]
    for session in sessions:
        session.force_login(leader)
    urls = [place.url(name) for name in OF_A_HAMLET]
    opened = [everything_of(session.get(url)) for session in sessions for url in urls]
    assert all(f"{MARKER} thôn A" in text or f"{MARKER} chủ hộ A" in text for text in opened)

    TAKEN_AWAY[what](Membership.objects.get(user=leader), place.users["administrator"])

    answers = [session.get(url) for session in sessions for url in urls]
    assert not [answer for answer in answers if re.search(f"{MARKER} (thôn|chủ hộ) A", everything_of(answer))]


@pytest.mark.parametrize("name", POST)
def test_post_without_the_forms_token_is_refused(place, name):
    reader = next((reader for reader, status in POST[name].items() if status == ALLOWED), "officer")
    url, before = place.url(name), state(place.unit)

    response = place.client(reader, enforce_csrf_checks=True).post(url, SENT)

    assert response.status_code == 403
    assert "Phiên làm việc đã hết" in response.text
    assert state(place.unit) == before


def test_post_with_the_forms_token_is_taken(place):
    client = place.client("officer", enforce_csrf_checks=True)
    page = client.get(place.url("plans:plan")).text
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[-1]

    response = client.post(place.url("plans:plan_submit"), {"csrfmiddlewaretoken": token})

    assert response.status_code == 302
    assert Plan.objects.get(pk=place.plan.pk).status == Status.SUBMITTED


HEADERS = {
    "Cache-Control": "no-store, private",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = {
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
}


def is_closed(response: HttpResponse) -> bool:
    """Whether the answer is kept nowhere, framed by nobody, and runs nothing that is not ours; what is handed
    over as a file is not shown here.
    """
    policy = set(response["Content-Security-Policy"].split("; "))
    is_page = response["Content-Type"].startswith("text/html")
    is_file = response.get("Content-Disposition", "").startswith("attachment")
    inline = (
        is_page
        and not is_file
        and re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", response.content.decode())
    )
    return {name: response[name] for name in HEADERS} == HEADERS and policy == POLICY and not inline


@pytest.mark.parametrize("name", GET)
def test_answers_are_not_kept_or_framed_and_run_nothing_inline(place, name):
    for reader in READERS:
        client = place.client(reader)

        assert is_closed(client.get(place.url(name)))
        assert is_closed(client.post(place.url(name), SENT))


def test_error_pages_are_as_closed_as_all_others(place, monkeypatch):
    client = place.client("administrator", enforce_csrf_checks=True)
    client.raise_request_exception = False
    found = {403: client.post("/dang-xuat/"), 404: client.get("/khong-co/")}
    busy = OperationalError()
    busy.__cause__ = sqlite3.OperationalError()
    busy.__cause__.sqlite_errorcode = sqlite3.SQLITE_BUSY
    for status, error in ((500, ZeroDivisionError), (503, busy), (400, SuspiciousOperation)):
        monkeypatch.setattr("households.views.places.communes_of", Mock(side_effect=error))
        found[status] = client.get("/xa/")
    for _ in range(11):
        found[429] = Client().post(SIGN_IN, {"username": "ai", "password": "sai"})

    assert {status: response.status_code for status, response in found.items()} == {s: s for s in found}
    assert [status for status, response in found.items() if not is_closed(response)] == []


IN_REPORTS = [name for name in ACCESS if name.startswith("reports:")]
DAMAGED = (
    "\x00",
    "9" * 30,
    "½",
    "\u202e\u200f" * 9,
    "x" * 20_000,
    '{"a": [[1]]}',
    "01/01/1900",
    "31/12/2100",
)
ASKED = ("biet", "doi-tuong", "end", "ke-hoach", "ngay", "trang", "tinh-trang")


@pytest.mark.parametrize("name", IN_REPORTS)
def test_damaged_requests_are_answered(place, name):
    """Parameters of addresses, and the fields that the page's own forms send, hold what nobody types."""
    url, (reads, writes) = place.url(name), ACCESS[name]
    client = place.client("officer" if "officer" in reads | writes else "leader")
    page = client.get(url)
    is_page = page.headers.get("Content-Type", "").startswith("text/html")
    fields = {*SENT, *(re.findall(r'name="([^"]+)"', page.content.decode()) if is_page else ())}
    for value in DAMAGED:
        with transaction.atomic():
            asked = client.get(url, dict.fromkeys(ASKED, value))
            posted = client.post(url, dict.fromkeys(fields, value))
            transaction.set_rollback(True)

        assert asked.status_code in {200, 404, 405, 422}, value
        assert posted.status_code in {200, 302, 404, 405, 409, 422}, value


@pytest.mark.parametrize(
    "key", ["\x00", "9" * 30, "\u202e", "x" * 2_000, "progress.poor.start@\x00", "@", "a@b@c"]
)
def test_damaged_key_of_a_figure_is_no_page(place, key):
    url = reverse("reports:figure", args=[place.unit.pk, YEAR, key])

    assert place.client("officer").get(url).status_code == 404
