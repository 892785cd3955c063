"""The life of a plan: its statuses, the steps from one to the next, and who takes them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from households.rules import Role


class Status(StrEnum):
    """Where a plan stands in its life."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"  # the print for signature (bản trình ký) is kept
    RECALLED = "recalled"  # that print was taken back before it was signed
    SIGNED = "signed"  # the clerk wrote the number and the date down
    ISSUED = "issued"
    CORRECTED = "corrected"
    AMENDED = "amended"
    REPLACED = "replaced"


STATUS_LABELS = {
    Status.DRAFT: "dự thảo",
    Status.SUBMITTED: "trình ký",
    Status.RETURNED: "trả lại",
    Status.APPROVED: "đã duyệt",
    Status.RECALLED: "thu hồi bản trình ký",
    Status.SIGNED: "đã ký, đã cấp số",
    Status.ISSUED: "đã ban hành",
    Status.CORRECTED: "đã đính chính",
    Status.AMENDED: "đã điều chỉnh",
    Status.REPLACED: "đã thay thế",
}
EDITABLE = frozenset({Status.DRAFT, Status.RETURNED, Status.RECALLED})
IN_FORCE = frozenset({Status.ISSUED, Status.CORRECTED})
FROZEN = IN_FORCE | {Status.AMENDED, Status.REPLACED}  # the numbered print is kept
NUMBERED = FROZEN | {Status.SIGNED}
PRINTED = NUMBERED | {Status.APPROVED}


class PlanStep(StrEnum):
    """What leads from one status to the next. The last three befall a plan when another one is issued."""

    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    RECALL = "recall"
    SIGN = "sign"
    ISSUE = "issue"
    CORRECT = "correct"
    AMEND = "amend"
    REPLACE = "replace"


@dataclass(frozen=True)
class StepRule:
    """From which statuses a step leads where, and whose it is."""

    role: Role
    sources: frozenset[Status]
    target: Status


STEPS = {
    PlanStep.SUBMIT: StepRule(Role.OFFICER, EDITABLE, Status.SUBMITTED),
    PlanStep.RETURN: StepRule(Role.LEADER, frozenset({Status.SUBMITTED}), Status.RETURNED),
    PlanStep.APPROVE: StepRule(Role.LEADER, frozenset({Status.SUBMITTED}), Status.APPROVED),
    PlanStep.RECALL: StepRule(Role.LEADER, frozenset({Status.APPROVED}), Status.RECALLED),
    # A number written down wrong is written again, as long as the plan has not been issued.
    PlanStep.SIGN: StepRule(Role.CLERK, frozenset({Status.APPROVED, Status.SIGNED}), Status.SIGNED),
    PlanStep.ISSUE: StepRule(Role.CLERK, frozenset({Status.SIGNED}), Status.ISSUED),
    PlanStep.CORRECT: StepRule(Role.CLERK, IN_FORCE, Status.CORRECTED),
    PlanStep.AMEND: StepRule(Role.CLERK, IN_FORCE, Status.AMENDED),
    PlanStep.REPLACE: StepRule(Role.CLERK, IN_FORCE, Status.REPLACED),
}


def steps_open(status: Status, roles: Collection[Role]) -> frozenset[PlanStep]:
    """The steps that somebody with these roles may take from a status."""
    return frozenset(step for step, rule in STEPS.items() if status in rule.sources and rule.role in roles)


class PlanRelation(StrEnum):
    """What a later document does to a plan that was issued (decree 30/2020, article 18)."""

    AMENDS = "amends"
    REPLACES = "replaces"
    CORRECTS = "corrects"


RELATION_LABELS = {
    PlanRelation.AMENDS: "điều chỉnh",
    PlanRelation.REPLACES: "thay thế",
    PlanRelation.CORRECTS: "đính chính",
}
STEP_OF_RELATION = {
    PlanRelation.AMENDS: PlanStep.AMEND,
    PlanRelation.REPLACES: PlanStep.REPLACE,
    PlanRelation.CORRECTS: PlanStep.CORRECT,
}
WHOLE = (PlanRelation.AMENDS, PlanRelation.REPLACES)  # plans of their own, not a list of slips

# What counts as having written a plan, by the action in its log.
WRITING = frozenset(
    {
        "declared_figures_saved",
        "parts_saved",
        "plan_created",
        "plan_saved",
        "plan_submitted",
        "section_added",
        "section_deleted",
        "section_moved",
        "section_saved",
        "signatory_saved",
    }
)
