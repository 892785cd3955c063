"""From a plan and its year's figures to a `Document`, and what of both does not add up."""

from __future__ import annotations

from plans.compose.amendment import PlanChanges, plan_changes, with_changes
from plans.compose.document import (
    TABLE_KEY,
    TOTAL_KEY,
    column_groups,
    compose_plan,
    hamlet_table,
    numbered_document,
)
from plans.compose.findings import plan_findings
from plans.compose.names import without_names
from plans.compose.papers import PaperPage, PaperSource, paper_register
from plans.compose.source import PlanSource, plan_source
from plans.compose.standing import (
    Acknowledged,
    PlanView,
    findings_from_json,
    findings_json,
    with_reasons,
)
from plans.compose.tokens import TokenChoice, TokenHits, token_hits, unknown_tokens
from plans.models import Plan
from plans.rules import PRINTED, PlanRelation, Status
from povertyplan.common.snapshot import read_snapshot
from povertyplan.documents.checks import check
from povertyplan.documents.frozen import from_json
from povertyplan.documents.models import IssuedDocument


def plan_view(plan: Plan, *, draft: bool = True) -> PlanView:
    """Compose and check a plan, as of one moment."""
    with read_snapshot():
        source = plan_source(plan)
        document = with_changes(source, compose_plan(source, draft=draft))
    of_year = () if plan.relation == PlanRelation.CORRECTS else plan_findings(source, document)
    return with_reasons(source, document, (*check(document), *of_year))


def plan_standing(plan: Plan) -> PlanView:
    """What the plan is now: frozen as approved or issued, with the findings and reasons of then, or composed
    from today's figures.
    """
    kept = kept_print(plan)
    if kept is None:
        return plan_view(plan)
    document = from_json(kept.blocks)
    if plan.status == Status.SIGNED:
        document = numbered_document(document, plan)
    findings, held = findings_from_json(kept.findings)
    with read_snapshot():
        source = plan_source(plan)
    given = source.acknowledgements
    past = tuple(row for row in given if row.withdrawn_at or row.fingerprint not in held)
    return PlanView(source, document, findings, held, past)


def kept_print(plan: Plan) -> IssuedDocument | None:
    """The print whose bytes stand for the plan: as issued, else as approved; None where it is drawn anew."""
    return (plan.issued_document or plan.approved_document) if plan.status in PRINTED else None


__all__ = [
    "TABLE_KEY",
    "TOTAL_KEY",
    "Acknowledged",
    "PaperPage",
    "PaperSource",
    "PlanChanges",
    "PlanSource",
    "PlanView",
    "TokenChoice",
    "TokenHits",
    "column_groups",
    "compose_plan",
    "findings_json",
    "hamlet_table",
    "kept_print",
    "numbered_document",
    "paper_register",
    "plan_changes",
    "plan_source",
    "plan_standing",
    "plan_view",
    "token_hits",
    "unknown_tokens",
    "without_names",
]
