"""From a plan and its year's figures to a `Document`, and what of both does not add up."""

from __future__ import annotations

from plans.compose.document import TABLE_KEY, TOTAL_KEY, column_groups, compose_plan, hamlet_table
from plans.compose.findings import plan_findings
from plans.compose.source import PlanSource, plan_source
from plans.compose.standing import (
    Acknowledged,
    PlanView,
    findings_from_json,
    findings_json,
    with_reasons,
)
from plans.compose.tokens import TokenChoice, token_choices, unknown_tokens
from plans.models import Plan
from plans.queries import acknowledgements
from plans.rules import Status
from povertyplan.common.snapshot import read_snapshot
from povertyplan.documents.checks import check
from povertyplan.documents.frozen import from_json


def plan_view(plan: Plan, *, draft: bool = True) -> PlanView:
    """Compose and check a plan, as of one moment."""
    with read_snapshot():
        source = plan_source(plan)
        document = compose_plan(source, draft=draft)
        given = acknowledgements(plan=plan)
    return with_reasons(source, document, (*check(document), *plan_findings(source, document)), given)


def plan_standing(plan: Plan) -> PlanView:
    """What the plan is now: frozen as approved, with the findings and reasons of then, or composed from
    today's figures.
    """
    if plan.status != Status.APPROVED or not plan.approved_document:
        return plan_view(plan)
    kept = plan.approved_document
    findings, held = findings_from_json(kept.findings)
    with read_snapshot():
        source, given = plan_source(plan), acknowledgements(plan=plan)
    past = tuple(row for row in given if row.withdrawn_at or row.fingerprint not in held)
    return PlanView(source, from_json(kept.blocks), findings, held, past)


__all__ = [
    "TABLE_KEY",
    "TOTAL_KEY",
    "Acknowledged",
    "PlanSource",
    "PlanView",
    "TokenChoice",
    "column_groups",
    "compose_plan",
    "findings_json",
    "hamlet_table",
    "plan_source",
    "plan_standing",
    "plan_view",
    "token_choices",
    "unknown_tokens",
]
