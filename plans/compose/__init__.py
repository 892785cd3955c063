"""From a plan and its year's figures to a `Document`, and what of both does not add up."""

from __future__ import annotations

from dataclasses import dataclass

from plans.compose.document import TABLE_KEY, TOTAL_KEY, compose_plan, hamlet_table
from plans.compose.findings import target_findings, token_findings, typed_findings
from plans.compose.source import PlanSource, TokenChoice, plan_source, token_choices, unknown_tokens
from plans.models import Plan
from plans.rules import Status
from povertyplan.common.snapshot import read_snapshot
from povertyplan.documents.blocks import Document
from povertyplan.documents.checks import Finding, Level, check
from povertyplan.documents.frozen import from_json


@dataclass(frozen=True)
class PlanView:
    """A plan as composed now, with everything that does not add up."""

    source: PlanSource
    document: Document
    findings: tuple[Finding, ...]

    @property
    def grave(self) -> tuple[Finding, ...]:
        """Errors and warnings; notices are left out."""
        return tuple(finding for finding in self.findings if finding.level != Level.NOTICE)


def plan_view(plan: Plan, *, draft: bool = True) -> PlanView:
    """Compose and check a plan, as of one moment."""
    with read_snapshot():
        source = plan_source(plan)
        document = compose_plan(source, draft=draft)
    findings = (
        *check(document),
        *target_findings(source),
        *token_findings(source),
        *typed_findings(source),
    )
    return PlanView(source, document, findings)


def plan_standing(plan: Plan) -> PlanView:
    """What the plan is now: frozen as approved and proved from itself, or composed from today's figures."""
    if plan.status == Status.APPROVED and plan.approved_document:
        document = from_json(plan.approved_document.blocks)
        return PlanView(plan_source(plan), document, check(document))
    return plan_view(plan)


__all__ = [
    "TABLE_KEY",
    "TOTAL_KEY",
    "PlanSource",
    "PlanView",
    "TokenChoice",
    "compose_plan",
    "hamlet_table",
    "plan_source",
    "plan_standing",
    "plan_view",
    "token_choices",
    "unknown_tokens",
]
