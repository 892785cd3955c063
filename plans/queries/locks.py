"""Whether something of a plan, or the figures of its year, may be written now, and why not."""

from __future__ import annotations

from collections.abc import Sequence

from plans.models import Plan
from plans.rules import WHOLE, PlanPlace, PlanRelation, way_up

PLAN_CLOSED = "Văn bản đang trình, đã duyệt hoặc đã ban hành; lãnh đạo trả lại hoặc thu hồi thì mới sửa được."
FIGURES_CLOSED = (
    "Kế hoạch năm này đang trình, đã duyệt hoặc đã ban hành;"
    " lãnh đạo trả lại, thu hồi hoặc có kế hoạch điều chỉnh thì mới sửa được số liệu và chỉ tiêu."
)
NOT_COMMENTED = (
    "Lãnh đạo trả lại văn bản và chỉ mở những phần được góp ý; phần này không được góp ý nên đang khóa."
    " Cần sửa thì đề nghị lãnh đạo mở toàn bộ."
)
FIGURES_NOT_COMMENTED = (
    "Lãnh đạo trả lại kế hoạch năm này và chỉ mở những phần được góp ý; số liệu và chỉ tiêu không được góp ý"
    " nên đang khóa. Cần sửa thì đề nghị lãnh đạo mở toàn bộ."
)


def writing_refusal(plan: Plan, place: PlanPlace | None = None, section: int | None = None) -> str:
    """Why the place of a plan may not be written; '' when it may.

    Without a place it is asked whether anything may. PlanPlace.SECTION without an id is the plan itself, to
    which a section may be added.
    """
    if not plan.is_editable:
        return PLAN_CLOSED
    opened = plan.opened
    if place is None or opened.everything:
        return ""
    way: tuple[int, ...] = ()
    if section is not None:
        way = way_up(section, dict(plan.sections.values_list("pk", "parent_id")))
    return "" if opened.allows(place, way) else NOT_COMMENTED


def locked_places(plan: Plan) -> frozenset[PlanPlace]:
    """The lists and other parts of a plan that may not be written; sections are asked one by one."""
    return frozenset(place for place in PlanPlace if not plan.opened.allows(place))


def figures_refusal(plans: Sequence[Plan]) -> str:
    """Why figures and targets of a year may not change, by the year's plans; '' when they may.

    They are closed while a plan is with the leader or past him, save what is being amended or replaced, or
    was returned without a comment on them. Corrections print none of them.
    """
    changed = {plan.original_id for plan in plans if plan.relation in WHOLE}
    printing = [plan for plan in plans if plan.relation != PlanRelation.CORRECTS]
    if not all(plan.is_editable or (plan.is_frozen and plan.pk in changed) for plan in printing):
        return FIGURES_CLOSED
    if not all(plan.opened.allows(PlanPlace.FIGURES) for plan in printing):
        return FIGURES_NOT_COMMENTED
    return ""
